/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/opening.c - requests that close and open a principal */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "ours.h"

#include <kadm5/admin.h>
#include <kdb.h>

#include <string.h>

/*
 * Close the principal and mark it as half-made.  Set the kvno of its keys to
 * 1, so that the kvno of the next key, one higher, cannot overflow.
 */
krb5_error_code
kx_close(struct kx_server *server, const struct kx_crossover *crossover,
         struct kx_in *in, struct kx_out *out)
{
    kadm5_principal_ent_rec entry;
    krb5_error_code ret;

    (void)out;
    memset(&entry, 0, sizeof(entry));
    if (!kx_at_end(in))
        return 0;
    ret = kx_require(server, crossover->principal, KX_MARKED_OR_HALF_MADE,
                     &entry.attributes);
    if (ret != 0)
        return ret;
    entry.principal = crossover->principal;
    entry.attributes |= KRB5_KDB_DISALLOW_ALL_TIX;
    entry.princ_expire_time = KX_HALF_MADE;
    entry.kvno = 1;
    return kadm5_modify_principal(server->handle, &entry, KADM5_ATTRIBUTES |
                                  KADM5_PRINC_EXPIRE_TIME | KADM5_KVNO);
}

krb5_error_code
kx_clear_policy(struct kx_server *server, const struct kx_crossover *crossover,
                struct kx_in *in, struct kx_out *out)
{
    kadm5_principal_ent_rec entry;
    krb5_error_code ret;

    (void)out;
    if (!kx_at_end(in))
        return 0;
    ret = kx_require(server, crossover->principal, KX_MARKED_OR_HALF_MADE,
                     NULL);
    if (ret != 0)
        return ret;
    memset(&entry, 0, sizeof(entry));
    entry.principal = crossover->principal;
    return kadm5_modify_principal(server->handle, &entry, KADM5_POLICY_CLR);
}

/* Allow tickets, with what mask says of entry. */
static krb5_error_code
open_entry(struct kx_server *server, krb5_principal principal,
           kadm5_principal_ent_rec *entry, long mask)
{
    krb5_error_code ret;

    ret = kx_require(server, principal, KX_MARKED, &entry->attributes);
    if (ret != 0)
        return ret;
    entry->principal = principal;
    entry->attributes &= ~(KRB5_KDB_DISALLOW_ALL_TIX | KX_FLAGS_CLEARED);
    entry->attributes |= KX_FLAGS_SET;
    return kadm5_modify_principal(server->handle, entry, mask |
                                  KADM5_ATTRIBUTES | KADM5_PRINC_EXPIRE_TIME);
}

krb5_error_code
kx_open(struct kx_server *server, const struct kx_crossover *crossover,
        struct kx_in *in, struct kx_out *out)
{
    kadm5_principal_ent_rec entry;

    (void)out;
    memset(&entry, 0, sizeof(entry));
    entry.max_life = kx_get_number(in, 4);
    entry.princ_expire_time = kx_get_number(in, 4);
    if (!kx_at_end(in))
        return 0;
    return open_entry(server, crossover->principal, &entry, KADM5_MAX_LIFE |
                      KADM5_MAX_RLIFE | KADM5_PW_EXPIRATION);
}

/* Open a principal that has its limits since it was added. */
krb5_error_code
kx_complete(struct kx_server *server, const struct kx_crossover *crossover,
            struct kx_in *in, struct kx_out *out)
{
    kadm5_principal_ent_rec entry;

    (void)out;
    memset(&entry, 0, sizeof(entry));
    entry.princ_expire_time = kx_get_number(in, 4);
    if (!kx_at_end(in))
        return 0;
    return open_entry(server, crossover->principal, &entry, 0);
}
