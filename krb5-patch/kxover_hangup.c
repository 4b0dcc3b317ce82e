/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_hangup.c - notice that a client has hung up */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_hangup.h"

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>

/* The event on the connection is gone by now: verto frees it only after its
 * callback, and gone() may lead to another event on the same connection. */
static void
tell(verto_ctx *loop, verto_ev *ev)
{
    struct kxover_hangup *watch = verto_get_private(ev);

    (void)loop;
    watch->ev = NULL;           /* verto frees it */
    watch->gone(watch->arg);
}

/* Look at what has made the connection readable.  The event is not a
 * persistent one, so that octets that stay there cannot keep the loop busy. */
static void
look(verto_ctx *loop, verto_ev *ev)
{
    struct kxover_hangup *watch = verto_get_private(ev);
    char octet;
    ssize_t n;

    watch->ev = NULL;           /* verto frees it */
    n = recv(verto_get_fd(ev), &octet, 1, MSG_PEEK | MSG_DONTWAIT);
    if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
        return;
    watch->ev = verto_add_timeout(loop, VERTO_EV_FLAG_NONE, tell, 0);
    if (watch->ev != NULL)
        verto_set_private(watch->ev, watch, NULL);
}

void
kxover_hangup_watch(struct kxover_hangup *watch, verto_ctx *loop, int fd,
                    kxover_hangup_fn gone, void *arg)
{
    watch->gone = gone;
    watch->arg = arg;
    watch->ev = verto_add_io(loop, VERTO_EV_FLAG_IO_READ, look, fd);
    if (watch->ev != NULL)
        verto_set_private(watch->ev, watch, NULL);
}

void
kxover_hangup_stop(struct kxover_hangup *watch)
{
    verto_del(watch->ev);
    watch->ev = NULL;
}
