/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_tell.h - tell kxoverd what the guard refused */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * kxoverd shows an administrator who wanted to come in. The guard sends each
 * refusal as a datagram, and keeps nothing of it. It never waits: what kxoverd
 * does not take at once is lost. PROTOCOL.md section 7.1 has the format.
 */

#ifndef KXOVER_GUARD_TELL_H
#define KXOVER_GUARD_TELL_H

#include "kxover_reason.h"

#include <sys/un.h>
#include <time.h>

/* The maximum number of datagrams from a process in one second. */
#define KXOVER_MAX_TOLD 100

struct kxover_guard_tell {
    time_t second;
    unsigned int count;         /* in this second */
};

/* Set *out to the socket for refusals beside kxoverd's socket. If there is no
 * room for its name, the path is empty. */
void
kxover_set_refusals_address(const char *path, struct sockaddr_un *out);

/* Send a refusal, unless there were too many in this second or the address has
 * no path. */
void
kxover_tell_refusal(struct kxover_guard_tell *tell,
                    const struct sockaddr_un *address,
                    const struct kxover_refusal *refusal);

#endif /* KXOVER_GUARD_TELL_H */
