/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_tell.c - tell kxoverd what the guard refused */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE             /* SOCK_CLOEXEC, SOCK_NONBLOCK */
#endif

#include "kxover_guard_tell.h"
#include "kxover_text.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SUFFIX ".refusals"

/* A blank ends a field. */
#define FIRST_IN_FIELD 0x21

#define MAX_TEXT 1024           /* octets of a datagram */
#define MAX_NAME 440            /* octets of a name in it */

void
kxover_set_refusals_address(const char *path, struct sockaddr_un *out)
{
    memset(out, 0, sizeof(*out));
    out->sun_family = AF_UNIX;
    /* Without a slash, the path would depend on the KDC's folder. */
    if (*path == '/' &&
        strlen(path) + sizeof(SUFFIX) <= sizeof(out->sun_path))
        snprintf(out->sun_path, sizeof(out->sun_path), "%s" SUFFIX, path);
}

/* Write a datagram's text, and return its length. */
static size_t
write_text(const struct kxover_refusal *refusal, char *out, size_t size)
{
    char service[MAX_NAME + 1], client[MAX_NAME + 1];

    kxover_write_name(refusal->service, FIRST_IN_FIELD, service,
                      sizeof(service));
    kxover_write_name(refusal->client, FIRST_IN_FIELD, client,
                      sizeof(client));
    return snprintf(out, size,
                    "refused service=%s client=%s reason=%s mode=%s",
                    service, client, kxover_reason_word(refusal->reason),
                    refusal->only_observed ? "observe" : "enforce");
}

static int
may_tell(struct kxover_guard_tell *tell)
{
    time_t now = time(NULL);

    if (now != tell->second) {
        tell->second = now;
        tell->count = 0;
    }
    if (tell->count >= KXOVER_MAX_TOLD)
        return 0;
    tell->count++;
    return 1;
}

void
kxover_tell_refusal(struct kxover_guard_tell *tell,
                    const struct sockaddr_un *address,
                    const struct kxover_refusal *refusal)
{
    char text[MAX_TEXT + 1];
    size_t len;
    int fd;

    if (address->sun_path[0] == '\0' || !may_tell(tell))
        return;
    /* A socket for each datagram: nothing is left open in the KDC, and no
     * worker process shares one. */
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    len = write_text(refusal, text, sizeof(text));
    /* If nobody receives, or the queue is full, the datagram is lost. */
    (void)sendto(fd, text, len, MSG_NOSIGNAL,
                 (const struct sockaddr *)address, sizeof(*address));
    close(fd);
}
