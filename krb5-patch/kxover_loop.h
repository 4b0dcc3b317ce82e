/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_loop.h - ask kxoverd from a verto loop */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * One connection for each socket path, made at the first question and again
 * when it was lost, with a pause that doubles while the daemon gives no
 * answers.  Nothing here waits.  A process has one loop, and what is here
 * belongs to it; connections are made after krb5kdc has forked its workers.
 */

#ifndef KXOVER_LOOP_H
#define KXOVER_LOOP_H

#include "kxover_waiting.h"

struct kxover_daemon;

/*
 * Tell a change for the operator: down is true when the daemon stops
 * answering and false when it answers again.
 */
typedef void
(*kxover_state_fn)(const char *path, int down, const char *why);

/* Return the daemon at path, or NULL if there is no memory.  It is never
 * freed: a KDC has as many as its configuration names. */
struct kxover_daemon *
kxover_daemon_at(const char *path, kxover_state_fn state_changed);

/* Return the realm that the daemon refers to for a question it was asked
 * before, while that holds, or NULL.  Valid till the loop goes on. */
const char *
kxover_recall(const struct kxover_daemon *daemon,
              const struct kxover_question *question);

/*
 * Send a question, to which the answer may take limit_ms milliseconds.
 *
 * Return 0 if answered(arg, ...) will be called.  Otherwise it will not:
 * EAGAIN if there is no place for one more question, here or in the daemon's
 * socket; ENOTCONN in the pause after a failure; the error of
 * kxover_build_request(), or that of a system call.
 */
int
kxover_send(struct kxover_daemon *daemon, verto_ctx *loop,
            const struct kxover_question *question, int limit_ms,
            kxover_answer_fn answered, void *arg);

#endif /* KXOVER_LOOP_H */
