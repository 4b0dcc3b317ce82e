/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/writing.c - the request that writes a key */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "keys.h"
#include "ours.h"
#include "server.h"

#include <kadm5/admin.h>
#include <kdb.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PASSWORD 128
#define MAX_STRINGS 24

struct string {
    char name[KX_MAX_STRING + 1];
    char value[KX_MAX_STRING + 1];      /* empty to remove it */
};

struct writing {
    int is_new;                 /* there must be no such principal */
    uint32_t max_life;
    uint32_t expiration;
    struct kx_keys keys;
    int is_password;
    char password[MAX_PASSWORD + 1];
    krb5_keyblock derived[KX_MAX_TYPES];
    int strings_count;
    struct string strings[MAX_STRINGS];
};

/* Read keepold, the kvno, the form, the number of keys, and the keys. */
static void
get_keys(struct kx_in *in, struct writing *writing)
{
    struct kx_keys *keys = &writing->keys;
    uint32_t kvno;
    int i;

    keys->keepold = kx_get_number(in, 1) != 0;
    kvno = kx_get_number(in, 4);
    writing->is_password = kx_get_number(in, 1) != 0;
    keys->count = kx_get_number(in, 1);
    if (kvno < 1 || kvno > KX_MAX_KVNO || keys->count < 1 ||
        keys->count > KX_MAX_TYPES) {
        in->bad = 1;
        return;
    }
    keys->kvno = kvno;
    for (i = 0; i < keys->count; i++) {
        keys->types[i] = kx_get_number(in, 4);
        if (!writing->is_password)
            keys->octets[i] = kx_get_octets(in, &keys->lengths[i]);
    }
    if (writing->is_password)
        kx_get_text(in, writing->password, sizeof(writing->password));
}

static void
get_writing(struct kx_in *in, struct writing *writing)
{
    int i;

    writing->is_new = kx_get_number(in, 1) != 0;
    writing->max_life = kx_get_number(in, 4);
    writing->expiration = kx_get_number(in, 4);
    get_keys(in, writing);
    writing->strings_count = kx_get_number(in, 1);
    if (in->bad || writing->strings_count > MAX_STRINGS) {
        in->bad = 1;
        return;
    }
    for (i = 0; i < writing->strings_count; i++) {
        kx_get_text(in, writing->strings[i].name,
                    sizeof(writing->strings[i].name));
        kx_get_text(in, writing->strings[i].value,
                    sizeof(writing->strings[i].value));
    }
}

static krb5_error_code
check_lengths(krb5_context context, const struct kx_keys *keys)
{
    size_t bytes, length;
    int i;

    for (i = 0; i < keys->count; i++) {
        if (krb5_c_keylengths(context, keys->types[i], &bytes, &length) != 0 ||
            keys->lengths[i] != length)
            return KRB5_BAD_KEYSIZE;
    }
    return 0;
}

/* Make the keys from the password as kadmin does, with the usual salt. */
static krb5_error_code
derive_keys(krb5_context context, krb5_principal principal,
            struct writing *writing)
{
    struct kx_keys *keys = &writing->keys;
    krb5_keyblock *derived = writing->derived;
    krb5_data password, salt;
    krb5_error_code ret;
    int i;

    memset(&password, 0, sizeof(password));
    password.data = writing->password;
    password.length = strlen(writing->password);
    ret = krb5_principal2salt(context, principal, &salt);
    if (ret != 0)
        return ret;
    for (i = 0; i < keys->count && ret == 0; i++) {
        ret = krb5_c_string_to_key(context, keys->types[i], &password, &salt,
                                   &derived[i]);
        keys->octets[i] = derived[i].contents;
        keys->lengths[i] = derived[i].length;
    }
    krb5_free_data_contents(context, &salt);
    return ret;
}

/* Wipe all that is secret. */
static void
wipe(krb5_context context, struct writing *writing)
{
    int i;

    for (i = 0; i < KX_MAX_TYPES; i++)
        krb5_free_keyblock_contents(context, &writing->derived[i]);
    explicit_bzero(writing, sizeof(*writing));
}

/* Make an entry that has no key. */
static krb5_error_code
make_entry(krb5_context context, krb5_principal principal,
           krb5_db_entry **out)
{
    krb5_db_entry *entry = calloc(1, sizeof(*entry));
    krb5_error_code ret;

    if (entry == NULL)
        return ENOMEM;
    entry->magic = KRB5_KDB_MAGIC_NUMBER;
    entry->len = KRB5_KDB_V1_BASE_LENGTH;
    /* Tells a directory that the entry is new. */
    entry->mask = KADM5_PRINCIPAL;
    ret = krb5_copy_principal(context, principal, &entry->princ);
    if (ret != 0) {
        krb5_db_free_principal(context, entry);
        return ret;
    }
    *out = entry;
    return 0;
}

/* Read the entry, or make a new one. */
static krb5_error_code
find_entry(struct kx_server *server, krb5_principal principal, int is_new,
           krb5_db_entry **out)
{
    krb5_error_code ret;

    ret = krb5_db_get_principal(server->context, principal, 0, out);
    if (ret == KRB5_KDB_NOENTRY) {
        if (!is_new)
            return KADM5_UNK_PRINC;
        return make_entry(server->context, principal, out);
    }
    if (ret != 0)
        return ret;
    if (is_new)
        return KADM5_DUP;
    (*out)->mask = 0;
    return kx_require_entry(server, *out, KX_WRITABLE);
}

/* Set and remove string attributes.  Refuse to do without the marker. */
static krb5_error_code
set_strings(struct kx_server *server, krb5_db_entry *entry,
            struct writing *writing)
{
    const struct string *string;
    krb5_error_code ret;
    char *marker = NULL;
    int i;

    for (i = 0; i < writing->strings_count; i++) {
        string = &writing->strings[i];
        if (!kx_is_our_string(string->name))
            return kx_refuse(server, "not a string attribute of ours");
        ret = krb5_dbe_set_string(server->context, entry, string->name,
                                  string->value[0] != '\0' ?
                                  string->value : NULL);
        if (ret != 0)
            return ret;
    }
    ret = krb5_dbe_get_string(server->context, entry, KX_MARKER, &marker);
    if (ret == 0 && marker == NULL)
        ret = kx_refuse(server, "a key without our marker");
    krb5_dbe_free_string(server->context, marker);
    return ret;
}

static void
set_limits(krb5_db_entry *entry, const struct writing *writing)
{
    entry->attributes &= ~(KRB5_KDB_DISALLOW_ALL_TIX | KX_FLAGS_CLEARED);
    entry->attributes |= KX_FLAGS_SET;
    entry->max_life = writing->max_life;
    entry->max_renewable_life = 0;
    entry->expiration = writing->expiration;
    entry->mask |= KADM5_ATTRIBUTES | KADM5_MAX_LIFE | KADM5_MAX_RLIFE |
        KADM5_PRINC_EXPIRE_TIME;
}

static krb5_error_code
write_entry(struct kx_server *server, krb5_principal principal,
            struct writing *writing)
{
    krb5_db_entry *entry = NULL;
    krb5_error_code ret;

    ret = find_entry(server, principal, writing->is_new, &entry);
    if (ret == 0)
        ret = set_strings(server, entry, writing);
    if (ret == 0) {
        ret = kx_set_keys(server->context, server->mkey, server->caller,
                          entry, &writing->keys);
    }
    if (ret == 0) {
        set_limits(entry, writing);
        ret = krb5_db_put_principal(server->context, entry);
        if (ret != 0 && writing->is_new)
            ret = kx_why_not_added(server, principal, ret);
    }
    krb5_db_free_principal(server->context, entry);
    return ret;
}

/* Prepare the keys, which may take long, before the database is locked. */
static krb5_error_code
write_key(struct kx_server *server, krb5_principal principal,
          struct writing *writing)
{
    krb5_error_code ret = 0;
    int locked;

    if (writing->is_password)
        ret = derive_keys(server->context, principal, writing);
    if (ret == 0)
        ret = check_lengths(server->context, &writing->keys);
    if (ret == 0)
        ret = kx_lock(server, &locked);
    if (ret != 0)
        return ret;
    ret = write_entry(server, principal, writing);
    kx_unlock(server, locked);
    return ret;
}

/*
 * Write a key with all that belongs to it in one change of the database: a KDC
 * sees the principal as it was before, or complete and open.
 */
krb5_error_code
kx_write(struct kx_server *server, const struct kx_crossover *crossover,
         struct kx_in *in, struct kx_out *out)
{
    struct writing writing;
    krb5_error_code ret = 0;

    (void)out;
    memset(&writing, 0, sizeof(writing));
    get_writing(in, &writing);
    if (kx_at_end(in))
        ret = write_key(server, crossover->principal, &writing);
    wipe(server->context, &writing);
    return ret;
}
