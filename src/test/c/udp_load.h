/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/udp_load.h - send requests to a KDC as fast as it answers */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef UDP_LOAD_H
#define UDP_LOAD_H

#include "now_ns.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define LIMIT_SECONDS 20

struct octets {
    size_t len;
    unsigned char *data;
};

struct list {
    size_t count, room;
    struct octets *items;
};

static void
fail(const char *what)
{
    perror(what);
    exit(1);
}

static void
add(struct list *list, const unsigned char *data, size_t len)
{
    struct octets *item;

    if (list->count == list->room) {
        list->room = list->room == 0 ? 1024 : list->room * 2;
        list->items = realloc(list->items, list->room * sizeof(*list->items));
        if (list->items == NULL)
            fail("realloc");
    }
    item = &list->items[list->count++];
    item->len = len;
    item->data = malloc(len + 1);
    if (item->data == NULL)
        fail("malloc");
    memcpy(item->data, data, len);
}

static void
read_requests(struct list *requests)
{
    static unsigned char octets[65536];
    unsigned int octet;
    char *line = NULL;
    size_t size = 0, len;

    while (getline(&line, &size, stdin) > 0) {
        for (len = 0; len < sizeof(octets) &&
                 sscanf(line + 2 * len, "%2x", &octet) == 1; len++)
            octets[len] = octet;
        add(requests, octets, len);
    }
    free(line);
}

static void
print(const struct list *answers)
{
    size_t i, j;

    for (i = 0; i < answers->count; i++) {
        for (j = 0; j < answers->items[i].len; j++)
            printf("%02x", answers->items[i].data[j]);
        printf("\n");
    }
}

/*
 * Sends count requests, the first of them at requests, and adds the answers.
 * Keeps in_flight requests in flight until the last is sent.  Returns the
 * nanoseconds from the first request to the last answer.
 */
static int64_t
ask(int fd, const struct octets *requests, size_t count, size_t in_flight,
    struct list *answers)
{
    static unsigned char in[65536];
    size_t sent = 0, answered;
    ssize_t n;
    int64_t start = now_ns();

    for (answered = 0; answered < count; answered++) {
        for (; sent < count && sent - answered < in_flight; sent++) {
            if (send(fd, requests[sent].data, requests[sent].len, 0) < 0)
                fail("send");
        }
        n = recv(fd, in, sizeof(in), 0);
        if (n < 0)
            fail("recv");
        add(answers, in, n);
    }
    return now_ns() - start;
}

/* A socket that exchanges messages with port on 127.0.0.1. */
static int
connect_to(int port)
{
    struct timeval limit = { LIMIT_SECONDS, 0 };
    struct sockaddr_in kdc;
    int fd;

    memset(&kdc, 0, sizeof(kdc));
    kdc.sin_family = AF_INET;
    kdc.sin_port = htons(port);
    kdc.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit,
                             sizeof(limit)) != 0 ||
        connect(fd, (struct sockaddr *)&kdc, sizeof(kdc)) != 0)
        fail("socket");
    return fd;
}

#endif /* UDP_LOAD_H */
