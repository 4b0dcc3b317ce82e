/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_reason.h - what the guard refuses, and why */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_REASON_H
#define KXOVER_REASON_H

enum kxover_reason {
    KXOVER_WHY_NONE,
    KXOVER_WHY_CLOSED,
    KXOVER_WHY_CLOSED_ANONYMOUS,
    KXOVER_WHY_BLOCKED,
    KXOVER_WHY_LINEAGE,
    KXOVER_WHY_THIRD_REALM,
    KXOVER_WHY_S4U,
    KXOVER_WHY_NEVER_OPEN,
    KXOVER_WHY_ONWARD,
    KXOVER_WHY_HOP,
    KXOVER_WHY_STAYS_HOME,
    KXOVER_WHY_LOGIN,
    KXOVER_WHY_LONG_REALM,
    KXOVER_WHY_BAD_FIELD,
    KXOVER_WHY_NO_CROSSOVER,
    KXOVER_WHY_BAD_RULES,
    KXOVER_WHY_BAD_SETTING,
    KXOVER_WHY_NO_DATABASE,
    KXOVER_WHY_NO_RULES,
    KXOVER_WHY_NO_USER
};

/* Return the reason in plain English, for the KDC's log. */
const char *
kxover_reason_text(enum kxover_reason reason);

/* Return the reason's word in what kxoverd is told: PROTOCOL.md section 7.1
 * lists them. Some reasons share one. */
const char *
kxover_reason_word(enum kxover_reason reason);

/* What was refused. Names as krb5_unparse_name() has them. */
struct kxover_refusal {
    const char *client;
    const char *ticket;         /* that the client has: its server */
    const char *requested;      /* the service that the client asked for */
    const char *service;        /* its canonical name */
    enum kxover_reason reason;
    int only_observed;          /* the KDC goes on */
};

#endif /* KXOVER_REASON_H */
