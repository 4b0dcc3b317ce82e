/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_log.c - what the guard writes to the KDC's log */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_guard_log.h"

#include <stdio.h>
#include <string.h>

/* Write a name in printable ASCII to out, cut if it is too long. */
static void
print_name(krb5_context context, krb5_const_principal name, char *out)
{
    static const char cut[] = "...";
    char *text = NULL;
    const char *p;
    size_t len = 0, n;

    *out = '\0';
    if (krb5_unparse_name(context, name, &text) != 0)
        return;
    for (p = text; *p != '\0'; p++) {
        n = *p >= ' ' && *p <= '~' ? 1 : 4;
        if (len + n + sizeof(cut) > KXOVER_MAX_LOGGED) {
            memcpy(out + len, cut, sizeof(cut));
            len += sizeof(cut) - 1;
            break;
        }
        if (n == 1)
            out[len] = *p;
        else
            snprintf(out + len, n + 1, "\\x%02x", (unsigned char)*p);
        len += n;
    }
    out[len] = '\0';
    krb5_free_unparsed_name(context, text);
}

static int
may_log(struct kxover_guard_log *log)
{
    time_t minute = time(NULL) / 60;

    if (minute != log->minute) {
        log->minute = minute;
        log->lines = 0;
    }
    if (++log->lines == KXOVER_MAX_REFUSALS + 1)
        log->write(0, "no more messages in this minute");
    return log->lines <= KXOVER_MAX_REFUSALS;
}

void
kxover_log_refusal(struct kxover_guard_log *log, krb5_context context,
                   int only_observed, krb5_const_principal client,
                   krb5_const_principal ticket, krb5_const_principal service,
                   const char *reason)
{
    char from[KXOVER_MAX_LOGGED], with[KXOVER_MAX_LOGGED];
    char to[KXOVER_MAX_LOGGED], line[3 * KXOVER_MAX_LOGGED + 200];

    if (!may_log(log))
        return;
    print_name(context, client, from);
    print_name(context, ticket, with);
    print_name(context, service, to);
    snprintf(line, sizeof(line), "%s %s, who has %s, for %s: %s",
             only_observed ? "would refuse" : "refused", from, with, to,
             reason);
    log->write(0, line);
}

void
kxover_log_problem(struct kxover_guard_log *log, const char *realm,
                   const char *problem)
{
    char line[KXOVER_MAX_LOGGED + 200];

    snprintf(line, sizeof(line), "%s is not valid in kdc.conf for %.*s; "
             "refusing what comes over kxoverd's crossovers", problem,
             KXOVER_MAX_LOGGED, realm);
    log->write(1, line);
}
