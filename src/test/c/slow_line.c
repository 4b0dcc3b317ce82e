/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/slow_line.c - a slow line between two interfaces */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * slow_line INTERFACE INTERFACE MICROSECONDS BITS LOST SEED
 *
 * Forwards Ethernet frames between two interfaces with that delay. Each
 * direction keeps its order, and carries so many bits a second; 0 is without
 * limit.  LOST of a thousand frames are lost; SEED decides which.
 *
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

/* The frames that came from an interface, in order. */
struct direction {
    struct frame waiting[MAX_WAITING];
    unsigned first, count;
    /* When the line has carried all of them away. */
    int64_t free_at;
};

static struct direction directions[2];

/* The line's properties, from the command line. */
static int64_t delay, bits_per_second, lost_in_thousand;

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
take(int fd, int side, int out)
{
    static unsigned char buffer[MAX_FRAME];
    const size_t header = sizeof(struct virtio_net_hdr);
    struct direction *line = &directions[side];
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
    if (line->count == MAX_WAITING || random() % 1000 < lost_in_thousand)
        return;
    if (line->free_at < now_micros())
        line->free_at = now_micros();
    if (bits_per_second > 0)
        line->free_at += (length - header) * 8000000 / bits_per_second;
    frame = &line->waiting[(line->first + line->count++) % MAX_WAITING];
    frame->due = line->free_at + delay;
    frame->out = out;
    frame->length = length;
    frame->octets = malloc(length);
    if (frame->octets == NULL)
        fail("malloc");
    memcpy(frame->octets, buffer, length);
}

static void
deliver(struct direction *line)
{
    struct frame *frame;

    while (line->count > 0 && line->waiting[line->first].due <= now_micros()) {
        frame = &line->waiting[line->first];
        if (send(frame->out, frame->octets, frame->length, 0) < 0)
            fprintf(stderr, "slow_line: lost a frame: %s\n", strerror(errno));
        free(frame->octets);
        line->first = (line->first + 1) % MAX_WAITING;
        line->count--;
    }
}

/* The microseconds until the next frame is due, at most a second. */
static int64_t
next_due(void)
{
    int64_t left, least = 1000000;
    int i;

    for (i = 0; i < 2; i++) {
        if (directions[i].count == 0)
            continue;
        left = directions[i].waiting[directions[i].first].due - now_micros();
        if (left < least)
            least = left;
    }
    return least > 0 ? least : 0;
}

int
main(int argc, char **argv)
{
    struct pollfd ends[2];
    struct timespec wait;
    int64_t left;
    int i;

    if (argc != 7) {
        fprintf(stderr, "usage: slow_line INTERFACE INTERFACE MICROSECONDS"
                " BITS LOST SEED\n");
        return 2;
    }
    delay = atoll(argv[3]);
    bits_per_second = atoll(argv[4]);
    lost_in_thousand = atoll(argv[5]);
    srandom(atoi(argv[6]));
    for (i = 0; i < 2; i++) {
        ends[i].fd = open_interface(argv[1 + i]);
        ends[i].events = POLLIN;
    }
    puts("ready");
    fflush(stdout);
    for (;;) {
        left = next_due();
        wait.tv_sec = left / 1000000;
        wait.tv_nsec = left % 1000000 * 1000;
        if (ppoll(ends, 2, &wait, NULL) < 0 && errno != EINTR)
            fail("ppoll");
        for (i = 0; i < 2; i++) {
            deliver(&directions[i]);
            if (ends[i].revents & POLLIN)
                take(ends[i].fd, i, ends[1 - i].fd);
        }
    }
}
