/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_loop.h - ask kxoverd from a verto loop */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * There is one connection for each socket path. It is made at the first
 * question, and made again when it is lost, after a pause that doubles while
 * the daemon gives no answers. Nothing here blocks. A process has one loop,
 * which all data here belongs to. Connections are made after krb5kdc has
 * forked its workers.
 */

#ifndef KXOVER_LOOP_H
#define KXOVER_LOOP_H

#include "kxover_waiting.h"

struct kxover_daemon;

/*
 * Report a change to the operator. down is true when the daemon stops
 * answering, and false when it answers again.
 */
typedef void
(*kxover_state_fn)(const char *path, int down, const char *why);

/* Return the daemon at path, or NULL if there is no memory or path is too
 * long. It is never freed, as the configuration limits their number. */
struct kxover_daemon *
kxover_daemon_at(const char *path, kxover_state_fn state_changed);

/* Return the realm of a cached referral, or NULL. Valid until the next turn
 * of the loop. */
const char *
kxover_recall(const struct kxover_daemon *daemon,
              const struct kxover_question *question);

/*
 * Send a question. Its answer may take limit_ms milliseconds.
 *
 * Return 0 if answered(arg, ...) will be called. Otherwise return EAGAIN if
 * the table of questions or the daemon's socket is full, ENOTCONN in the pause
 * after a failure, the error of kxover_build_request(), or that of a system
 * call.
 */
int
kxover_send(struct kxover_daemon *daemon, verto_ctx *loop,
            const struct kxover_question *question, int limit_ms,
            kxover_answer_fn answered, void *arg);

#endif /* KXOVER_LOOP_H */
