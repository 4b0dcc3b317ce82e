/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_ticket.c - judge a request by its header ticket */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_ticket.h"

/*
 * Which of the KDC's own checks come before the search, and which after it
 * and therefore here. All are alike in 1.13.3 to 1.22.1, but where a release
 * is named.
 *
 * Before, in kdc_process_tgs_req(): the ticket decrypts, it has not expired
 * and has begun (both within the clock skew), the authenticator fits, and the
 * ticket is no armor only. So a request with an expired ticket never comes
 * here. 1.13 and 1.18 also refuse an invalid ticket and a false lineage there.
 *
 * After, and repeated here, as they look at the request and its ticket only:
 *
 *     options that the ticket's flags do not allow     check_tgs_opts()
 *     a postdated ticket that nobody validated         check_tgs_opts()
 *     a ticket that is no TGT of the server's realm    check_tgs_tgt()
 *     a client of ours by another realm's ticket       check_tgs_lineage()
 *     S4U2Self with our own TGT and no local server    check_tgs_s4u2self()
 *     anonymous users                                  check_anon()
 *     the path through other realms                    reject_bad_transit
 *
 * After, and not repeated:
 *
 *  - those for the options in NO_REFERRAL_OPTION, with which no question is
 *    asked (check_tgs_times(), check_tgs_nontgt(), user-to-user);
 *  - those that need the server's entry (check_tgs_svc_policy(),
 *    authentication indicators, KDB and kdcpolicy modules). kxoverd makes
 *    that entry;
 *  - those on the PAC and on the second ticket of S4U2Proxy. Their client can
 *    ask the same without S4U2Proxy;
 *  - none looks whether the client's entry is locked or has expired: the KDC
 *    looks at that in AS requests only.
 */

/* Options of a request, and the flag that its ticket must have for them. */
static const struct {
    krb5_flags options;
    krb5_flags flag;
} flag_rules[] = {
#if KXOVER_KRB5 < 118
    { KDC_OPT_FORWARDABLE, TKT_FLG_FORWARDABLE },
    { KDC_OPT_PROXIABLE, TKT_FLG_PROXIABLE },
#endif
    { KDC_OPT_ALLOW_POSTDATE | KDC_OPT_POSTDATED, TKT_FLG_MAY_POSTDATE }
};

static int
is_anonymous(krb5_context context, krb5_const_principal princ)
{
    return krb5_principal_compare(context, princ,
                                  krb5_anonymous_principal());
}

int
kxover_is_own_client(const kdc_realm_t *realm, const krb5_kdc_req *req,
                     const krb5_ticket *header)
{
    const krb5_enc_tkt_part *enc = header->enc_part2;
    const krb5_data *own = &req->server->realm;

    /* A KDC with one realm looks up servers of any realm. */
    if (!data_eq_string(*own, realm->realm_name) ||
        !data_eq(header->server->realm, *own))
        return 0;
    /* Another realm has the key of a crossover to it, and can log in as that
     * principal. */
    if (krb5_is_tgs_principal(enc->client))
        return 0;
    /* Another realm's anonymous users can get our TGT. The KDC then notes
     * that realm as transited. */
    return data_eq(enc->client->realm, *own) ||
        (is_anonymous(realm->realm_context, enc->client) &&
         enc->transited.tr_contents.length == 0);
}

static int
has_false_options(const krb5_kdc_req *req, const krb5_enc_tkt_part *enc)
{
    size_t i;

    for (i = 0; i < sizeof(flag_rules) / sizeof(*flag_rules); i++) {
        if ((req->kdc_options & flag_rules[i].options) &&
            !(enc->flags & flag_rules[i].flag))
            return 1;
    }
    return 0;
}

static int
is_s4u2self(krb5_context context, const krb5_kdc_req *req)
{
    return krb5int_find_pa_data(context, req->padata,
                                KRB5_PADATA_S4U_X509_USER) != NULL ||
        krb5int_find_pa_data(context, req->padata,
                             KRB5_PADATA_FOR_USER) != NULL;
}

#if KXOVER_KRB5 >= 121
#define TRANSITED_CHECKER(realm) ((realm)->realm_context)
#else
#define TRANSITED_CHECKER(realm) (realm)
#endif

static krb5_error_code
check_transited(kdc_realm_t *realm, const krb5_data *transited,
                const krb5_data *client, const krb5_data *server)
{
    return kdc_check_transited_list(TRANSITED_CHECKER(realm), transited,
                                    client, server);
}

/* Return true if reject_bad_transit (KDC's default) refuses the realms that
 * the ticket came through. */
static int
has_false_path(kdc_realm_t *realm, krb5_kdc_req *req,
               const krb5_ticket *header)
{
    krb5_enc_tkt_part *enc = header->enc_part2;
    const krb5_data *transited = &enc->transited.tr_contents;
    krb5_data longer = empty_data();
    int bad;

    if (!realm->realm_reject_bad_transit)
        return 0;
    if (req->kdc_options & KDC_OPT_DISABLE_TRANSITED_CHECK)
        return 1;
    /* The realm that issued the ticket joins the list, unless it is the
     * client's or the server's. */
    if (!data_eq(header->server->realm, req->server->realm) &&
        !data_eq(header->server->realm, enc->client->realm)) {
        if (enc->transited.tr_type != KRB5_DOMAIN_X500_COMPRESS ||
            add_to_transited(&enc->transited.tr_contents, &longer,
                             header->server, enc->client, req->server) != 0)
            return 1;
        transited = &longer;
    }
    bad = check_transited(realm, transited, &enc->client->realm,
                          &req->server->realm) != 0;
    free(longer.data);
    return bad;
}

int
kxover_is_refused(kdc_realm_t *realm, krb5_kdc_req *req,
                  const krb5_ticket *header)
{
    const krb5_enc_tkt_part *enc = header->enc_part2;
    const krb5_data *own = &req->server->realm;
    int local = data_eq(header->server->realm, *own);

    return (enc->flags & TKT_FLG_INVALID) || has_false_options(req, enc) ||
        !krb5_is_tgs_principal(header->server) ||
        !data_eq(header->server->data[1], *own) ||
        (!local && data_eq(enc->client->realm, *own)) ||
        (local && is_s4u2self(realm->realm_context, req)) ||
        check_anon(realm, enc->client, req->server) != 0 ||
        has_false_path(realm, req, header);
}
