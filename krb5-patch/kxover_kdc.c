/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_kdc.c - park krb5kdc's requests until kxoverd answers */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_kdc.h"
#include "kxover_hangup.h"
#include "kxover_hop.h"
#include "kxover_loop.h"
#include "kxover_peer.h"
#include "kxover_principal.h"
#include "kxover_settings.h"
#include "kxover_ticket.h"

#include "adm_proto.h"
#include <syslog.h>

/* The maximum number of open questions of one client address. Questions of
 * TCP clients that closed count too; otherwise a client could exceed the
 * limit. */
#define MAX_PER_CLIENT 64

/* The maximum number of parked TCP requests. They count as connections of
 * the KDC, which closes others when it has more than 45. */
#define MAX_TCP 30

/* The maximum number of log lines per minute. */
#define MAX_LOG_LINES 10

#define TGS_PREFIX KRB5_TGS_NAME "/"

struct request {
    void *handle;
    kxover_client_addr from;
    krb5_data *pkt;
    int is_tcp;
    verto_ctx *vctx;
    loop_respond_fn respond;
    void *arg;
};

struct parked {
    struct parked *next;
    struct request request;     /* invalid when gone is set */
    struct kxover_peer client;
    struct kxover_hangup hangup;
    int gone;                   /* the client closed; it was answered */
    char req_id[REQID_LEN];     /* for the audit trail */
    char service[KXOVER_MAX_SERVICE + 1];
    char realm[KXOVER_MAX_REALM + 1];   /* the answer; empty: no referral */
};

struct realm {
    struct realm *next;
    kdc_realm_t *kdc_realm;
    struct kxover_settings settings;
    struct kxover_daemon *daemon;       /* NULL if kxoverd is not asked */
};

static int active = -1;         /* has section [kxover]; -1: unknown */
static struct realm *realms;
static struct parked *all_parked;
static struct request current;  /* the request in process */
static struct parked *resumed;  /* current, if it was parked before */

/*** The log ***/

static int
may_log(void)
{
    static time_t minute;
    static unsigned int lines;
    time_t now = time(NULL) / 60;

    if (now != minute) {
        minute = now;
        lines = 0;
    }
    if (++lines == MAX_LOG_LINES + 1) {
        krb5_klog_syslog(LOG_WARNING,
                         "kxover: no more messages in this minute");
    }
    return lines <= MAX_LOG_LINES;
}

static void
log_state(const char *path, int down, const char *why)
{
    if (!may_log())
        return;
    if (down) {
        krb5_klog_syslog(LOG_ERR, "kxover: no answer from kxoverd at %s: %s",
                         path, why);
    } else {
        krb5_klog_syslog(LOG_INFO, "kxover: kxoverd at %s answers again",
                         path);
    }
}

/*** Settings ***/

/* Return the data of a realm, or NULL without memory. Its settings are read
 * at its first question. */
static struct realm *
find_realm(kdc_realm_t *kdc_realm)
{
    struct realm *r;
    const char *problem;
    krb5_error_code ret;

    for (r = realms; r != NULL; r = r->next) {
        if (r->kdc_realm == kdc_realm)
            return r;
    }
    r = calloc(1, sizeof(*r));
    if (r == NULL)
        return NULL;
    r->kdc_realm = kdc_realm;
    r->next = realms;
    realms = r;

    ret = kxover_read_settings(kdc_realm->realm_context,
                               kdc_realm->realm_name, &r->settings, &problem);
    if (ret == 0 && *r->settings.socket != '/') {
        ret = EINVAL;
        problem = "socket is not an absolute path";
    }
    if (ret != 0) {
        krb5_klog_syslog(LOG_ERR, "kxover: %s for %s; kxoverd is not asked",
                         problem, kdc_realm->realm_name);
        return r;
    }
    r->daemon = kxover_daemon_at(r->settings.socket, log_state);
    return r;
}

/*** Parking ***/

static int
has_place(const struct kxover_peer *client, int is_tcp)
{
    const struct parked *p;
    int per_client = 0, tcp = 0;

    for (p = all_parked; p != NULL; p = p->next) {
        per_client += kxover_same_peer(&p->client, client);
        tcp += p->request.is_tcp != 0 && !p->gone;
    }
    return per_client < MAX_PER_CLIENT && (!is_tcp || tcp < MAX_TCP);
}

#ifdef NOCACHE
static void
forget_packet(struct server_handle *handle, krb5_data *pkt)
{
    (void)handle;
    (void)pkt;
}
#else
/* Otherwise dispatch() would drop the packet as a retransmission. */
static void
forget_packet(struct server_handle *handle, krb5_data *pkt)
{
    kdc_remove_lookaside(handle->kdc_err_context, pkt);
}
#endif

/* Dispatch the request again, to be answered. */
static void
resume(struct parked *p)
{
    const struct request r = p->request;

    kxover_hangup_stop(&p->hangup);
    forget_packet(r.handle, r.pkt);
    resumed = p;
    /* Only AS requests need the local address. */
    dispatch(r.handle, NULL, r.from, r.pkt, r.is_tcp, r.vctx, r.respond,
             r.arg);
    resumed = NULL;
}

/* Handle kxoverd's answer, or NULL. */
static void
answered(void *arg, const struct kxover_answer *answer)
{
    struct parked *p = arg, **link;

    for (link = &all_parked; *link != p; link = &(*link)->next)
        continue;
    *link = p->next;

    if (answer != NULL && answer->result == KXOVER_REFERRAL)
        strlcpy(p->realm, answer->realm, sizeof(p->realm));
    if (answer != NULL && (answer->result == KXOVER_DENIED ||
                           answer->result == KXOVER_FAILED) && may_log())
        krb5_klog_syslog(LOG_INFO, "kxover: no referral for %s: %s%s%s",
                         p->service, answer->result == KXOVER_DENIED ?
                         "denied" : "failed", *answer->reason == '\0' ?
                         "" : ": ", answer->reason);
    if (!p->gone)
        resume(p);
    free(p);
}

/*
 * The TCP client closed. Dispatch the request, which gets the stock answer. So
 * the log and the audit trail have its end, and a client that closed only its
 * sending half gets an answer.
 */
static void
hung_up(void *arg)
{
    struct parked *p = arg;

    p->gone = 1;
    resume(p);
}

/* Park the request and send the question. Return 0 if answered() will be
 * called. */
static int
park(struct realm *realm, krb5_const_principal client,
     krb5_audit_state *au_state, struct parked *p)
{
    krb5_context context = realm->kdc_realm->realm_context;
    struct kxover_question question = {
        .realm = realm->kdc_realm->realm_name, .service = p->service
    };
    char *name = NULL;
    int ret;

    p->client = kxover_peer_of(current.from);
    if (!has_place(&p->client, current.is_tcp))
        return EAGAIN;
    if (krb5_unparse_name(context, client, &name) != 0)
        return ENOMEM;
    question.client = name;
    p->request = current;
    memcpy(p->req_id, au_state->req_id, sizeof(p->req_id));
    ret = kxover_send(realm->daemon, current.vctx, &question,
                      realm->settings.time_budget, answered, p);
    krb5_free_unparsed_name(context, name);
    if (ret)
        return ret;
    p->next = all_parked;
    all_parked = p;
    if (current.is_tcp) {
        kxover_hangup_watch(&p->hangup, current.vctx,
                            loop_tcp_socket(current.arg), hung_up, p);
    }
    return 0;
}

/* Look up the crossover principal for the realm in kxoverd's answer. Return
 * true if it is valid and has replaced *server. */
static int
use_answer(krb5_context context, krb5_kdc_req *req, const char *service,
           const char *realm, krb5_db_entry **server)
{
    const krb5_data *own = &req->server->realm;
    krb5_db_entry *entry;

    if (*realm == '\0' || data_eq_string(*own, realm))
        return 0;
    /* If asked for a crossover, kxoverd must not name another realm. */
    if (strncmp(service, TGS_PREFIX, strlen(TGS_PREFIX)) == 0 &&
        strcmp(service + strlen(TGS_PREFIX), realm) != 0)
        return 0;
    entry = kxover_find_crossover(context, own, realm);
    if (entry == NULL)
        return 0;
    krb5_db_free_principal(context, *server);
    *server = entry;
    return 1;
}

/* As use_answer(), for a cached referral. */
static int
use_cached(struct realm *realm, krb5_kdc_req *req, const char *service,
           krb5_db_entry **server)
{
    struct kxover_question question = {
        .realm = realm->kdc_realm->realm_name, .service = service
    };
    const char *target = kxover_recall(realm->daemon, &question);

    return target != NULL && use_answer(realm->kdc_realm->realm_context, req,
                                        service, target, server);
}

/*** Hooks ***/

void
kxover_kdc_begin(void *handle, kxover_client_addr from, krb5_data *pkt,
                 int is_tcp, verto_ctx *vctx, loop_respond_fn respond,
                 void *arg)
{
    const struct request r = {
        handle, from, pkt, is_tcp, vctx, respond, arg
    };

    if (active == 0)
        return;
    current = r;
    if (active < 0) {
        active = kxover_has_settings(((struct server_handle *)handle)->
                                     kdc_err_context);
        /* Keeps the hostrealm module, if loaded, from asking too. */
        if (active)
            active = setenv(KXOVER_KDC_ASKS, "1", 1) == 0;
    }
}

krb5_boolean
kxover_kdc_resumed(krb5_audit_state *au_state)
{
    if (resumed == NULL)
        return FALSE;
    memcpy(au_state->req_id, resumed->req_id, sizeof(au_state->req_id));
    return TRUE;
}

krb5_error_code
kxover_kdc_search(kdc_realm_t *kdc_realm, krb5_kdc_req *req,
                  kxover_referable_fn referable, const krb5_ticket *header,
                  krb5_audit_state *au_state, krb5_db_entry **server,
                  const char **status, krb5_error_code ret)
{
    krb5_context context = kdc_realm->realm_context;
    struct realm *realm;
    struct parked *p;

    if (active <= 0)
        return ret;
    if (ret == 0 ? !is_cross_tgs_principal((*server)->princ) :
        ret != KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN)
        return ret;
    realm = find_realm(kdc_realm);
    if ((realm == NULL || !realm->settings.all_clients) &&
        !kxover_is_own_client(kdc_realm, req, header)) {
        return ret == 0 ? kxover_pass_over(context, req, server, status) :
            ret;
    }

    if (req->kdc_options & NO_REFERRAL_OPTION)
        return ret;
    if (ret == 0 && !kxover_is_expired(context, *server))
        return ret;
    if (resumed != NULL) {
        return use_answer(context, req, resumed->service, resumed->realm,
                          server) ? 0 : ret;
    }
    if (realm == NULL || realm->daemon == NULL ||
        kxover_is_refused(kdc_realm, req, header))
        return ret;

    p = calloc(1, sizeof(*p));
    if (p == NULL)
        return ret;
    if (kxover_name_service(kdc_realm, req, referable, p->service)) {
        /* If use_cached() finds the key, the database works, so the service
         * is really absent. */
        if (use_cached(realm, req, p->service, server))
            ret = 0;
        else if ((ret == 0 || kxover_is_absent(context, req->server)) &&
                 park(realm, header->enc_part2->client, au_state, p) == 0)
            return KXOVER_KDC_PARKED;
    }
    free(p);
    return ret;
}
