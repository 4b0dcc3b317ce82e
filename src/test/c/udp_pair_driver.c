/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/udp_pair_driver.c - send requests to two KDCs in turn */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * udp_pair_driver IN_FLIGHT SLICE SKIPPED PORT PID PORT PID < REQUESTS
 *     Sends all requests, one per line in hexadecimal, to both KDCs on
 *     127.0.0.1, as fast as they answer.  Each has SLICE requests, then the
 *     other has these requests; the next slice begins with the other KDC.
 *     One process sends to both, so that what it costs is the same for both.
 *     The first SKIPPED slices do not count.  Both KDCs have one processor and
 *     this process has the other, so that no move between them counts.
 *
 *     Prints for each KDC, on a line, the counted requests, the nanoseconds
 *     by the clock, and the nanoseconds of the KDC's processor time.  Then
 *     the answers of both, one per line.
 */

#define _GNU_SOURCE
#include <sched.h>
#include "udp_load.h"

#define SETTLE_MICROSECONDS 300

struct kdc {
    int fd;
    const char *pid;
    long long requests, clock, processor;
    struct list answers;
};

/*
 * The processor time as the scheduler counts it, of a process with one
 * thread.  The KDC goes on for some microseconds after it has answered.
 */
static long long
processor_ns(const char *pid)
{
    char path[64];
    long long ns;
    FILE *f;

    usleep(SETTLE_MICROSECONDS);
    snprintf(path, sizeof(path), "/proc/%s/schedstat", pid);
    f = fopen(path, "r");
    if (f == NULL || fscanf(f, "%lld", &ns) != 1)
        fail(path);
    fclose(f);
    return ns;
}

/* Leaves the process one processor.  Does nothing where there is one only. */
static void
stay_on(pid_t pid, int processor)
{
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    if (sysconf(_SC_NPROCESSORS_ONLN) > 1 &&
        sched_setaffinity(pid, sizeof(one), &one) != 0)
        fail("sched_setaffinity");
}

static void
measure(struct kdc *kdc, const struct octets *requests, size_t count,
        size_t in_flight, int counts)
{
    long long before = processor_ns(kdc->pid), took;

    took = ask(kdc->fd, requests, count, in_flight, &kdc->answers);
    if (counts) {
        kdc->requests += count;
        kdc->clock += took;
        kdc->processor += processor_ns(kdc->pid) - before;
    }
}

int
main(int argc, char **argv)
{
    struct kdc kdcs[2] = { { 0 }, { 0 } };
    struct list requests = { 0, 0, NULL };
    size_t in_flight, slice, skipped, from, number, count;
    int i;

    if (argc != 8)
        return 2;
    in_flight = atoi(argv[1]);
    slice = atoi(argv[2]);
    skipped = atoi(argv[3]);
    if (in_flight == 0 || slice == 0)
        return 2;
    for (i = 0; i < 2; i++) {
        kdcs[i].fd = connect_to(atoi(argv[4 + 2 * i]));
        kdcs[i].pid = argv[5 + 2 * i];
        stay_on(atoi(kdcs[i].pid), 1);
    }
    stay_on(0, 0);
    read_requests(&requests);
    for (from = 0, number = 0; from < requests.count; from += slice, number++) {
        count = requests.count - from < slice ? requests.count - from : slice;
        for (i = 0; i < 2; i++)
            measure(&kdcs[(number + i) % 2], &requests.items[from], count,
                    in_flight, number >= skipped);
    }
    for (i = 0; i < 2; i++)
        printf("%lld %lld %lld\n", kdcs[i].requests, kdcs[i].clock,
               kdcs[i].processor);
    for (i = 0; i < 2; i++)
        print(&kdcs[i].answers);
    return 0;
}
