/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_log.h - what the guard writes to the KDC's log */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_GUARD_LOG_H
#define KXOVER_GUARD_LOG_H

#include "kxover_reason.h"

#include <time.h>

/* The maximum number of refusals in the log in one minute. */
#define KXOVER_MAX_REFUSALS 60

/* The names in a line are cut at this length. */
#define KXOVER_MAX_LOGGED 300

struct kxover_guard_log {
    /* Write a line; is_error is true if a setting is not valid. */
    void (*write)(int is_error, const char *text);
    time_t minute;
    unsigned int lines;         /* in this minute */
};

/*
 * Log a refusal. Clients choose their names, so octets that are not printable
 * ASCII are written as \xHH.
 */
void
kxover_log_refusal(struct kxover_guard_log *log,
                   const struct kxover_refusal *refusal);

/* Log that a setting is not valid. */
void
kxover_log_problem(struct kxover_guard_log *log, const char *realm,
                   const char *problem);

#endif /* KXOVER_GUARD_LOG_H */
