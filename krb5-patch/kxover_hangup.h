/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_hangup.h - notice that a client has hung up */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * The KDC does not look at a TCP connection while its request is in work.
 * Here one is watched for its end, without reading from it: an end of file or
 * an error.  A client that only closes its sending half looks the same as one
 * that is gone.  One that sends more octets is not watched from then on, as
 * they stay in front of its end and nobody takes them away.
 */

#ifndef KXOVER_HANGUP_H
#define KXOVER_HANGUP_H

#include <verto.h>

typedef void
(*kxover_hangup_fn)(void *arg);

/* A watch, off when it is all zero. */
struct kxover_hangup {
    verto_ev *ev;
    kxover_hangup_fn gone;
    void *arg;
};

/*
 * Call gone(arg) from the loop, once, when the other side of fd has hung up.
 * The watch is off then, and has no event on fd any more.  Without memory it
 * stays off.
 */
void
kxover_hangup_watch(struct kxover_hangup *watch, verto_ctx *loop, int fd,
                    kxover_hangup_fn gone, void *arg);

/* Turn a watch off.  To be done before anybody else uses its fd. */
void
kxover_hangup_stop(struct kxover_hangup *watch);

#endif /* KXOVER_HANGUP_H */
