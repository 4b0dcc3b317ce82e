/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/slow_line.c - a line with a delay between two interfaces */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * slow_line INTERFACE INTERFACE MICROSECONDS
 *
 * Forwards Ethernet frames between two interfaces with that delay, in order.
 * For each frame, on its arrival, prints a line: the monotonic clock in
 * microseconds, the interface (0 or 1), and the first octets in hexadecimal.
 * It replaces netem on kernels without it, and lists the frames.
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* The header before each frame, and Linux's largest segment before
 * segmentation. */
#define MAX_FRAME (sizeof(struct virtio_net_hdr) + 14 + 65536)
#define MAX_WAITING 4096
#define TOLD 160

struct frame {
    int64_t due;
    int out;
    size_t length;
    unsigned char *octets;
};

static struct frame waiting[MAX_WAITING];
static unsigned first, count;

static int64_t
now_micros(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void
fail(const char *what)
{
    fprintf(stderr, "slow_line: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int
open_interface(const char *name)
{
    struct sockaddr_ll address = { .sll_family = AF_PACKET };
    int one = 1, fd;

    fd = socket(AF_PACKET, SOCK_RAW, 0);
    /* Checksums and large segments are not changed: the receiver's kernel
     * handles them, as on any veth pair. */
    if (fd < 0 ||
        setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof(one)) != 0)
        fail("socket");
    address.sll_protocol = htons(ETH_P_ALL);
    address.sll_ifindex = if_nametoindex(name);
    if (address.sll_ifindex == 0 ||
        bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
        fail(name);
    return fd;
}

static void
tell(int side, const unsigned char *frame, size_t length)
{
    size_t i;

    printf("%lld %d ", (long long)now_micros(), side);
    for (i = 0; i < length && i < TOLD; i++)
        printf("%02x", frame[i]);
    putchar('\n');
    fflush(stdout);
}

static void
take(int fd, int side, int out, int64_t delay)
{
    static unsigned char buffer[MAX_FRAME];
    const size_t header = sizeof(struct virtio_net_hdr);
    struct sockaddr_ll from;
    socklen_t size = sizeof(from);
    struct frame *frame;
    ssize_t length;

    length = recvfrom(fd, buffer, sizeof(buffer), MSG_DONTWAIT,
                      (struct sockaddr *)&from, &size);
    /* The socket also receives our own frames. */
    if (length <= (ssize_t)header || from.sll_pkttype == PACKET_OUTGOING)
        return;
    tell(side, buffer + header, length - header);
    if (count == MAX_WAITING)
        return;
    frame = &waiting[(first + count++) % MAX_WAITING];
    frame->due = now_micros() + delay;
    frame->out = out;
    frame->length = length;
    frame->octets = malloc(length);
    if (frame->octets == NULL)
        fail("malloc");
    memcpy(frame->octets, buffer, length);
}

static void
deliver(void)
{
    struct frame *frame;

    while (count > 0 && waiting[first].due <= now_micros()) {
        frame = &waiting[first];
        if (send(frame->out, frame->octets, frame->length, 0) < 0)
            fprintf(stderr, "slow_line: lost a frame: %s\n", strerror(errno));
        free(frame->octets);
        first = (first + 1) % MAX_WAITING;
        count--;
    }
}

int
main(int argc, char **argv)
{
    struct pollfd ends[2];
    struct timespec wait;
    int64_t delay, left;
    int i;

    if (argc != 4) {
        fprintf(stderr, "usage: slow_line INTERFACE INTERFACE MICROSECONDS\n");
        return 2;
    }
    delay = atoll(argv[3]);
    for (i = 0; i < 2; i++) {
        ends[i].fd = open_interface(argv[1 + i]);
        ends[i].events = POLLIN;
    }
    puts("ready");
    fflush(stdout);
    for (;;) {
        left = count > 0 ? waiting[first].due - now_micros() : 1000000;
        if (left < 0)
            left = 0;
        wait.tv_sec = left / 1000000;
        wait.tv_nsec = left % 1000000 * 1000;
        if (ppoll(ends, 2, &wait, NULL) < 0 && errno != EINTR)
            fail("ppoll");
        deliver();
        for (i = 0; i < 2; i++) {
            if (ends[i].revents & POLLIN)
                take(ends[i].fd, i, ends[1 - i].fd, delay);
        }
    }
}
