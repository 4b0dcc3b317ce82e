/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/ours.c - which principals are ours to change */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "ours.h"

#include <kadm5/admin.h>

#include <string.h>

krb5_error_code
kx_refuse(struct kx_server *server, const char *why)
{
    krb5_set_error_message(server->context, KADM5_PROTECT_PRINCIPAL, "%s",
                           why);
    return KADM5_PROTECT_PRINCIPAL;
}

int
kx_is_our_string(const char *name)
{
    return strcmp(name, KX_MARKER) == 0 ||
        strncmp(name, KX_MARKER ".", sizeof(KX_MARKER)) == 0 ||
        strcmp(name, KRB5_KDB_SK_SESSION_ENCTYPES) == 0;
}

/* Set *has if the entry has the string attribute, whatever its value. */
static krb5_error_code
has_string(struct kx_server *server, krb5_db_entry *entry, const char *name,
           int *has)
{
    krb5_error_code ret;
    char *value = NULL;

    ret = krb5_dbe_get_string(server->context, entry, name, &value);
    *has = ret == 0 && value != NULL;
    krb5_dbe_free_string(server->context, value);
    return ret;
}

krb5_error_code
kx_require_entry(struct kx_server *server, krb5_db_entry *entry,
                 enum kx_ours ours)
{
    krb5_error_code ret;
    int marked, blocked, closed, half_made;

    ret = has_string(server, entry, KX_MARKER, &marked);
    if (ret == 0)
        ret = has_string(server, entry, KX_BLOCKED, &blocked);
    if (ret != 0)
        return ret;
    if (marked && blocked)
        return kx_refuse(server, "an administrator blocked the realm");
    closed = (entry->attributes & KRB5_KDB_DISALLOW_ALL_TIX) != 0;
    half_made = closed && entry->expiration == KX_HALF_MADE;
    if (ours != KX_MARKED && half_made)
        return 0;
    if (!marked)
        return kx_refuse(server, "the principal was keyed by hand");
    if (ours == KX_WRITABLE && closed)
        return kx_refuse(server, "an administrator closed the principal");
    return 0;
}

krb5_error_code
kx_require(struct kx_server *server, krb5_principal principal,
           enum kx_ours ours)
{
    krb5_db_entry *entry = NULL;
    krb5_error_code ret;

    ret = krb5_db_get_principal(server->context, principal, 0, &entry);
    if (ret == KRB5_KDB_NOENTRY)
        return KADM5_UNK_PRINC;
    if (ret == 0)
        ret = kx_require_entry(server, entry, ours);
    krb5_db_free_principal(server->context, entry);
    return ret;
}
