/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_settings.c - the guard's part of [kxover] */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_guard_settings.h"
#include "kxover_rules.h"
#include "kxover_settings.h"

#include <errno.h>
#include <profile.h>
#include <string.h>

#define SECTION "kxover"
#define DEFAULT_RENEWABLE 1

static char *nothing_open[] = { NULL };
static char *home_by_default[] = { "*/admin", "root", NULL };

/* Where the settings are read from. */
struct source {
    krb5_context context;
    profile_t profile;
    const char *realm;
    struct kxover_guard_settings *settings;
};

/* Note the first problem. */
static void
note_problem(const struct source *from, const char *name)
{
    if (from->settings->problem == NULL)
        from->settings->problem = name;
}

/* Get the values of a relation for the realm, or else those for all realms.
 * Leave *values_out NULL if there are none. */
static void
get_values(const struct source *from, const char *name, char ***values_out)
{
    const char *for_realm[] = { SECTION, from->realm, name, NULL };
    const char *for_all[] = { SECTION, name, NULL };
    long ret;

    *values_out = NULL;
    ret = profile_get_values(from->profile, for_realm, values_out);
    if (ret == PROF_NO_RELATION || ret == PROF_NO_SECTION)
        ret = profile_get_values(from->profile, for_all, values_out);
    if (ret == 0)
        return;
    *values_out = NULL;
    if (ret != PROF_NO_RELATION && ret != PROF_NO_SECTION)
        note_problem(from, name);
}

/* Pass the first value of a relation, if there is one, to parse, which
 * returns false if the value is not valid. */
static void
read_one(const struct source *from, const char *name,
         int (*parse)(const struct source *from, char *value))
{
    char **values;

    get_values(from, name, &values);
    if (values == NULL)
        return;
    if (values[0] != NULL && !parse(from, values[0]))
        note_problem(from, name);
    profile_free_list(values);
}

static int
parse_mode(const struct source *from, char *value)
{
    static const char *const names[] = {
        [KXOVER_ENFORCE] = "enforce", [KXOVER_OBSERVE] = "observe",
        [KXOVER_OFF] = "off"
    };
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (strcmp(value, names[i]) == 0) {
            from->settings->mode = i;
            return 1;
        }
    }
    return 0;
}

static int
parse_max_life(const struct source *from, char *value)
{
    krb5_deltat life;

    if (krb5_string_to_deltat(value, &life) != 0 || life <= 0)
        return 0;
    from->settings->max_life = life;
    return 1;
}

/* To a KDC, 0 is no limit. */
static int
parse_renewable(const struct source *from, char *value)
{
    krb5_deltat life;

    if (krb5_string_to_deltat(value, &life) != 0 || life < 0)
        return 0;
    from->settings->renewable = life == 0 ? DEFAULT_RENEWABLE : life;
    return 1;
}

static int
parse_forwardable(const struct source *from, char *value)
{
    from->settings->forwardable = strcmp(value, "yes") == 0;
    return from->settings->forwardable || strcmp(value, "no") == 0;
}

static int
parse_kxoverd(const struct source *from, char *value)
{
    krb5_principal name;

    if (krb5_parse_name(from->context, value, &name) != 0)
        return 0;
    krb5_free_principal(from->context, from->settings->kxoverd);
    from->settings->kxoverd = name;
    return 1;
}

/* Without a socket that can be used, the guard judges as before. */
static int
parse_socket(const struct source *from, char *value)
{
    kxover_set_refusals_address(value, &from->settings->refusals);
    return 1;
}

/* Read patterns. Without any, or with one that is not valid, return the
 * default. */
static char **
read_patterns(const struct source *from, const char *name, char **otherwise,
              char ***values_out)
{
    char **value;

    get_values(from, name, values_out);
    if (*values_out == NULL)
        return otherwise;
    for (value = *values_out; *value != NULL; value++) {
        if (!kxover_is_pattern(*value)) {
            note_problem(from, name);
            return otherwise;
        }
    }
    return *values_out;
}

static void
read_all(const struct source *from)
{
    struct kxover_guard_settings *settings = from->settings;

    read_one(from, "guard", parse_mode);
    read_one(from, "foreign_max_life", parse_max_life);
    read_one(from, "foreign_renewable", parse_renewable);
    read_one(from, "foreign_forwardable", parse_forwardable);
    read_one(from, "kxoverd_principal", parse_kxoverd);
    read_one(from, "socket", parse_socket);
    settings->patterns.open = read_patterns(from, "open", nothing_open,
                                            &settings->open);
    settings->patterns.stay_home = read_patterns(from, "stay_home",
                                                 home_by_default,
                                                 &settings->stay_home);
    settings->patterns.valid = settings->problem == NULL;
}

krb5_error_code
kxover_read_guard_settings(krb5_context context, const char *realm,
                           struct kxover_guard_settings *settings)
{
    struct source from = { context, NULL, realm, settings };
    krb5_error_code ret;

    memset(settings, 0, sizeof(*settings));
    settings->renewable = DEFAULT_RENEWABLE;
    kxover_set_refusals_address(KXOVER_DEFAULT_SOCKET, &settings->refusals);
    ret = krb5_build_principal(context, &settings->kxoverd, strlen(realm),
                               realm, "kxover", "admin", (char *)NULL);
    if (ret)
        return ret;
    ret = krb5_get_profile(context, &from.profile);
    if (ret)
        return ret;
    read_all(&from);
    profile_release(from.profile);
    return 0;
}

void
kxover_free_guard_settings(krb5_context context,
                           struct kxover_guard_settings *settings)
{
    krb5_free_principal(context, settings->kxoverd);
    if (settings->open != NULL)
        profile_free_list(settings->open);
    if (settings->stay_home != NULL)
        profile_free_list(settings->stay_home);
    memset(settings, 0, sizeof(*settings));
}
