/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/claims.c - requests about the claim on a crossover */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "server.h"

#include <kadm5/admin.h>
#include <kdb.h>

#include <string.h>

/* Shows that attributes can be set; it has no meaning. */
#define STRING "kxover.test"

/* Tell when the claim expires, which is its token. */
krb5_error_code
kx_get_claim(struct kx_server *server, const struct kx_crossover *crossover,
             struct kx_in *in, struct kx_out *out)
{
    kadm5_principal_ent_rec entry;
    krb5_error_code ret;

    if (!kx_at_end(in))
        return 0;
    memset(&entry, 0, sizeof(entry));
    ret = kadm5_get_principal(server->handle, crossover->claim, &entry,
                              KADM5_PRINCIPAL_NORMAL_MASK);
    if (ret != 0)
        return ret;
    kx_put_number(out, entry.princ_expire_time, 4);
    kadm5_free_principal_ent(server->handle, &entry);
    return 0;
}

static krb5_error_code
add(struct kx_server *server, krb5_principal claim, uint32_t token)
{
    kadm5_principal_ent_rec entry;
    krb5_error_code ret;

    memset(&entry, 0, sizeof(entry));
    entry.principal = claim;
    entry.attributes = KRB5_KDB_DISALLOW_ALL_TIX;
    entry.princ_expire_time = token;
    ret = kadm5_create_principal(server->handle, &entry, KADM5_PRINCIPAL |
                                 KADM5_ATTRIBUTES | KADM5_PRINC_EXPIRE_TIME |
                                 KADM5_KEY_DATA, NULL);
    return ret == 0 ? 0 : kx_why_not_added(server, claim, ret);
}

/* Add a claim, which expires at its token; fail if there is one. */
krb5_error_code
kx_add_claim(struct kx_server *server, const struct kx_crossover *crossover,
             struct kx_in *in, struct kx_out *out)
{
    uint32_t token = kx_get_number(in, 4);
    krb5_error_code ret;
    int locked;

    (void)out;
    if (!kx_at_end(in))
        return 0;
    ret = kx_lock(server, &locked);
    if (ret != 0)
        return ret;
    ret = add(server, crossover->claim, token);
    kx_unlock(server, locked);
    return ret;
}

/* Give the claim a string attribute and a random key, which nobody uses. */
krb5_error_code
kx_try_claim(struct kx_server *server, const struct kx_crossover *crossover,
             struct kx_in *in, struct kx_out *out)
{
    krb5_error_code ret;

    (void)out;
    if (!kx_at_end(in))
        return 0;
    ret = kadm5_set_string(server->handle, crossover->claim, STRING, "1");
    if (ret != 0)
        return ret;
    return kadm5_randkey_principal(server->handle, crossover->claim, NULL,
                                   NULL);
}

krb5_error_code
kx_delete_claim(struct kx_server *server, const struct kx_crossover *crossover,
                struct kx_in *in, struct kx_out *out)
{
    (void)out;
    if (!kx_at_end(in))
        return 0;
    return kadm5_delete_principal(server->handle, crossover->claim);
}
