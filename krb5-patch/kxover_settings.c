/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_settings.c - the [kxover] section of kdc.conf */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_settings.h"

#include <errno.h>
#include <profile.h>
#include <stdlib.h>
#include <string.h>

#define SECTION "kxover"

/* Get a relation for realm, or else the one for all realms, or else NULL. */
static long
get_relation(profile_t profile, const char *realm, const char *name,
             char **value_out)
{
    long ret;

    *value_out = NULL;
    ret = profile_get_string(profile, SECTION, realm, name, NULL, value_out);
    if (ret == 0 && *value_out == NULL) {
        ret = profile_get_string(profile, SECTION, name, NULL, NULL,
                                 value_out);
    }
    return ret;
}

/* Digits only, as strtol() alone would accept "3s" and "-1". */
static int
parse_time_budget(const char *value, int *time_budget)
{
    long n;

    if (*value == '\0' || strspn(value, "0123456789") != strlen(value))
        return EINVAL;
    n = strtol(value, NULL, 10);
    if (n < KXOVER_MIN_TIME_BUDGET || n > KXOVER_MAX_TIME_BUDGET)
        return EINVAL;
    *time_budget = n;
    return 0;
}

static int
parse_clients(const char *value, int *all_clients)
{
    *all_clients = strcmp(value, "all") == 0;
    return *all_clients || strcmp(value, "own") == 0 ? 0 : EINVAL;
}

krb5_error_code
kxover_read_settings(krb5_context context, const char *realm,
                     struct kxover_settings *settings,
                     const char **problem_out)
{
    profile_t profile = NULL;
    char *path = NULL, *time_budget = NULL, *clients = NULL;
    long ret;

    *problem_out = "the profile cannot be read";
    settings->time_budget = KXOVER_DEFAULT_TIME_BUDGET;
    settings->all_clients = 0;
    memcpy(settings->socket, KXOVER_DEFAULT_SOCKET,
           sizeof(KXOVER_DEFAULT_SOCKET));

    ret = krb5_get_profile(context, &profile);
    if (ret)
        goto cleanup;
    ret = get_relation(profile, realm, "socket", &path);
    if (ret)
        goto cleanup;
    ret = get_relation(profile, realm, "time_budget", &time_budget);
    if (ret)
        goto cleanup;
    ret = get_relation(profile, realm, "clients", &clients);
    if (ret)
        goto cleanup;

    if (path != NULL) {
        if (strlen(path) >= sizeof(settings->socket)) {
            *problem_out = "socket is too long for a UNIX socket";
            ret = ENAMETOOLONG;
            goto cleanup;
        }
        memcpy(settings->socket, path, strlen(path) + 1);
    }
    if (time_budget != NULL) {
        *problem_out = "time_budget is not from 100 to 30000 milliseconds";
        ret = parse_time_budget(time_budget, &settings->time_budget);
        if (ret)
            goto cleanup;
    }
    if (clients != NULL) {
        *problem_out = "clients is not own or all";
        ret = parse_clients(clients, &settings->all_clients);
    }

cleanup:
    profile_release_string(path);
    profile_release_string(time_budget);
    profile_release_string(clients);
    if (profile != NULL)
        profile_release(profile);
    return ret;
}

int
kxover_has_settings(krb5_context context)
{
    const char *top[] = { NULL };
    profile_t profile = NULL;
    char **sections = NULL, **s;
    int found = 0;

    if (krb5_get_profile(context, &profile) != 0)
        return 0;
    if (profile_get_subsection_names(profile, top, &sections) == 0) {
        for (s = sections; *s != NULL; s++)
            found = found || strcmp(*s, SECTION) == 0;
        profile_free_list(sections);
    }
    profile_release(profile);
    return found;
}
