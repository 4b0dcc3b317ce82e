/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_check.c - guard the TGS requests of a KDC */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_guard_check.h"
#include "kxover_guard_data.h"
#include "kxover_guard_settings.h"

#include <kdb.h>
#include <stdlib.h>
#include <string.h>

/* What the KDC says of a service that does not exist, in all releases from
 * 1.13 to 1.22. */
#define UNKNOWN_SERVICE "LOOKING_UP_SERVER"

#define REFUSED "REFUSED_BY_POLICY"

/* Only a KDC with the guard says this, and only to the probe. */
#define GUARDED "KXOVER_GUARD"

/* The names in a report. */
#define NAMES 4

struct kxover_guard_realm {
    struct kxover_guard_realm *next;
    char *name;
    size_t length;
    struct kxover_guard_settings settings;
};

/* Return the realm of this name, or NULL on an error. */
static struct kxover_guard_realm *
find_realm(struct kxover_guard *guard, krb5_context context, const char *name)
{
    struct kxover_guard_realm *r;

    for (r = guard->realms; r != NULL; r = r->next) {
        if (strcmp(r->name, name) == 0)
            return r;
    }
    r = calloc(1, sizeof(*r));
    if (r == NULL)
        return NULL;
    r->name = strdup(name);
    if (r->name == NULL ||
        kxover_read_guard_settings(context, name, &r->settings) != 0) {
        kxover_free_guard_settings(context, &r->settings);
        free(r->name);
        free(r);
        return NULL;
    }
    r->length = strlen(r->name);
    if (r->settings.problem != NULL)
        kxover_log_problem(&guard->log, name, r->settings.problem);
    r->next = guard->realms;
    guard->realms = r;
    return r;
}

static int
is_s4u(const krb5_kdc_req *request)
{
    krb5_pa_data *const *pa;

    if (request->kdc_options & KDC_OPT_CNAME_IN_ADDL_TKT)
        return 1;
    for (pa = request->padata; pa != NULL && *pa != NULL; pa++) {
        if ((*pa)->pa_type == KRB5_PADATA_FOR_USER ||
            (*pa)->pa_type == KRB5_PADATA_S4U_X509_USER)
            return 1;
    }
    return 0;
}

static void
set_ticket(struct kxover_ticket *out, const krb5_ticket *ticket)
{
    out->server = ticket->server;
    out->client = ticket->enc_part2->client;
    out->transited = &ticket->enc_part2->transited;
}

/* Judge the request by the settings of the realm. */
static struct kxover_judgement
judge(struct kxover_guard *guard, const struct kxover_guard_realm *realm,
      krb5_context context, const struct kxover_tgs *request,
      const krb5_db_entry *server)
{
    struct kxover_tgs tgs = *request;
    struct kxover_guard_data data = {
        .context = context, .server = server
    };
    krb5_data name = { .data = realm->name, .length = realm->length };
    struct kxover_facts facts;
    struct kxover_judgement j;

    /* Without memory, everything is looked up. */
    if (guard->memory == NULL)
        guard->memory = calloc(1, sizeof(*guard->memory));
    data.memory = guard->memory;
    tgs.realm = &name;
    tgs.server = server->princ;
    data.realm = &name;
    data.kxoverd = realm->settings.kxoverd;
    kxover_guard_facts(&data, &facts);
    j = kxover_judge(&tgs, &facts, &realm->settings.patterns);
    kxover_guard_free_data(&data);
    return j;
}

/* Set the answer to a refused request. */
static krb5_error_code
answer(const struct kxover_judgement *j, const char **status)
{
    if (j->probe) {
        *status = GUARDED;
        return KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN;
    }
    if (j->verdict == KXOVER_REFUSE_CLOSED) {
        *status = UNKNOWN_SERVICE;
        return KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN;
    }
    *status = REFUSED;
    return KRB5KDC_ERR_POLICY;
}

/* Report a refusal to the KDC's log and to kxoverd. */
static void
report(struct kxover_guard *guard, const struct kxover_guard_realm *realm,
       krb5_context context, const struct kxover_tgs *tgs,
       const krb5_db_entry *server, enum kxover_reason reason, int observe)
{
    const krb5_const_principal names[NAMES] = {
        tgs->header.client, tgs->header.server, tgs->requested, server->princ
    };
    char *texts[NAMES] = { NULL };
    struct kxover_refusal refusal = { .reason = reason };
    int i, ret = 0;

    for (i = 0; i < NAMES && ret == 0; i++)
        ret = krb5_unparse_name(context, names[i], &texts[i]);
    if (ret == 0) {
        refusal.client = texts[0];
        refusal.ticket = texts[1];
        refusal.requested = texts[2];
        refusal.service = texts[3];
        refusal.only_observed = observe;
        kxover_log_refusal(&guard->log, &refusal);
        kxover_tell_refusal(&guard->tell, &realm->settings.refusals,
                            &refusal);
    }
    for (i = 0; i < NAMES; i++)
        krb5_free_unparsed_name(context, texts[i]);
}

/* Check a request to a KDC of this realm. */
static krb5_error_code
check_in_realm(struct kxover_guard *guard,
               const struct kxover_guard_realm *realm, krb5_context context,
               struct kxover_tgs *tgs, const krb5_db_entry *server,
               const char **status, struct kxover_limits *limits)
{
    const struct kxover_guard_settings *settings = &realm->settings;
    int observe = settings->mode == KXOVER_OBSERVE;
    struct kxover_judgement j;

    if (settings->mode == KXOVER_OFF)
        return 0;
    j = judge(guard, realm, context, tgs, server);
    if (j.verdict == KXOVER_PASS)
        return 0;
    if (j.verdict == KXOVER_GRANT) {
        if (!observe) {
            limits->life = settings->max_life;
            limits->renewable_life = settings->renewable;
            limits->not_forwardable = !settings->forwardable;
        }
        return 0;
    }
    /* An administrator's block holds in any case. */
    if (j.reason == KXOVER_WHY_BLOCKED)
        observe = 0;
    /* The probe asks each minute. */
    if (!j.probe)
        report(guard, realm, context, tgs, server, j.reason, observe);
    return observe ? 0 : answer(&j, status);
}

/* Return the realm of the KDC, the context's default, or NULL on an error. */
static const struct kxover_guard_realm *
current_realm(struct kxover_guard *guard, krb5_context context)
{
    const struct kxover_guard_realm *realm = NULL;
    char *name = NULL;

    if (krb5_get_default_realm(context, &name) == 0)
        realm = find_realm(guard, context, name);
    krb5_free_default_realm(context, name);
    return realm;
}

/* Return true if the request is about nothing but one realm of this KDC. Most
 * requests are, and cost no more than this. */
static int
is_inside(const struct kxover_guard *guard, const struct kxover_tgs *request,
          const krb5_db_entry *server)
{
    const struct kxover_guard_realm *r;
    struct kxover_tgs tgs = *request;
    krb5_data name = { 0 };

    tgs.realm = &name;
    tgs.server = server->princ;
    for (r = guard->realms; r != NULL; r = r->next) {
        name.data = r->name;
        name.length = r->length;
        if (kxover_is_inside(&tgs))
            return 1;
    }
    return 0;
}

static krb5_error_code
check(struct kxover_guard *guard, krb5_context context,
      struct kxover_tgs *tgs, const krb5_db_entry *server,
      const char **status, struct kxover_limits *limits)
{
    const struct kxover_guard_realm *realm;

    memset(limits, 0, sizeof(*limits));
    if (is_inside(guard, tgs, server))
        return 0;
    realm = current_realm(guard, context);
    if (realm == NULL) {
        *status = REFUSED;
        return KRB5KDC_ERR_POLICY;
    }
    return check_in_realm(guard, realm, context, tgs, server, status, limits);
}

static void
set_request(struct kxover_tgs *tgs, struct kxover_ticket *second,
            const krb5_kdc_req *request, const krb5_ticket *ticket)
{
    memset(tgs, 0, sizeof(*tgs));
    tgs->requested = request->server;
    tgs->s4u = is_s4u(request);
    set_ticket(&tgs->header, ticket);
    /* The KDC decrypts an additional ticket only where an option uses it. */
    if (request->second_ticket != NULL && request->second_ticket[0] != NULL &&
        request->second_ticket[0]->enc_part2 != NULL) {
        set_ticket(second, request->second_ticket[0]);
        tgs->second = second;
    }
}

krb5_error_code
kxover_guard_check(struct kxover_guard *guard, krb5_context context,
                   const krb5_kdc_req *request,
                   const struct _krb5_db_entry_new *server,
                   const krb5_ticket *ticket, const char **status,
                   struct kxover_limits *limits)
{
    struct kxover_tgs tgs;
    struct kxover_ticket second;

    set_request(&tgs, &second, request, ticket);
    return check(guard, context, &tgs, server, status, limits);
}

int
kxover_guard_forbids_forwardable(struct kxover_guard *guard,
                                 krb5_context context,
                                 const krb5_kdc_req *request,
                                 const struct _krb5_db_entry_new *server,
                                 const krb5_ticket *ticket)
{
    const struct kxover_guard_realm *realm = current_realm(guard, context);
    struct kxover_tgs tgs;
    struct kxover_ticket second;

    if (realm == NULL)
        return 1;
    if (realm->settings.mode != KXOVER_ENFORCE || realm->settings.forwardable)
        return 0;
    set_request(&tgs, &second, request, ticket);
    /* A ticket that our own user takes out has no limits. */
    if (tgs.second == NULL && tgs.header.transited->tr_contents.length == 0 &&
        krb5_realm_compare(context, tgs.header.client, server->princ) &&
        krb5_realm_compare(context, tgs.header.server, server->princ))
        return 0;
    return judge(guard, realm, context, &tgs, server).verdict != KXOVER_PASS;
}

krb5_error_code
kxover_guard_check_login(struct kxover_guard *guard, krb5_context context,
                         const krb5_kdc_req *request,
                         const struct _krb5_db_entry_new *client,
                         const struct _krb5_db_entry_new *server,
                         const char **status)
{
    static const krb5_transited empty = {
        .tr_type = KRB5_DOMAIN_X500_COMPRESS
    };
    struct kxover_tgs tgs = { .requested = request->server };
    struct kxover_limits limits;

    /* As if the client had a ticket for the server already. */
    tgs.header.client = client->princ;
    tgs.header.server = server->princ;
    tgs.header.transited = &empty;
    return check(guard, context, &tgs, server, status, &limits);
}

void
kxover_guard_end(struct kxover_guard *guard, krb5_context context)
{
    struct kxover_guard_realm *r, *next;

    for (r = guard->realms; r != NULL; r = next) {
        next = r->next;
        kxover_free_guard_settings(context, &r->settings);
        free(r->name);
        free(r);
    }
    guard->realms = NULL;
    free(guard->memory);
    guard->memory = NULL;
}
