/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_link.h - ask kxoverd and wait for the answer */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * A link is used by one thread at a time. Error codes are errno values, which
 * com_err() understands.
 */

#ifndef KXOVER_LINK_H
#define KXOVER_LINK_H

#include "kxover_cache.h"
#include "kxover_client.h"

#include <sys/types.h>
#include <sys/un.h>

/* The maximum number of unanswered requests before a connection is closed. */
#define KXOVER_MAX_OPEN 16

/* The minimum time limit in kxover_ask(), in milliseconds. */
#define KXOVER_MIN_BUDGET 100

/* A connection that is reused for several questions. */
struct kxover_link {
    struct sockaddr_un address;
    int fd;                     /* -1 while not connected */
    pid_t owner;                /* the process that connected */
    uint64_t last_id;
    unsigned int open;          /* requests on fd that have no answer yet */
    const char *error;          /* details of the last EPROTO, or NULL */
    struct kxover_parser parser;
    size_t in_pos, in_len;      /* octets of in[] not parsed yet */
    char in[1024];
    struct kxover_cache cache;  /* empty while not connected */
};

/* Prepare a link to the socket at path, without connecting.  Return
 * ENAMETOOLONG if path cannot be an address, EINVAL if it is not absolute. */
int
kxover_link_init(struct kxover_link *link, const char *path);

void
kxover_link_close(struct kxover_link *link);

/* Return the realm of a cached referral, or NULL. Valid until the next
 * question. */
const char *
kxover_link_recall(const struct kxover_link *link,
                   const struct kxover_question *question);

/*
 * Ask and wait for the answer, at most budget_ms milliseconds in all.
 *
 * Each answer that the daemon owes halves the time limit, down to
 * KXOVER_MIN_BUDGET. So a daemon that hangs does not block the KDC for the
 * full time at every request.
 *
 * The connection is made when needed, and made again if the daemon has closed
 * it. It is never shared with a parent or child process.
 *
 * Return 0 with *answer_out filled in, or ETIMEDOUT, EPROTO (link->error has
 * the details), ECONNRESET if the daemon closed, the error of
 * kxover_build_request(), or that of a system call.
 */
int
kxover_ask(struct kxover_link *link, const struct kxover_question *question,
           int budget_ms, struct kxover_answer *answer_out);

#endif /* KXOVER_LINK_H */
