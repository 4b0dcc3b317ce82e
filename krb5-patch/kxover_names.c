/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_names.c - syntax of host names and realms */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_names.h"

#include <string.h>

int
kxover_is_host_name(const char *host)
{
    size_t label = 0, dots = 0;
    int numeric = 1;            /* the whole current label */
    const char *p;

    if (strlen(host) > KXOVER_MAX_HOST)
        return 0;
    for (p = host; *p != '\0'; p++) {
        if (*p == '.') {
            if (label == 0 || p[-1] == '-')
                return 0;
            label = 0;
            numeric = 1;
            dots++;
            continue;
        }
        if (*p == '-' && label == 0)
            return 0;
        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-", *p) == NULL)
            return 0;
        if (*p < '0' || *p > '9')
            numeric = 0;
        if (++label > 63)
            return 0;
    }
    /* No top-level domain is a number (RFC 3696 section 2). */
    return dots > 0 && label > 0 && p[-1] != '-' && !numeric;
}

static int
is_alnum(char c)
{
    /* isalnum() depends on the locale. */
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        (c >= '0' && c <= '9');
}

int
kxover_is_realm(const char *realm)
{
    size_t label = 0;
    const char *p;

    if (strlen(realm) > KXOVER_MAX_REALM)
        return 0;
    for (p = realm; *p != '\0'; p++) {
        if (is_alnum(*p)) {
            label++;
        } else if (*p == '-' && label > 0) {
            label++;
        } else if (*p == '.' && label > 0 && p[-1] != '-') {
            label = 0;
        } else {
            return 0;
        }
        if (label > 63)
            return 0;
    }
    return label > 0 && p[-1] != '-';
}
