/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/hostrealm.c - hostrealm module that asks kxoverd */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * Before a KDC refers a client to another realm, it asks its hostrealm
 * modules for the realm of the host in the service name, and only then looks
 * up krbtgt/THAT.REALM.  This module passes the question to kxoverd, which
 * finds the realm in DNS and has the key written before it answers.
 *
 * Whatever goes wrong here ends in KRB5_PLUGIN_NO_HANDLE: the next module is
 * asked, as if this one were not there.  Any other error code would end the
 * whole look-up, [domain_realm] included.
 *
 * A krb5_context belongs to one thread at a time, and so does what hangs on
 * it here.
 */

#include "hostrealm_key.h"
#include "kxover_link.h"
#include "kxover_settings.h"

#include <com_err.h>
#include <errno.h>
#include <krb5/hostrealm_plugin.h>
#include <krb5/krb5.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Lines to the log in a minute, whatever clients and kxoverd may do. */
#define MAX_LOG_LINES 10

struct krb5_hostrealm_moddata_st {
    char *realm;                /* that settings are of; NULL at first */
    int usable;                 /* false if the settings are not */
    struct kxover_settings settings;
    struct kxover_link link;
    unsigned long unanswered;   /* questions since the last answer */
    time_t log_minute;
    unsigned int log_lines;     /* in that minute */
};

/*
 * Write to the log of the program that we are in: krb5kdc and kadmind direct
 * com_err() there.  Since release 1.14 it takes code 0 as information and
 * others as errors.
 */
static void
#ifdef __GNUC__
__attribute__((__format__(__printf__, 3, 4)))
#endif
report(krb5_hostrealm_moddata data, krb5_error_code code, const char *fmt, ...)
{
    time_t minute = time(NULL) / 60;
    va_list ap;

    if (minute != data->log_minute) {
        data->log_minute = minute;
        data->log_lines = 0;
    }
    if (++data->log_lines > MAX_LOG_LINES)
        return;
    va_start(ap, fmt);
    com_err_va("hostrealm", code, fmt, ap);
    va_end(ap);
    if (data->log_lines == MAX_LOG_LINES)
        com_err("hostrealm", 0, "kxover: no more messages in this minute");
}

/*
 * Bring settings and link to those of realm, the context's default realm.
 * They are read at the first question: a module's init method must not ask
 * for the default realm, as the context may look for it in its hostrealm
 * modules, and would load them again.
 */
static int
prepare(krb5_context context, krb5_hostrealm_moddata data, const char *realm)
{
    const char *problem;
    char *copy;
    krb5_error_code ret;

    if (data->realm != NULL && strcmp(data->realm, realm) == 0)
        return data->usable;

    copy = strdup(realm);
    if (copy == NULL)
        return 0;
    free(data->realm);
    data->realm = copy;
    kxover_link_close(&data->link);
    ret = kxover_read_settings(context, realm, &data->settings, &problem);
    if (ret == 0) {
        problem = "socket is not an absolute path";
        ret = kxover_link_init(&data->link, data->settings.socket);
    }
    data->usable = (ret == 0);
    if (ret != 0) {
        report(data, ret, "kxover: %s for %s; kxoverd is not asked", problem,
               realm);
    }
    return data->usable;
}

/* Say when kxoverd stops answering and when it starts again, but nothing for
 * every question in between. */
static void
note_outcome(krb5_hostrealm_moddata data, krb5_error_code ret)
{
    if (ret != 0) {
        if (data->unanswered++ == 0) {
            report(data, ret, "kxover: no answer from kxoverd at %s%s%s",
                   data->settings.socket,
                   data->link.error == NULL ? "" : ": ",
                   data->link.error == NULL ? "" : data->link.error);
        }
    } else if (data->unanswered > 0) {
        report(data, 0, "kxover: kxoverd at %s answers again, after %lu "
               "questions without an answer", data->settings.socket,
               data->unanswered);
        data->unanswered = 0;
    }
}

/* Return a realm list of one element, or NULL. */
static char **
make_list(const char *realm)
{
    char **list;

    list = calloc(2, sizeof(*list));
    if (list == NULL)
        return NULL;
    list[0] = strdup(realm);
    if (list[0] == NULL) {
        free(list);
        return NULL;
    }
    return list;
}

static krb5_error_code
kxover_host_realm(krb5_context context, krb5_hostrealm_moddata data,
                  const char *host, char ***realms_out)
{
    char service[sizeof("host/") + KXOVER_MAX_HOST], *realm = NULL;
    struct kxover_question question = { .service = service };
    struct kxover_answer answer;
    const char *kept;
    krb5_error_code ret;

    *realms_out = NULL;
    /* A KDC with the patch asks by itself, and without waiting. */
    if (getenv(KXOVER_KDC_ASKS) != NULL)
        return KRB5_PLUGIN_NO_HANDLE;
    if (!kxover_is_host_name(host))     /* libkrb5 has folded upper case */
        return KRB5_PLUGIN_NO_HANDLE;
    if (krb5_get_default_realm(context, &realm) != 0)
        return KRB5_PLUGIN_NO_HANDLE;
    if (!prepare(context, data, realm))
        goto cleanup;

    /* The interface does not tell which service of the host is wanted. */
    snprintf(service, sizeof(service), "host/%s", host);
    question.realm = realm;
    kept = kxover_link_recall(&data->link, &question);
    if (kept != NULL && hostrealm_has_key(context, realm, kept)) {
        *realms_out = make_list(kept);
        goto cleanup;
    }
    ret = kxover_ask(&data->link, &question, data->settings.time_budget,
                     &answer);
    note_outcome(data, ret);
    if (ret != 0)
        goto cleanup;

    if (answer.result == KXOVER_DENIED || answer.result == KXOVER_FAILED) {
        report(data, 0, "kxover: no referral for %s: %s%s%s", host,
               answer.result == KXOVER_DENIED ? "denied" : "failed",
               *answer.reason == '\0' ? "" : ": ", answer.reason);
    }
    /* A referral to the realm itself would lead nowhere. */
    if (answer.result == KXOVER_REFERRAL && strcmp(answer.realm, realm) != 0)
        *realms_out = make_list(answer.realm);

cleanup:
    krb5_free_default_realm(context, realm);
    return *realms_out != NULL ? 0 : KRB5_PLUGIN_NO_HANDLE;
}

static void
kxover_free_list(krb5_context context, krb5_hostrealm_moddata data,
                 char **list)
{
    (void)context;
    (void)data;
    if (list == NULL)
        return;
    free(list[0]);
    free(list);
}

static krb5_error_code
kxover_init(krb5_context context, krb5_hostrealm_moddata *data_out)
{
    krb5_hostrealm_moddata data;

    (void)context;
    data = calloc(1, sizeof(*data));
    if (data == NULL)
        return ENOMEM;
    data->link.fd = -1;
    *data_out = data;
    return 0;
}

static void
kxover_fini(krb5_context context, krb5_hostrealm_moddata data)
{
    (void)context;
    kxover_link_close(&data->link);
    free(data->realm);
    free(data);
}

/* The one name that the module shows to libkrb5. */
krb5_error_code
#ifdef __GNUC__
__attribute__((__visibility__("default")))
#endif
hostrealm_kxover_initvt(krb5_context context, int maj_ver, int min_ver,
                        krb5_plugin_vtable vtable);

krb5_error_code
hostrealm_kxover_initvt(krb5_context context, int maj_ver, int min_ver,
                        krb5_plugin_vtable vtable)
{
    krb5_hostrealm_vtable vt = (krb5_hostrealm_vtable)vtable;

    (void)context;
    (void)min_ver;
    if (maj_ver != 1)
        return KRB5_PLUGIN_VER_NOTSUPP;
    vt->name = "kxover";
    vt->init = kxover_init;
    vt->fini = kxover_fini;
    vt->host_realm = kxover_host_realm;
    vt->free_list = kxover_free_list;
    return 0;
}
