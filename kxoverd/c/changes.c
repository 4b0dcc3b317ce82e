/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/changes.c - requests that change the database */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "keys.h"
#include "ours.h"
#include "server.h"

#include <kadm5/admin.h>
#include <kdb.h>

#include <string.h>

#define MAX_STRING 600
#define MAX_PASSWORD 128

/* Add a closed principal without a key. */
static krb5_error_code
add(struct kx_server *server, krb5_principal principal, uint32_t max_life,
    uint32_t expiration)
{
    kadm5_principal_ent_rec entry;

    memset(&entry, 0, sizeof(entry));
    entry.principal = principal;
    entry.attributes = KRB5_KDB_DISALLOW_ALL_TIX | KX_FLAGS_SET;
    entry.max_life = max_life;
    entry.princ_expire_time = expiration;
    return kadm5_create_principal(server->handle, &entry, KADM5_PRINCIPAL |
                                  KADM5_ATTRIBUTES | KADM5_MAX_LIFE |
                                  KADM5_MAX_RLIFE | KADM5_PRINC_EXPIRE_TIME |
                                  KADM5_PW_EXPIRATION | KADM5_KEY_DATA, NULL);
}

krb5_error_code
kx_add(struct kx_server *server, const struct kx_crossover *crossover,
       struct kx_in *in, struct kx_out *out)
{
    uint32_t max_life = kx_get_number(in, 4);

    (void)out;
    if (!kx_at_end(in))
        return 0;
    return add(server, crossover->principal, max_life, KX_HALF_MADE);
}

/* True for the names of our string attributes, and of session_enctypes. */
static int
is_our_string(const char *name)
{
    return strcmp(name, KX_MARKER) == 0 ||
        strncmp(name, KX_MARKER ".", sizeof(KX_MARKER)) == 0 ||
        strcmp(name, KRB5_KDB_SK_SESSION_ENCTYPES) == 0;
}

krb5_error_code
kx_set_string(struct kx_server *server, const struct kx_crossover *crossover,
              struct kx_in *in, struct kx_out *out)
{
    char name[MAX_STRING + 1], value[MAX_STRING + 1];
    enum kx_ours ours;
    krb5_error_code ret;

    (void)out;
    kx_get_text(in, name, sizeof(name));
    kx_get_text(in, value, sizeof(value));
    if (!kx_at_end(in))
        return 0;
    if (!is_our_string(name))
        return kx_refuse(server, "not a string attribute of ours");
    ours = strcmp(name, KX_MARKER) == 0 ? KX_MARKED_OR_HALF_MADE : KX_MARKED;
    ret = kx_require(server, crossover->principal, ours, NULL);
    if (ret != 0)
        return ret;
    return kadm5_set_string(server->handle, crossover->principal, name, value);
}

/* The marker stays. */
krb5_error_code
kx_delete_string(struct kx_server *server,
                 const struct kx_crossover *crossover, struct kx_in *in,
                 struct kx_out *out)
{
    char name[MAX_STRING + 1];
    krb5_error_code ret;

    (void)out;
    kx_get_text(in, name, sizeof(name));
    if (!kx_at_end(in))
        return 0;
    if (!is_our_string(name) || strcmp(name, KX_MARKER) == 0)
        return kx_refuse(server, "not a string attribute of a key of ours");
    ret = kx_require(server, crossover->principal, KX_MARKED, NULL);
    if (ret != 0)
        return ret;
    return kadm5_set_string(server->handle, crossover->principal, name, NULL);
}

/* Read keepold, the kvno and the number of keys. */
static void
get_keys(struct kx_in *in, struct kx_keys *keys)
{
    uint32_t kvno;

    memset(keys, 0, sizeof(*keys));
    keys->keepold = kx_get_number(in, 1) != 0;
    kvno = kx_get_number(in, 4);
    keys->count = kx_get_number(in, 1);
    if (kvno > KX_MAX_KVNO || keys->count < 1 || keys->count > KX_MAX_TYPES) {
        in->bad = 1;
        keys->count = 0;
    }
    keys->kvno = kvno;
}

static krb5_error_code
set_keys(struct kx_server *server, krb5_principal principal,
         const struct kx_keys *keys)
{
    krb5_error_code ret;

    ret = kx_require(server, principal, KX_MARKED, NULL);
    if (ret != 0)
        return ret;
    return kx_set_keys(server->context, server->mkey, server->caller,
                       principal, keys);
}

krb5_error_code
kx_change_keys(struct kx_server *server, const struct kx_crossover *crossover,
               struct kx_in *in, struct kx_out *out)
{
    struct kx_keys keys;
    size_t bytes, length;
    int i;

    (void)out;
    get_keys(in, &keys);
    for (i = 0; i < keys.count; i++) {
        keys.types[i] = kx_get_number(in, 4);
        keys.octets[i] = kx_get_octets(in, &keys.lengths[i]);
    }
    if (!kx_at_end(in))
        return 0;
    for (i = 0; i < keys.count; i++) {
        if (krb5_c_keylengths(server->context, keys.types[i], &bytes,
                              &length) != 0 || keys.lengths[i] != length)
            return KRB5_BAD_KEYSIZE;
    }
    return set_keys(server, crossover->principal, &keys);
}

krb5_error_code
kx_change_password(struct kx_server *server,
                   const struct kx_crossover *crossover, struct kx_in *in,
                   struct kx_out *out)
{
    char password[MAX_PASSWORD + 1];
    struct kx_keys keys;
    krb5_error_code ret;
    int i;

    (void)out;
    get_keys(in, &keys);
    for (i = 0; i < keys.count; i++)
        keys.types[i] = kx_get_number(in, 4);
    kx_get_text(in, password, sizeof(password));
    keys.password = password;
    ret = kx_at_end(in) ? set_keys(server, crossover->principal, &keys) : 0;
    explicit_bzero(password, sizeof(password));
    return ret;
}

/* Set one kvno on all keys. */
krb5_error_code
kx_renumber(struct kx_server *server, const struct kx_crossover *crossover,
            struct kx_in *in, struct kx_out *out)
{
    kadm5_principal_ent_rec entry;
    krb5_error_code ret;

    (void)out;
    memset(&entry, 0, sizeof(entry));
    entry.principal = crossover->principal;
    entry.kvno = kx_get_number(in, 4);
    if (!kx_at_end(in))
        return 0;
    if (entry.kvno == 0 || entry.kvno > KX_MAX_KVNO)
        return KADM5_SETKEY_BAD_KVNO;
    ret = kx_require(server, crossover->principal, KX_MARKED, NULL);
    if (ret != 0)
        return ret;
    return kadm5_modify_principal(server->handle, &entry, KADM5_KVNO);
}

/* Remove the keys below a kvno. */
krb5_error_code
kx_purge(struct kx_server *server, const struct kx_crossover *crossover,
         struct kx_in *in, struct kx_out *out)
{
    uint32_t kvno = kx_get_number(in, 4);
    krb5_error_code ret;

    (void)out;
    if (!kx_at_end(in))
        return 0;
    if (kvno == 0 || kvno > KX_MAX_KVNO)
        return KADM5_SETKEY_BAD_KVNO;
    ret = kx_require(server, crossover->principal, KX_MARKED, NULL);
    if (ret != 0)
        return ret;
    return kadm5_purgekeys(server->handle, crossover->principal, kvno);
}

krb5_error_code
kx_delete(struct kx_server *server, const struct kx_crossover *crossover,
          struct kx_in *in, struct kx_out *out)
{
    krb5_error_code ret;

    (void)out;
    if (!kx_at_end(in))
        return 0;
    ret = kx_require(server, crossover->principal, KX_MARKED_OR_HALF_MADE,
                     NULL);
    if (ret != 0)
        return ret;
    return kadm5_delete_principal(server->handle, crossover->principal);
}
