/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_loop.c - ask kxoverd from a verto loop */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE             /* SOCK_CLOEXEC, SOCK_NONBLOCK */
#endif

#include "kxover_cache.h"
#include "kxover_loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* The bounds of the pause before the next connection, in milliseconds. */
#define MIN_PAUSE 50
#define MAX_PAUSE 5000

struct kxover_daemon {
    struct kxover_daemon *next;
    kxover_state_fn state_changed;
    struct sockaddr_un address;
    verto_ev *ev;               /* the connection, or NULL */
    struct kxover_parser parser;
    int down;                   /* last argument of state_changed */
    int pause;                  /* ms; 0 while the daemon answers */
    int64_t not_before;         /* time of the next connection */
    struct kxover_cache cache;  /* empty while there is no connection */
};

static int
connect_daemon(struct kxover_daemon *daemon, verto_ctx *loop);
static int
send_request(struct kxover_daemon *daemon, verto_ctx *loop,
             const char *request, size_t len);

static struct kxover_daemon *daemons;

static int64_t
now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
set_state(struct kxover_daemon *daemon, int down, const char *why)
{
    if (daemon->down != down)
        daemon->state_changed(daemon->address.sun_path, down, why);
    daemon->down = down;
}

static void
set_late(struct kxover_daemon *daemon)
{
    set_state(daemon, 1, "no answer in time");
}

/*** The connection ***/

/* Set the pause before the next connection, which doubles each time. */
static void
back_off(struct kxover_daemon *daemon, const char *why)
{
    set_state(daemon, 1, why);
    daemon->pause = daemon->pause == 0 ? MIN_PAUSE : daemon->pause * 2;
    if (daemon->pause > MAX_PAUSE)
        daemon->pause = MAX_PAUSE;
    daemon->not_before = now_ms() + daemon->pause;
}

/* End all waiting questions without an answer. */
static void
end_waiting(struct kxover_daemon *daemon, verto_ctx *loop)
{
    struct kxover_waiting *q = NULL;

    while ((q = kxover_waiting_next(daemon, q)) != NULL)
        kxover_waiting_end(q, loop, NULL);
}

static void
drop_connection(struct kxover_daemon *daemon)
{
    verto_del(daemon->ev);      /* closes the socket */
    daemon->ev = NULL;
    kxover_cache_forget(&daemon->cache);
}

/* Close the connection after a protocol error. */
static void
hang_up(struct kxover_daemon *daemon, verto_ctx *loop, const char *why)
{
    drop_connection(daemon);
    end_waiting(daemon, loop);
    back_off(daemon, why);
}

/* Repeat the open questions on a new connection. Each question is repeated
 * at most once. */
static void
ask_again(struct kxover_daemon *daemon, verto_ctx *loop)
{
    struct kxover_waiting *q = NULL;

    while (daemon->ev != NULL &&
           (q = kxover_waiting_next(daemon, q)) != NULL) {
        if (send_request(daemon, loop, q->request, q->len) == EAGAIN)
            kxover_waiting_end(q, loop, NULL);
    }
}

/*
 * The daemon closed the connection. It may be restarting behind a socket that
 * stays open, so repeat the open questions if the connection can be made. It
 * may also have closed an idle connection.
 */
static void
connection_lost(struct kxover_daemon *daemon, verto_ctx *loop,
                const char *why)
{
    struct kxover_waiting *q = NULL;
    int waiting = 0, owes = 0;

    drop_connection(daemon);
    while ((q = kxover_waiting_next(daemon, q)) != NULL) {
        waiting = 1;
        if (q->repeated)
            kxover_waiting_end(q, loop, NULL);
        else
            q->repeated = owes = 1;
    }
    if (owes && connect_daemon(daemon, loop) == 0) {
        ask_again(daemon, loop);
    } else if (waiting) {
        end_waiting(daemon, loop);
        back_off(daemon, why);
    }
}

/* Empty the cache, and do not cache the answers to open questions. */
static void
forget(struct kxover_daemon *daemon)
{
    struct kxover_waiting *q = NULL;

    kxover_cache_forget(&daemon->cache);
    while ((q = kxover_waiting_next(daemon, q)) != NULL)
        q->outdated = 1;
}

/* Return the open question with this id, or NULL. */
static struct kxover_waiting *
find_waiting(struct kxover_daemon *daemon, uint64_t id)
{
    struct kxover_waiting *q = NULL;

    do {
        q = kxover_waiting_next(daemon, q);
    } while (q != NULL && q->id != id);
    return q;
}

static void
take_answer(struct kxover_daemon *daemon, verto_ctx *loop)
{
    const struct kxover_answer *answer = &daemon->parser.answer;
    struct kxover_waiting *q;

    if (answer->id == KXOVER_FORGET_ID) {
        forget(daemon);
        return;
    }
    q = find_waiting(daemon, answer->id);
    if (q == NULL)
        return;                 /* too late, or never asked */
    if (!q->outdated)
        kxover_cache_keep(&daemon->cache, &q->asked, answer, now_ms());
    kxover_waiting_end(q, loop, answer);
    set_state(daemon, 0, NULL);
    daemon->pause = 0;
}

/* End only the question of the bad answer; the others keep waiting. */
static void
take_bad_answer(struct kxover_daemon *daemon, verto_ctx *loop)
{
    const struct kxover_parser *parser = &daemon->parser;
    struct kxover_waiting *q;

    set_state(daemon, 1, parser->error);
    if (!parser->has_id || parser->answer.id == KXOVER_FORGET_ID) {
        forget(daemon);         /* possibly an order to forget */
        return;
    }
    q = find_waiting(daemon, parser->answer.id);
    if (q != NULL)
        kxover_waiting_end(q, loop, NULL);
}

static void
read_answers(verto_ctx *loop, verto_ev *ev)
{
    struct kxover_daemon *daemon = verto_get_private(ev);
    enum kxover_parse state;
    char in[4096];              /* the rest is read in the next turn */
    size_t used, pos = 0;
    ssize_t n;

    n = recv(verto_get_fd(ev), in, sizeof(in), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        connection_lost(daemon, loop,
                        n == 0 ? "connection closed" : strerror(errno));
        return;
    }
    do {
        state = kxover_parser_feed(&daemon->parser, in + pos, n - pos, &used);
        pos += used;
        if (state == KXOVER_ANSWER)
            take_answer(daemon, loop);
        else if (state == KXOVER_BAD_ANSWER)
            take_bad_answer(daemon, loop);
    } while (state == KXOVER_ANSWER || state == KXOVER_BAD_ANSWER);
    if (state == KXOVER_BAD)
        hang_up(daemon, loop, daemon->parser.error);
}

static int
connect_daemon(struct kxover_daemon *daemon, verto_ctx *loop)
{
    int fd, ret;

    if (daemon->pause != 0 && now_ms() < daemon->not_before)
        return ENOTCONN;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return errno;
    /* Succeeds or fails at once: EAGAIN if the daemon's queue is full. */
    if (connect(fd, (struct sockaddr *)&daemon->address,
                sizeof(daemon->address)) != 0) {
        ret = errno;
        back_off(daemon, strerror(ret));
        close(fd);
        return ret;
    }
    daemon->ev = verto_add_io(loop, VERTO_EV_FLAG_PERSIST |
                              VERTO_EV_FLAG_IO_READ |
                              VERTO_EV_FLAG_IO_CLOSE_FD, read_answers, fd);
    if (daemon->ev == NULL) {
        close(fd);
        return ENOMEM;
    }
    verto_set_private(daemon->ev, daemon, NULL);
    kxover_parser_init(&daemon->parser);
    return 0;
}

struct kxover_daemon *
kxover_daemon_at(const char *path, kxover_state_fn state_changed)
{
    struct kxover_daemon *daemon;

    for (daemon = daemons; daemon != NULL; daemon = daemon->next) {
        if (strcmp(daemon->address.sun_path, path) == 0)
            return daemon;
    }
    if (strlen(path) >= sizeof(daemon->address.sun_path))
        return NULL;
    daemon = calloc(1, sizeof(*daemon));
    if (daemon == NULL)
        return NULL;
    daemon->state_changed = state_changed;
    daemon->address.sun_family = AF_UNIX;
    memcpy(daemon->address.sun_path, path, strlen(path) + 1);
    daemon->next = daemons;
    daemons = daemon;
    return daemon;
}

/*** Questions ***/

const char *
kxover_recall(const struct kxover_daemon *daemon,
              const struct kxover_question *question)
{
    return kxover_cache_find(&daemon->cache, question, now_ms());
}

static int
send_request(struct kxover_daemon *daemon, verto_ctx *loop,
             const char *request, size_t len)
{
    ssize_t n;
    int ret;

    do {
        n = send(verto_get_fd(daemon->ev), request, len, MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    if (n == (ssize_t)len)
        return 0;
    /* The socket is full, but the daemon can still answer. */
    if (n < 0 && errno == EAGAIN)
        return EAGAIN;
    if (n < 0) {
        ret = errno;
        connection_lost(daemon, loop, strerror(ret));
        return ret;
    }
    /* After a partly sent request, nothing can follow it. */
    hang_up(daemon, loop, strerror(EMSGSIZE));
    return EMSGSIZE;
}

/* Send, and reconnect if the daemon was restarted since the last question. */
static int
send_or_reconnect(struct kxover_daemon *daemon, verto_ctx *loop,
                  const char *request, size_t len)
{
    int ret, kept = daemon->ev != NULL;

    if (!kept) {
        ret = connect_daemon(daemon, loop);
        if (ret)
            return ret;
    }
    ret = send_request(daemon, loop, request, len);
    if (!kept || ret == 0 || ret == EAGAIN || ret == EMSGSIZE)
        return ret;
    if (daemon->ev == NULL) {
        ret = connect_daemon(daemon, loop);
        if (ret)
            return ret;
    }
    return send_request(daemon, loop, request, len);
}

int
kxover_send(struct kxover_daemon *daemon, verto_ctx *loop,
            const struct kxover_question *question, int limit_ms,
            kxover_answer_fn answered, void *arg)
{
    struct kxover_waiting *q;
    int ret;

    /* Everything that can fail must come before the request is sent. */
    ret = kxover_waiting_make(loop, question, limit_ms, set_late, answered,
                              arg, &q);
    if (ret)
        return ret;
    ret = send_or_reconnect(daemon, loop, q->request, q->len);
    if (ret)
        kxover_waiting_drop(q);
    else
        q->daemon = daemon;
    return ret;
}
