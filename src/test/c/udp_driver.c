/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/udp_driver.c - send requests to a KDC as fast as it answers */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * udp_driver PORT IN_FLIGHT < REQUESTS
 *     Sends the requests, one per line in hexadecimal, to 127.0.0.1. Keeps
 *     IN_FLIGHT requests in flight until the last is sent.
 *
 *     Prints the nanoseconds from the first request to the last answer, and
 *     then the answers in order of arrival, one per line.
 */

#include "udp_load.h"

int
main(int argc, char **argv)
{
    struct list requests = { 0, 0, NULL }, answers = { 0, 0, NULL };
    int64_t took;
    int fd;

    if (argc != 3)
        return 2;
    fd = connect_to(atoi(argv[1]));
    read_requests(&requests);
    took = ask(fd, requests.items, requests.count, atoi(argv[2]), &answers);
    printf("%lld\n", (long long)took);
    print(&answers);
    close(fd);
    return 0;
}
