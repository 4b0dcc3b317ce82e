/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_data.c - what the KDC's database tells the guard */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_guard_data.h"
#include "kxover_rules.h"

#include <kdb.h>
#include <stdlib.h>
#include <string.h>

/* From libkdb5, which a KDC has loaded. A module that is linked with it would
 * load in one release of krb5 only. */
#pragma weak krb5_db_get_principal
#pragma weak krb5_db_free_principal
#pragma weak krb5_dbe_get_string
#pragma weak krb5_dbe_free_string
#pragma weak krb5_dbe_lookup_mod_princ_data

/* By which kxoverd knows its crossovers. */
#define MARKER "kxover"

#define BLOCKED_ATTRIBUTE "kxover.blocked"
#define OPEN_ATTRIBUTE "kxover.open"
#define HOME_ATTRIBUTE "kxover.stay_home"

int
kxover_guard_has_database(void)
{
    return krb5_db_get_principal != NULL && krb5_db_free_principal != NULL &&
        krb5_dbe_get_string != NULL && krb5_dbe_free_string != NULL &&
        krb5_dbe_lookup_mod_princ_data != NULL;
}

/* Set *has_out if the entry has the attribute, whatever its value. */
static krb5_error_code
has_attribute(krb5_context context, krb5_db_entry *entry, const char *name,
              int *has_out)
{
    char *value = NULL;
    krb5_error_code ret;

    ret = krb5_dbe_get_string(context, entry, name, &value);
    *has_out = ret == 0 && value != NULL;
    if (ret == 0)
        krb5_dbe_free_string(context, value);
    return ret;
}

/*** Blocks ***/

/* Set *blocked_out if the principal krbtgt/US@KXOVER_ALL_REALM is there and
 * blocked. */
static krb5_error_code
look_for_block_of_all(const struct kxover_guard_data *data, int *blocked_out)
{
    krb5_db_entry *entry = NULL;
    krb5_data parts[2] = { { 0 } };
    krb5_principal_data name = { 0 };
    krb5_error_code ret;

    *blocked_out = 0;
    parts[0].data = (char *)"krbtgt";
    parts[0].length = strlen("krbtgt");
    parts[1] = *data->realm;
    name.realm.data = (char *)KXOVER_ALL_REALM;
    name.realm.length = strlen(KXOVER_ALL_REALM);
    name.data = parts;
    name.length = 2;
    ret = krb5_db_get_principal(data->context, &name, 0, &entry);
    if (ret)
        return ret == KRB5_KDB_NOENTRY ? 0 : ret;
    ret = has_attribute(data->context, entry, BLOCKED_ATTRIBUTE, blocked_out);
    krb5_db_free_principal(data->context, entry);
    return ret;
}

/* That not all is blocked is remembered for a moment. */
static krb5_error_code
is_all_blocked(const struct kxover_guard_data *data, int *blocked_out)
{
    struct kxover_recent_name realm = { 0 };
    krb5_error_code ret;

    *blocked_out = 0;
    if (data->memory != NULL) {
        kxover_recent_pair(data->realm, data->realm, &realm);
        if (kxover_recent_has(&data->memory->open, &realm))
            return 0;
    }
    ret = look_for_block_of_all(data, blocked_out);
    if (ret == 0 && !*blocked_out && data->memory != NULL)
        kxover_recent_keep(&data->memory->open, &realm);
    return ret;
}

/* The maker of a crossover of ours. */
static enum kxover_maker
ours_or_blocked(const struct kxover_guard_data *data, krb5_db_entry *entry)
{
    int blocked;

    if (has_attribute(data->context, entry, BLOCKED_ATTRIBUTE, &blocked) != 0)
        return KXOVER_UNKNOWN;
    if (!blocked && is_all_blocked(data, &blocked) != 0)
        return KXOVER_UNKNOWN;
    return blocked ? KXOVER_BLOCKED : KXOVER_OURS;
}

/*** Makers ***/

static enum kxover_maker
maker_of(const struct kxover_guard_data *data, krb5_db_entry *entry)
{
    krb5_context context = data->context;
    krb5_principal last = NULL;
    krb5_timestamp when;
    int ours;

    if (has_attribute(context, entry, MARKER, &ours) != 0)
        return KXOVER_UNKNOWN;
    if (ours)
        return ours_or_blocked(data, entry);
    /* An entry that lacks this information leaves last NULL. */
    if (krb5_dbe_lookup_mod_princ_data(context, entry, &when, &last) != 0)
        return KXOVER_UNKNOWN;
    ours = last != NULL && krb5_principal_compare(context, last,
                                                  data->kxoverd);
    krb5_free_principal(context, last);
    return ours ? ours_or_blocked(data, entry) : KXOVER_BY_HAND;
}

static enum kxover_maker
maker(void *arg, krb5_const_principal name)
{
    const struct kxover_guard_data *data = arg;
    krb5_db_entry *entry = NULL;
    enum kxover_maker found;
    krb5_error_code ret;

    ret = krb5_db_get_principal(data->context, name, 0, &entry);
    if (ret == KRB5_KDB_NOENTRY)
        return KXOVER_ABSENT;
    if (ret)
        return KXOVER_UNKNOWN;
    found = maker_of(data, entry);
    krb5_db_free_principal(data->context, entry);
    return found;
}

/* libkdb5 reads entries that it could change. */
static krb5_db_entry *
server_of(const struct kxover_guard_data *data)
{
    return (krb5_db_entry *)data->server;
}

static enum kxover_maker
server_maker(void *arg)
{
    const struct kxover_guard_data *data = arg;

    return maker_of(data, server_of(data));
}

/* The judge asks again for the second ticket. */
static int
rules(void *arg, const char **rules_out)
{
    struct kxover_guard_data *data = arg;
    krb5_error_code ret;

    kxover_guard_free_data(data);
    *rules_out = NULL;
    ret = krb5_dbe_get_string(data->context, server_of(data), OPEN_ATTRIBUTE,
                              &data->rules);
    if (ret == 0)
        *rules_out = data->rules;
    else
        data->rules = NULL;
    return ret;
}

/*** Users ***/

/*
 * A user who may go out is remembered for a moment. To read the user's entry
 * is the most that the guard costs a KDC, and a user who needs one service of
 * another realm often needs several.
 */
static int
user(void *arg, krb5_const_principal client, krb5_const_principal *name_out,
     int *stays_out)
{
    struct kxover_guard_data *data = arg;
    struct kxover_recent_name name = { 0 };
    krb5_error_code ret;

    kxover_guard_free_data(data);
    if (data->memory != NULL) {
        kxover_recent_principal(client, &name);
        if (kxover_recent_has(&data->memory->goers, &name)) {
            *name_out = client;
            *stays_out = 0;
            return 0;
        }
    }
    ret = krb5_db_get_principal(data->context, client, 0, &data->user);
    if (ret) {
        data->user = NULL;
        return ret;
    }
    *name_out = data->user->princ;
    ret = has_attribute(data->context, data->user, HOME_ATTRIBUTE, stays_out);
    /* A pattern may keep the canonical name at home, if that is another. */
    if (ret == 0 && data->memory != NULL && !*stays_out &&
        krb5_principal_compare(data->context, client, data->user->princ))
        kxover_recent_keep(&data->memory->goers, &name);
    return ret;
}

/*** Hosts ***/

/* Return true unless libkrb5 says that the host is in the realm, or that it
 * does not know. In a KDC with the patch, only kxoverd knows: it named this
 * realm. */
static int
is_elsewhere(krb5_context context, const krb5_data *host,
             const krb5_data *realm)
{
    char **list = NULL, *text;
    int other;

    if (memchr(host->data, '\0', host->length) != NULL)
        return 1;
    text = malloc(host->length + 1);
    if (text == NULL)
        return 1;
    memcpy(text, host->data, host->length);
    text[host->length] = '\0';
    other = krb5_get_host_realm(context, text, &list) != 0 ||
        (list != NULL && list[0] != NULL && *list[0] != '\0' &&
         !kxover_is(realm, list[0]));
    krb5_free_host_realm(context, list);
    free(text);
    return other;
}

/* The KDC has just asked libkrb5 for the host's realm, so that the answer for
 * a host can be remembered for a moment. */
static int
elsewhere(void *arg, krb5_const_principal name, const krb5_data *realm)
{
    const struct kxover_guard_data *data = arg;
    struct kxover_recent_name host = { 0 };

    if (name->length != 2)
        return 1;
    if (data->memory == NULL)
        return is_elsewhere(data->context, &name->data[1], realm);
    kxover_recent_pair(&name->data[1], realm, &host);
    if (kxover_recent_has(&data->memory->hosts, &host))
        return 0;
    if (is_elsewhere(data->context, &name->data[1], realm))
        return 1;
    kxover_recent_keep(&data->memory->hosts, &host);
    return 0;
}

void
kxover_guard_facts(struct kxover_guard_data *data, struct kxover_facts *facts)
{
    data->rules = NULL;
    data->user = NULL;
    facts->maker = maker;
    facts->server_maker = server_maker;
    facts->rules = rules;
    facts->user = user;
    facts->elsewhere = elsewhere;
    facts->arg = data;
}

void
kxover_guard_free_data(struct kxover_guard_data *data)
{
    if (data->rules != NULL)
        krb5_dbe_free_string(data->context, data->rules);
    if (data->user != NULL)
        krb5_db_free_principal(data->context, data->user);
    data->rules = NULL;
    data->user = NULL;
}
