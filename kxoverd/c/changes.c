/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/changes.c - requests that change a principal without a new key */
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

krb5_error_code
kx_set_string(struct kx_server *server, const struct kx_crossover *crossover,
              struct kx_in *in, struct kx_out *out)
{
    char name[KX_MAX_STRING + 1], value[KX_MAX_STRING + 1];
    krb5_error_code ret;

    (void)out;
    kx_get_text(in, name, sizeof(name));
    kx_get_text(in, value, sizeof(value));
    if (!kx_at_end(in))
        return 0;
    if (!kx_is_our_string(name) || strcmp(name, KX_MARKER) == 0)
        return kx_refuse(server, "not a string attribute of a key of ours");
    ret = kx_require(server, crossover->principal, KX_MARKED);
    if (ret != 0)
        return ret;
    return kadm5_set_string(server->handle, crossover->principal, name, value);
}

krb5_error_code
kx_delete_string(struct kx_server *server,
                 const struct kx_crossover *crossover, struct kx_in *in,
                 struct kx_out *out)
{
    char name[KX_MAX_STRING + 1];
    krb5_error_code ret;

    (void)out;
    kx_get_text(in, name, sizeof(name));
    if (!kx_at_end(in))
        return 0;
    if (!kx_is_our_string(name) || strcmp(name, KX_MARKER) == 0)
        return kx_refuse(server, "not a string attribute of a key of ours");
    ret = kx_require(server, crossover->principal, KX_MARKED);
    if (ret != 0)
        return ret;
    return kadm5_set_string(server->handle, crossover->principal, name, NULL);
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
    ret = kx_require(server, crossover->principal, KX_MARKED_OR_HALF_MADE);
    if (ret != 0)
        return ret;
    memset(&entry, 0, sizeof(entry));
    entry.principal = crossover->principal;
    return kadm5_modify_principal(server->handle, &entry, KADM5_POLICY_CLR);
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
    ret = kx_require(server, crossover->principal, KX_MARKED);
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
    ret = kx_require(server, crossover->principal, KX_MARKED_OR_HALF_MADE);
    if (ret != 0)
        return ret;
    return kadm5_delete_principal(server->handle, crossover->principal);
}
