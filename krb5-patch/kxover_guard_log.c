/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_log.c - what the guard writes to the KDC's log */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_guard_log.h"
#include "kxover_text.h"

#include <stdio.h>

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
kxover_log_refusal(struct kxover_guard_log *log,
                   const struct kxover_refusal *refusal)
{
    char from[KXOVER_MAX_LOGGED], with[KXOVER_MAX_LOGGED];
    char to[KXOVER_MAX_LOGGED], line[3 * KXOVER_MAX_LOGGED + 200];

    if (!may_log(log))
        return;
    kxover_write_name(refusal->client, ' ', from, sizeof(from));
    kxover_write_name(refusal->ticket, ' ', with, sizeof(with));
    kxover_write_name(refusal->requested, ' ', to, sizeof(to));
    snprintf(line, sizeof(line), "%s %s, who has %s, for %s: %s",
             refusal->only_observed ? "would refuse" : "refused", from, with,
             to, kxover_reason_text(refusal->reason));
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
