/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_reason.c - what the guard refuses, and why */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_reason.h"

static const struct {
    const char *word, *text;
} reasons[] = {
    [KXOVER_WHY_NONE] = { "none", "none" },
    [KXOVER_WHY_CLOSED] = { "closed", "the service is not open to the realm" },
    [KXOVER_WHY_CLOSED_ANONYMOUS] = {
        "closed-anonymous", "the service is not open to anonymous users"
    },
    [KXOVER_WHY_BLOCKED] = {
        "blocked", "an administrator blocked the other realm, or all"
    },
    [KXOVER_WHY_LINEAGE] = {
        "lineage", "the client is not of the realm that sent it"
    },
    [KXOVER_WHY_THIRD_REALM] = {
        "third-realm", "an anonymous user came through a third realm"
    },
    [KXOVER_WHY_S4U] = { "s4u", "a service acts for a user across realms" },
    [KXOVER_WHY_NEVER_OPEN] = {
        "never-open", "the service is never open to other realms"
    },
    [KXOVER_WHY_ONWARD] = {
        "onward", "a client of another realm wants to go on"
    },
    [KXOVER_WHY_HOP] = {
        "hop", "the crossover leads to another realm than wanted"
    },
    [KXOVER_WHY_STAYS_HOME] = { "stays-home", "the client stays at home" },
    [KXOVER_WHY_LOGIN] = {
        "crossover-login", "another realm logged in as its crossover"
    },
    [KXOVER_WHY_LONG_REALM] = { "path", "a realm is too long" },
    [KXOVER_WHY_BAD_FIELD] = { "path", "the transited field cannot be read" },
    [KXOVER_WHY_NO_CROSSOVER] = { "path", "no crossover explains the ticket" },
    [KXOVER_WHY_BAD_RULES] = {
        "attribute", "the attribute kxover.open is not valid"
    },
    [KXOVER_WHY_BAD_SETTING] = {
        "setting", "a setting in kdc.conf is not valid"
    },
    [KXOVER_WHY_NO_DATABASE] = { "database", "the database cannot be read" },
    [KXOVER_WHY_NO_RULES] = {
        "database", "the attribute kxover.open cannot be read"
    },
    [KXOVER_WHY_NO_USER] = {
        "database", "the client cannot be read from the database"
    }
};

const char *
kxover_reason_text(enum kxover_reason reason)
{
    return reasons[reason].text;
}

const char *
kxover_reason_word(enum kxover_reason reason)
{
    return reasons[reason].word;
}
