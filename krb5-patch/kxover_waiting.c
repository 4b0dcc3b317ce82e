/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_waiting.c - questions without an answer yet */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_waiting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The maximum number of questions to finish in one turn of the loop. Each
 * makes the KDC process a whole request, and when a daemon dies, all its
 * questions are due at once. */
#define MAX_FINISHED_PER_TURN 16

static struct kxover_waiting *places[KXOVER_MAX_WAITING];
static verto_ev *finish_ev;     /* the event that runs finish_some() */

static void
free_question(struct kxover_waiting *q)
{
    if (q->timer != NULL)
        verto_del(q->timer);
    free(q->request);
    free((char *)q->asked.realm);
    free((char *)q->asked.service);
    free(q);
}

static void
finish(struct kxover_waiting *q)
{
    places[q->place] = NULL;    /* answered() may need a place */
    q->answered(q->arg, q->has_answer ? &q->answer : NULL);
    free_question(q);
}

static void
finish_some(verto_ctx *loop, verto_ev *ev);

/* Finish due questions in the next turn of the loop. Without memory for the
 * event, each question's timer finishes it. */
static void
finish_soon(verto_ctx *loop)
{
    if (finish_ev == NULL) {
        finish_ev = verto_add_timeout(loop, VERTO_EV_FLAG_NONE, finish_some,
                                      0);
    }
}

static void
finish_some(verto_ctx *loop, verto_ev *ev)
{
    int i, n = 0;

    (void)ev;                   /* verto frees it */
    finish_ev = NULL;
    for (i = 0; i < KXOVER_MAX_WAITING; i++) {
        if (places[i] == NULL || !places[i]->due)
            continue;
        if (n++ == MAX_FINISHED_PER_TURN) {
            finish_soon(loop);
            return;
        }
        finish(places[i]);
    }
}

static void
timed_out(verto_ctx *loop, verto_ev *ev)
{
    struct kxover_waiting *q = verto_get_private(ev);

    (void)loop;
    if (!q->due)
        q->late(q->daemon);
    finish(q);
}

int
kxover_waiting_make(verto_ctx *loop, const struct kxover_question *question,
                    int limit_ms, kxover_late_fn late,
                    kxover_answer_fn answered, void *arg,
                    struct kxover_waiting **q_out)
{
    static uint64_t last_id;
    char request[KXOVER_MAX_MESSAGE];
    struct kxover_waiting *q;
    size_t len;
    int place, ret;

    for (place = 0; place < KXOVER_MAX_WAITING; place++) {
        if (places[place] == NULL)
            break;
    }
    if (place == KXOVER_MAX_WAITING)
        return EAGAIN;
    ret = kxover_build_request(++last_id, question, request, sizeof(request),
                               &len);
    if (ret)
        return ret;

    q = calloc(1, sizeof(*q));
    if (q == NULL)
        return ENOMEM;
    q->id = last_id;
    q->place = place;
    q->late = late;
    q->answered = answered;
    q->arg = arg;
    q->request = malloc(len);
    if (q->request != NULL)
        memcpy(q->request, request, len);
    q->len = len;
    q->asked.realm = strdup(question->realm);
    q->asked.service = strdup(question->service);
    q->timer = verto_add_timeout(loop, VERTO_EV_FLAG_NONE, timed_out,
                                 limit_ms);
    if (q->timer == NULL || q->request == NULL || q->asked.realm == NULL ||
        q->asked.service == NULL) {
        free_question(q);
        return ENOMEM;
    }
    verto_set_private(q->timer, q, NULL);
    places[place] = q;
    *q_out = q;
    return 0;
}

void
kxover_waiting_drop(struct kxover_waiting *q)
{
    places[q->place] = NULL;
    free_question(q);
}

struct kxover_waiting *
kxover_waiting_next(const struct kxover_daemon *daemon,
                    const struct kxover_waiting *q)
{
    int i;

    for (i = q == NULL ? 0 : q->place + 1; i < KXOVER_MAX_WAITING; i++) {
        if (places[i] != NULL && places[i]->daemon == daemon &&
            !places[i]->due)
            return places[i];
    }
    return NULL;
}

void
kxover_waiting_end(struct kxover_waiting *q, verto_ctx *loop,
                   const struct kxover_answer *answer)
{
    q->due = 1;
    if (answer != NULL) {
        q->answer = *answer;
        q->has_answer = 1;
    }
    finish_soon(loop);
}
