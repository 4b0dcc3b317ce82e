/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_link.c - ask kxoverd and wait for the answer */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#define _GNU_SOURCE             /* SOCK_CLOEXEC, SOCK_NONBLOCK */

#include "kxover_link.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t
now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Wait until fd is ready for events, or has an error. */
static int
wait_ready(int fd, short events, int64_t deadline)
{
    struct pollfd pfd = { .fd = fd, .events = events };
    int64_t left;
    int n;

    do {
        /* Check the time even if fd is ready, so that a peer cannot gain
         * time by sending without end. */
        left = deadline - now_ms();
        if (left <= 0)
            return ETIMEDOUT;
        n = poll(&pfd, 1, left);
    } while (n == 0 || (n < 0 && errno == EINTR));
    return n < 0 ? errno : 0;
}

int
kxover_link_init(struct kxover_link *link, const char *path)
{
    memset(link, 0, sizeof(*link));
    link->fd = -1;
    link->address.sun_family = AF_UNIX;
    if (*path != '/')
        return EINVAL;
    if (strlen(path) >= sizeof(link->address.sun_path))
        return ENAMETOOLONG;
    memcpy(link->address.sun_path, path, strlen(path) + 1);
    return 0;
}

void
kxover_link_close(struct kxover_link *link)
{
    if (link->fd >= 0)
        close(link->fd);
    link->fd = -1;
    link->open = 0;
    link->in_pos = link->in_len = 0;
    kxover_parser_init(&link->parser);
    kxover_cache_forget(&link->cache);
}

const char *
kxover_link_recall(const struct kxover_link *link,
                   const struct kxover_question *question)
{
    char c;

    if (link->fd < 0 || link->owner != getpid())
        return NULL;
    /* Unread data may be an order to forget, or the connection's end. */
    if (link->in_pos < link->in_len ||
        recv(link->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 ||
        errno != EAGAIN)
        return NULL;
    return kxover_cache_find(&link->cache, question, now_ms());
}

static int
connect_link(struct kxover_link *link, int64_t deadline)
{
    int ret, fd;

    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return errno;
    while (connect(fd, (struct sockaddr *)&link->address,
                   sizeof(link->address)) != 0) {
        ret = errno;
        if (ret == EAGAIN && now_ms() < deadline) {
            /* The daemon's accept queue is full. A UNIX socket then has no
             * event to wait for. */
            poll(NULL, 0, 10);
            continue;
        }
        close(fd);
        return ret == EAGAIN ? ETIMEDOUT : ret;
    }
    link->fd = fd;
    link->owner = getpid();
    return 0;
}

static int
send_request(struct kxover_link *link, const char *request, size_t len,
             int64_t deadline)
{
    ssize_t n;
    int ret;

    while (len > 0) {
        ret = wait_ready(link->fd, POLLOUT, deadline);
        if (ret)
            return ret;
        n = send(link->fd, request, len, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return errno;
        if (n > 0) {
            request += n;
            len -= n;
        }
    }
    return 0;
}

/* Read the next answer, with any id, into link->parser.answer. Return
 * EBADMSG for a bad answer, after which the next one can be read. */
static int
read_answer(struct kxover_link *link, int64_t deadline)
{
    enum kxover_parse state;
    size_t used;
    ssize_t n;
    int ret;

    for (;;) {
        state = kxover_parser_feed(&link->parser, link->in + link->in_pos,
                                   link->in_len - link->in_pos, &used);
        link->in_pos += used;
        if (state == KXOVER_ANSWER)
            return 0;
        if (state == KXOVER_BAD_ANSWER || state == KXOVER_BAD) {
            link->error = link->parser.error;
            return state == KXOVER_BAD ? EPROTO : EBADMSG;
        }

        ret = wait_ready(link->fd, POLLIN, deadline);
        if (ret)
            return ret;
        n = recv(link->fd, link->in, sizeof(link->in), 0);
        if (n == 0)
            return ECONNRESET;
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return errno;
        link->in_pos = 0;
        link->in_len = n < 0 ? 0 : n;
    }
}

/* The time limit for a daemon that owes this many answers, in ms. */
static int
time_limit(int budget_ms, unsigned int owed)
{
    int share = owed < 16 ? budget_ms >> owed : 0;

    return share < KXOVER_MIN_BUDGET ? KXOVER_MIN_BUDGET : share;
}

/* Return the id of the answer that was read. A bad answer without a
 * readable id counts as the only open one, or else as the order to forget. */
static uint64_t
get_answer_id(const struct kxover_link *link, int bad, uint64_t id)
{
    if (!bad || link->parser.has_id)
        return link->parser.answer.id;
    return link->open == 1 ? id : KXOVER_FORGET_ID;
}

/* Ask on the open connection, or on a new one if there is none. */
static int
ask_once(struct kxover_link *link, const struct kxover_question *question,
         int64_t start, int budget_ms, struct kxover_answer *answer_out)
{
    char request[KXOVER_MAX_MESSAGE];
    int64_t deadline = start + time_limit(budget_ms, link->open);
    size_t len;
    uint64_t id = ++link->last_id, answer_id;
    int ret, outdated = 0;

    link->error = NULL;
    ret = kxover_build_request(id, question, request, sizeof(request), &len);
    if (ret)
        return ret;
    if (link->fd < 0) {
        ret = connect_link(link, deadline);
        if (ret)
            return ret;
    }
    ret = send_request(link, request, len, deadline);
    if (ret) {
        /* A part of the request may be sent, so nothing can follow it. */
        kxover_link_close(link);
        return ret;
    }

    link->open++;
    for (;;) {
        ret = read_answer(link, deadline);
        if (ret == ETIMEDOUT)
            return ret;         /* a late answer is skipped */
        if (ret && ret != EBADMSG) {
            kxover_link_close(link);
            return ret;
        }
        answer_id = get_answer_id(link, ret, id);
        if (answer_id == KXOVER_FORGET_ID) {
            kxover_cache_forget(&link->cache);
            outdated = 1;       /* this answer may be too */
            continue;
        }
        if (link->open > 0)
            link->open--;
        if (answer_id == id && ret)
            return EPROTO;
        if (answer_id == id) {
            *answer_out = link->parser.answer;
            if (!outdated) {
                kxover_cache_keep(&link->cache, question, answer_out,
                                  now_ms());
            }
            return 0;
        }
        /* A late answer to an earlier question: the daemon owes one less,
         * so it gets more time. */
        deadline = start + time_limit(budget_ms, link->open > 0 ?
                                      link->open - 1 : 0);
    }
}

int
kxover_ask(struct kxover_link *link, const struct kxover_question *question,
           int budget_ms, struct kxover_answer *answer_out)
{
    int64_t start = now_ms();
    int ret, kept;

    if (link->fd >= 0 && (link->owner != getpid() ||
                          link->open >= KXOVER_MAX_OPEN))
        kxover_link_close(link);
    kept = link->fd >= 0;

    ret = ask_once(link, question, start, budget_ms, answer_out);
    /* Retry once, as the daemon may have been restarted: since the last
     * question, or during this one behind a socket that stays open. */
    if (link->fd < 0 && (kept || ret == ECONNRESET || ret == EPIPE))
        ret = ask_once(link, question, start, budget_ms, answer_out);
    return ret;
}
