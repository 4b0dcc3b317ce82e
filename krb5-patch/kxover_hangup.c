/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_hangup.c - notice that a TCP client has closed */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_hangup.h"

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>

/* Call gone() in a later turn of the loop. verto frees the event on the
 * connection only after its callback, and gone() may add a new one. */
static void
call_gone(verto_ctx *loop, verto_ev *ev)
{
    struct kxover_hangup *watch = verto_get_private(ev);

    (void)loop;
    watch->ev = NULL;           /* verto frees it */
    watch->gone(watch->arg);
}

/* Find out why the connection is readable. The event is not persistent, as
 * unread octets would make the loop spin. */
static void
check_connection(verto_ctx *loop, verto_ev *ev)
{
    struct kxover_hangup *watch = verto_get_private(ev);
    char octet;
    ssize_t n;

    watch->ev = NULL;           /* verto frees it */
    n = recv(verto_get_fd(ev), &octet, 1, MSG_PEEK | MSG_DONTWAIT);
    if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
        return;
    watch->ev = verto_add_timeout(loop, VERTO_EV_FLAG_NONE, call_gone, 0);
    if (watch->ev != NULL)
        verto_set_private(watch->ev, watch, NULL);
}

void
kxover_hangup_watch(struct kxover_hangup *watch, verto_ctx *loop, int fd,
                    kxover_hangup_fn gone, void *arg)
{
    watch->gone = gone;
    watch->arg = arg;
    watch->ev = verto_add_io(loop, VERTO_EV_FLAG_IO_READ, check_connection,
                             fd);
    if (watch->ev != NULL)
        verto_set_private(watch->ev, watch, NULL);
}

void
kxover_hangup_stop(struct kxover_hangup *watch)
{
    verto_del(watch->ev);
    watch->ev = NULL;
}
