/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_waiting.h - questions without an answer yet */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * Each question ends exactly once: with an answer, without one, or by
 * time-out. The first two call answered() in a later turn of the loop, for a
 * few questions in each turn, as the KDC may process a whole request then.
 */

#ifndef KXOVER_WAITING_H
#define KXOVER_WAITING_H

#include "kxover_client.h"

#include <verto.h>

/* The maximum number of open questions, to all daemons together. */
#define KXOVER_MAX_WAITING 512

struct kxover_daemon;

/*
 * Handle the answer to a question, or NULL if there is none. Called once for
 * each question that was sent, from the loop, never from kxover_send().
 */
typedef void
(*kxover_answer_fn)(void *arg, const struct kxover_answer *answer);

/* Called when a question times out. */
typedef void
(*kxover_late_fn)(struct kxover_daemon *daemon);

struct kxover_waiting {
    struct kxover_daemon *daemon;       /* NULL until it is sent */
    uint64_t id;
    char *request;
    size_t len;
    struct kxover_question asked;       /* own copies of realm and service */
    int outdated;               /* do not cache its answer */
    int repeated;               /* sent on a second connection */

    /* Used in kxover_waiting.c only. */
    int place;
    verto_ev *timer;
    kxover_late_fn late;
    kxover_answer_fn answered;
    void *arg;
    int due;                    /* it has ended */
    int has_answer;
    struct kxover_answer answer;
};

/*
 * Make a question with its request. The caller must send the request and set
 * the daemon, or drop the question. It times out after limit_ms milliseconds.
 *
 * Return EAGAIN if the table is full, ENOMEM, or the error of
 * kxover_build_request().
 */
int
kxover_waiting_make(verto_ctx *loop, const struct kxover_question *question,
                    int limit_ms, kxover_late_fn late,
                    kxover_answer_fn answered, void *arg,
                    struct kxover_waiting **q_out);

/* Drop a question that was not sent.  Its answered() is not called. */
void
kxover_waiting_drop(struct kxover_waiting *q);

/* Return the next open question to a daemon after q, or the first if q is
 * NULL; NULL if there is none. q may have ended meanwhile. */
struct kxover_waiting *
kxover_waiting_next(const struct kxover_daemon *daemon,
                    const struct kxover_waiting *q);

/* End a question with a copy of this answer, or without one if it is NULL.
 * q is valid until the next turn of the loop. */
void
kxover_waiting_end(struct kxover_waiting *q, verto_ctx *loop,
                   const struct kxover_answer *answer);

#endif /* KXOVER_WAITING_H */
