/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/frame.h - messages on the pipe between kxoverd and its programs */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * A message is four octets with the length of the rest, and the rest.  All
 * numbers are big-endian.  A text and a run of octets begin with two octets
 * of length.  Reading beyond the end of a message sets bad; the caller checks
 * it once, after the last field.
 */

#ifndef KX_FRAME_H
#define KX_FRAME_H

#include <stddef.h>
#include <stdint.h>

/* A request fits into a pipe, so kxoverd never waits for it to be read. */
#define KX_MAX_REQUEST 4096

/* As much as a principal's string attributes can need. */
#define KX_MAX_REPLY (1024 * 1024)

struct kx_in {
    const uint8_t *next;
    size_t left;
    int bad;
};

struct kx_out {
    size_t len;
    int full;                   /* a field did not fit */
    uint8_t octets[4 + KX_MAX_REPLY];
};

uint32_t
kx_get_number(struct kx_in *in, size_t octets);

/* Read printable ASCII, and end it with a zero. */
void
kx_get_text(struct kx_in *in, char *text, size_t size);

/* Return a pointer into the message. */
const uint8_t *
kx_get_octets(struct kx_in *in, size_t *len);

/* True if the message is whole and has nothing more: else bad is set. */
int
kx_at_end(struct kx_in *in);

/* Begin a message that replaces the one in out, which is wiped. */
void
kx_begin(struct kx_out *out);

void
kx_put_number(struct kx_out *out, uint32_t number, size_t octets);

void
kx_put_octets(struct kx_out *out, const void *octets, size_t len);

void
kx_put_text(struct kx_out *out, const char *text);

/* Wipe and remove all that is behind len octets, and what did not fit. */
void
kx_cut(struct kx_out *out, size_t len);

/* Read a whole message.  Return 1, or 0 at the end of the input, or -1. */
int
kx_read_frame(int fd, uint8_t *buffer, size_t size, size_t *len);

/* Write and wipe the message.  Return 0, or -1 if nobody reads it. */
int
kx_write_frame(int fd, struct kx_out *out);

#endif /* KX_FRAME_H */
