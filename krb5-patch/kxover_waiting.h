/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_waiting.h - questions that wait for an answer */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * Each question has an end, and only one: an answer, the word that there will
 * be none, or its time is over.  The first two are told in a later turn of the
 * loop, some in each, as what follows may be a whole request for the KDC.
 */

#ifndef KXOVER_WAITING_H
#define KXOVER_WAITING_H

#include "kxover_client.h"

#include <verto.h>

/* Questions without an answer, to all daemons together. */
#define KXOVER_MAX_WAITING 512

struct kxover_daemon;

/*
 * Take the answer to a question, or NULL if there is none.  Called once for
 * each question that was sent, from the loop and never from kxover_send().
 */
typedef void
(*kxover_answer_fn)(void *arg, const struct kxover_answer *answer);

/* Told when a daemon has let the time of a question go by. */
typedef void
(*kxover_late_fn)(struct kxover_daemon *daemon);

struct kxover_waiting {
    struct kxover_daemon *daemon;       /* NULL till it was sent */
    uint64_t id;
    char *request;
    size_t len;
    struct kxover_question asked;       /* realm and service, of our own */
    int outdated;               /* its answer may be of before a change */
    int repeated;               /* sent on a second connection */

    /* Of kxover_waiting.c. */
    int place;
    verto_ev *timer;
    kxover_late_fn late;
    kxover_answer_fn answered;
    void *arg;
    int due;                    /* nothing more is waited for */
    int has_answer;
    struct kxover_answer answer;
};

/*
 * Make a question with its request, which is to be sent then: after that set
 * the daemon, or drop the question.  From now on it has limit_ms milliseconds.
 *
 * Return EAGAIN if there is no place for one more, ENOMEM, or the error of
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

/* Return the next that waits for a daemon after q, or the first if q is NULL;
 * NULL if there is none.  q may have come to its end meanwhile. */
struct kxover_waiting *
kxover_waiting_next(const struct kxover_daemon *daemon,
                    const struct kxover_waiting *q);

/* End the waiting with a copy of this answer, or with none if it is NULL.  q
 * is valid till the loop goes on. */
void
kxover_waiting_end(struct kxover_waiting *q, verto_ctx *loop,
                   const struct kxover_answer *answer);

#endif /* KXOVER_WAITING_H */
