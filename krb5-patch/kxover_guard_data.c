/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_data.c - what the KDC's database tells the guard */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_guard_data.h"
#include "kxover_rules.h"

#include <kdb.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* From libkdb5, which a KDC has loaded. A module that is linked with it would
 * load in one release of krb5 only. */
#pragma weak krb5_db_get_principal
#pragma weak krb5_db_free_principal
#pragma weak krb5_dbe_get_string
#pragma weak krb5_dbe_free_string
#pragma weak krb5_dbe_lookup_mod_princ_data

/* By which kxoverd knows its crossovers. */
#define MARKER "kxover"

#define OPEN_ATTRIBUTE "kxover.open"
#define HOME_ATTRIBUTE "kxover.stay_home"

/* How many users are remembered, for how long, and how long their names are.
 * An administrator's change holds after this time. */
#define GOERS 256
#define GOER_NS 1000000000LL
#define GOER_OCTETS 208

/*
 * Users who may go out, as their entries said less than a second ago. To read
 * an entry is the most that the guard costs a KDC, and a user who needs one
 * service of another realm often needs several.
 */
struct kxover_goers {
    struct goer {
        int64_t until;          /* on the monotonic clock */
        size_t length;
        unsigned char name[GOER_OCTETS];
    } users[GOERS];
};

/* A name as octets: each part, the realm first, after its length. */
struct flat {
    size_t length;              /* 0 if it has too many octets */
    unsigned char octets[GOER_OCTETS];
};

struct kxover_goers *
kxover_guard_new_goers(void)
{
    return calloc(1, sizeof(struct kxover_goers));
}

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
        return KXOVER_OURS;
    /* An entry that lacks this information leaves last NULL. */
    if (krb5_dbe_lookup_mod_princ_data(context, entry, &when, &last) != 0)
        return KXOVER_UNKNOWN;
    ours = last != NULL && krb5_principal_compare(context, last,
                                                  data->kxoverd);
    krb5_free_principal(context, last);
    return ours ? KXOVER_OURS : KXOVER_BY_HAND;
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

static int64_t
now_ns(void)
{
    struct timespec now;

    /* Without a clock, nobody is remembered. */
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return INT64_MAX - GOER_NS;
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int
add_part(struct flat *flat, const krb5_data *part)
{
    size_t room = sizeof(flat->octets) - flat->length;

    if (part->length + 2 > room)
        return 0;
    flat->octets[flat->length++] = part->length >> 8;
    flat->octets[flat->length++] = part->length & 0xff;
    memcpy(flat->octets + flat->length, part->data, part->length);
    flat->length += part->length;
    return 1;
}

static void
flatten(krb5_const_principal name, struct flat *flat)
{
    int i, fits;

    flat->length = 0;
    fits = add_part(flat, &name->realm);
    for (i = 0; i < name->length && fits; i++)
        fits = add_part(flat, &name->data[i]);
    if (!fits)
        flat->length = 0;
}

/* Return the place of a name (FNV-1a), or NULL if it is not remembered. */
static struct goer *
place_of(struct kxover_goers *goers, const struct flat *name)
{
    uint32_t hash = 2166136261u;
    size_t i;

    if (goers == NULL || name->length == 0)
        return NULL;
    for (i = 0; i < name->length; i++)
        hash = (hash ^ name->octets[i]) * 16777619u;
    return &goers->users[hash % GOERS];
}

static int
went_out(const struct goer *place, const struct flat *name, int64_t now)
{
    return place != NULL && place->length == name->length &&
        now < place->until &&
        memcmp(place->name, name->octets, name->length) == 0;
}

static int
user(void *arg, krb5_const_principal client, krb5_const_principal *name_out,
     int *stays_out)
{
    struct kxover_guard_data *data = arg;
    struct flat name;
    struct goer *place;
    int64_t now = now_ns();
    krb5_error_code ret;

    kxover_guard_free_data(data);
    flatten(client, &name);
    place = place_of(data->goers, &name);
    if (went_out(place, &name, now)) {
        *name_out = client;
        *stays_out = 0;
        return 0;
    }
    ret = krb5_db_get_principal(data->context, client, 0, &data->user);
    if (ret) {
        data->user = NULL;
        return ret;
    }
    *name_out = data->user->princ;
    ret = has_attribute(data->context, data->user, HOME_ATTRIBUTE, stays_out);
    /* A pattern may keep the canonical name at home, if that is another. */
    if (ret == 0 && place != NULL && !*stays_out &&
        krb5_principal_compare(data->context, client, data->user->princ)) {
        place->until = now + GOER_NS;
        place->length = name.length;
        memcpy(place->name, name.octets, name.length);
    }
    return ret;
}

static int
elsewhere(void *arg, krb5_const_principal name, const krb5_data *realm)
{
    const struct kxover_guard_data *data = arg;
    char **list = NULL, *host;
    int other;

    if (name->length != 2 ||
        memchr(name->data[1].data, '\0', name->data[1].length) != NULL)
        return 1;
    host = malloc(name->data[1].length + 1);
    if (host == NULL)
        return 1;
    memcpy(host, name->data[1].data, name->data[1].length);
    host[name->data[1].length] = '\0';
    /* In a KDC with the patch, only kxoverd knows: it named this realm. */
    other = krb5_get_host_realm(data->context, host, &list) != 0 ||
        (list != NULL && list[0] != NULL && *list[0] != '\0' &&
         !kxover_is(realm, list[0]));
    krb5_free_host_realm(data->context, list);
    free(host);
    return other;
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
