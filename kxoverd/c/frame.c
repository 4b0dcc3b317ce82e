/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/frame.c - messages on the pipe between kxoverd and its programs */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "frame.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define LENGTH_OCTETS 4
#define MAX_FIELD 0xffff

/* Take len octets from the message.  At its end, return NULL. */
static const uint8_t *
take(struct kx_in *in, size_t len)
{
    const uint8_t *octets = in->next;

    if (in->bad || len > in->left) {
        in->bad = 1;
        return NULL;
    }
    in->next += len;
    in->left -= len;
    return octets;
}

static uint32_t
number(const uint8_t *octets, size_t len)
{
    uint32_t n = 0;
    size_t i;

    for (i = 0; i < len; i++)
        n = n << 8 | octets[i];
    return n;
}

uint32_t
kx_get_number(struct kx_in *in, size_t octets)
{
    const uint8_t *found = take(in, octets);

    return found == NULL ? 0 : number(found, octets);
}

const uint8_t *
kx_get_octets(struct kx_in *in, size_t *len)
{
    const uint8_t *octets;

    *len = kx_get_number(in, 2);
    octets = take(in, *len);
    if (octets == NULL)
        *len = 0;
    return octets;
}

void
kx_get_text(struct kx_in *in, char *text, size_t size)
{
    const uint8_t *octets;
    size_t len, i;

    octets = kx_get_octets(in, &len);
    text[0] = '\0';
    if (octets == NULL)
        return;
    if (len >= size) {
        in->bad = 1;
        return;
    }
    for (i = 0; i < len; i++) {
        if (octets[i] < ' ' || octets[i] > '~') {
            in->bad = 1;
            return;
        }
    }
    memcpy(text, octets, len);
    text[len] = '\0';
}

int
kx_at_end(struct kx_in *in)
{
    if (in->left > 0)
        in->bad = 1;
    return !in->bad;
}

void
kx_begin(struct kx_out *out)
{
    explicit_bzero(out->octets, out->len);
    out->len = LENGTH_OCTETS;
    out->full = 0;
}

void
kx_cut(struct kx_out *out, size_t len)
{
    explicit_bzero(out->octets + len, out->len - len);
    out->len = len;
    out->full = 0;
}

/* Make room for len octets.  Return NULL if there is too little. */
static uint8_t *
extend(struct kx_out *out, size_t len)
{
    uint8_t *octets = out->octets + out->len;

    if (out->full || len > sizeof(out->octets) - out->len) {
        out->full = 1;
        return NULL;
    }
    out->len += len;
    return octets;
}

static void
store(uint8_t *to, uint32_t n, size_t octets)
{
    size_t i;

    for (i = octets; i > 0; i--) {
        to[i - 1] = n & 0xff;
        n >>= 8;
    }
}

void
kx_put_number(struct kx_out *out, uint32_t n, size_t octets)
{
    uint8_t *to = extend(out, octets);

    if (to != NULL)
        store(to, n, octets);
}

void
kx_put_octets(struct kx_out *out, const void *octets, size_t len)
{
    uint8_t *to;

    if (len > MAX_FIELD) {
        out->full = 1;
        return;
    }
    kx_put_number(out, len, 2);
    to = extend(out, len);
    if (to != NULL && len > 0)
        memcpy(to, octets, len);
}

void
kx_put_text(struct kx_out *out, const char *text)
{
    kx_put_octets(out, text, strlen(text));
}

/* Return the number of octets read: less than len only at the end. */
static size_t
read_octets(int fd, uint8_t *buffer, size_t len)
{
    size_t done = 0;
    ssize_t n;

    while (done < len) {
        n = read(fd, buffer + done, len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        done += n;
    }
    return done;
}

int
kx_read_frame(int fd, uint8_t *buffer, size_t size, size_t *len)
{
    uint8_t head[LENGTH_OCTETS];
    size_t n;

    n = read_octets(fd, head, sizeof(head));
    if (n == 0)
        return 0;
    if (n < sizeof(head))
        return -1;
    *len = number(head, sizeof(head));
    if (*len == 0 || *len > size)
        return -1;
    return read_octets(fd, buffer, *len) == *len ? 1 : -1;
}

static int
write_octets(int fd, const uint8_t *octets, size_t len)
{
    ssize_t n;

    while (len > 0) {
        n = write(fd, octets, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        octets += n;
        len -= n;
    }
    return 0;
}

int
kx_write_frame(int fd, struct kx_out *out)
{
    int ret;

    store(out->octets, out->len - LENGTH_OCTETS, LENGTH_OCTETS);
    ret = write_octets(fd, out->octets, out->len);
    kx_begin(out);
    return ret;
}
