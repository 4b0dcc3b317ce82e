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

static krb5_error_code
has_marker(struct kx_server *server, krb5_principal principal, int *found)
{
    krb5_string_attr *strings = NULL;
    krb5_error_code ret;
    int count = 0, i;

    *found = 0;
    ret = kadm5_get_strings(server->handle, principal, &strings, &count);
    if (ret != 0)
        return ret;
    for (i = 0; i < count; i++) {
        if (strcmp(strings[i].key, KX_MARKER) == 0)
            *found = 1;
    }
    kadm5_free_strings(server->handle, strings, count);
    return 0;
}

krb5_error_code
kx_require(struct kx_server *server, krb5_principal principal,
           enum kx_ours ours, krb5_flags *flags)
{
    kadm5_principal_ent_rec entry;
    krb5_error_code ret;
    int marked, half_made;

    memset(&entry, 0, sizeof(entry));
    ret = kadm5_get_principal(server->handle, principal, &entry,
                              KADM5_PRINCIPAL_NORMAL_MASK);
    if (ret != 0)
        return ret;
    if (flags != NULL)
        *flags = entry.attributes;
    half_made = (entry.attributes & KRB5_KDB_DISALLOW_ALL_TIX) != 0 &&
        entry.princ_expire_time == KX_HALF_MADE;
    kadm5_free_principal_ent(server->handle, &entry);
    ret = has_marker(server, principal, &marked);
    if (ret != 0)
        return ret;
    if (marked || (ours == KX_MARKED_OR_HALF_MADE && half_made))
        return 0;
    return kx_refuse(server, "the principal was keyed by hand");
}
