/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_hop.c - crossover keys that are not for foreign clients */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_hop.h"

/* Return true if kxoverd made this principal, and on an error. */
static int
is_ours(krb5_context context, krb5_db_entry *entry)
{
    char *marker = NULL;
    int ours;

    ours = krb5_dbe_get_string(context, entry, KXOVER_MARKER, &marker) != 0 ||
        marker != NULL;
    krb5_dbe_free_string(context, marker);
    return ours;
}

/* As the KDC's find_alternate_tgs(), but without the principals that kxoverd
 * made. */
static krb5_error_code
find_hop(krb5_context context, const krb5_data *own, const krb5_data *target,
         krb5_db_entry **hop)
{
    krb5_principal *path = NULL, *p;
    krb5_db_entry *entry = NULL;
    krb5_data realm;
    krb5_error_code ret;

    *hop = NULL;
    ret = krb5_walk_realm_tree(context, own, target, &path,
                               KRB5_REALM_BRANCH_CHAR);
    if (ret)
        return ret;
    for (p = path; *p != NULL; p++)
        continue;
    /* From the far end. The first is our own realm. */
    while (ret == 0 && *hop == NULL && --p > path) {
        realm = (*p)->realm;
        (*p)->realm = *own;
        ret = krb5_db_get_principal(context, *p, 0, &entry);
        (*p)->realm = realm;
        if (ret == KRB5_KDB_NOENTRY)
            ret = 0;
        else if (ret == 0 && is_ours(context, entry))
            krb5_db_free_principal(context, entry);
        else if (ret == 0)
            *hop = entry;
    }
    krb5_free_realm_tree(context, path);
    return ret == 0 && *hop == NULL ? KRB5_KDB_NOENTRY : ret;
}

krb5_error_code
kxover_pass_over(krb5_context context, const krb5_kdc_req *req,
                 krb5_db_entry **server, const char **status)
{
    /* For a host, the request does not name its realm. Any realm on the way
     * to the principal's is also on the way to the host's. */
    const krb5_data *target = is_cross_tgs_principal(req->server) ?
        &req->server->data[1] : &(*server)->princ->data[1];
    krb5_db_entry *hop = NULL;
    krb5_error_code ret;

    if (!is_ours(context, *server))
        return 0;
    if (req->kdc_options & NO_REFERRAL_OPTION) {
        ret = KRB5_KDB_NOENTRY;
        *status = "LOOKING_UP_SERVER";
    } else {
        ret = find_hop(context, &req->server->realm, target, &hop);
        *status = "UNKNOWN_SERVER";
    }
    krb5_db_free_principal(context, *server);
    *server = hop;
    if (ret == 0) {
        log_tgs_alt_tgt(context, hop->princ);
        return 0;
    }
    return KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN;
}
