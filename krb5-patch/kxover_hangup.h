/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_hangup.h - notice that a TCP client has closed */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * The KDC does not read a TCP connection while it processes its request. This
 * code watches a connection for end of file or an error, without reading from
 * it. A client that closes only its sending half cannot be distinguished from
 * one that closed. If a client sends more octets, the watch ends, as the
 * unread octets hide an end of file.
 */

#ifndef KXOVER_HANGUP_H
#define KXOVER_HANGUP_H

#include <verto.h>

typedef void
(*kxover_hangup_fn)(void *arg);

/* A watch; it is off when all zero. */
struct kxover_hangup {
    verto_ev *ev;
    kxover_hangup_fn gone;
    void *arg;
};

/*
 * When the peer of fd closes, call gone(arg) from the loop, once. By then the
 * watch is off, and has no event on fd. Without memory the watch stays off.
 */
void
kxover_hangup_watch(struct kxover_hangup *watch, verto_ctx *loop, int fd,
                    kxover_hangup_fn gone, void *arg);

/* Turn a watch off. Must be called before other code uses its fd. */
void
kxover_hangup_stop(struct kxover_hangup *watch);

#endif /* KXOVER_HANGUP_H */
