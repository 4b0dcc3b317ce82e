/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/hostrealm.c - hostrealm module that asks kxoverd */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * Before a KDC refers a client to another realm, it asks its hostrealm modules
 * for the realm of the service's host. Then it looks up krbtgt/THAT.REALM.
 * This module passes the question to kxoverd, which finds the realm in DNS and
 * writes the key before it answers.
 *
 * On every error this module returns KRB5_PLUGIN_NO_HANDLE, so that libkrb5
 * asks the next module. Any other error code would end the whole look-up,
 * including [domain_realm].
 *
 * A krb5_context is used by one thread at a time, and so is the module's data.
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

/* The maximum number of log lines per minute. */
#define MAX_LOG_LINES 10

struct krb5_hostrealm_moddata_st {
    char *realm;                /* of these settings; NULL at first */
    int usable;                 /* false if the settings are invalid */
    struct kxover_settings settings;
    struct kxover_link link;
    unsigned long unanswered;   /* questions since the last answer */
    time_t log_minute;
    unsigned int log_lines;     /* in this minute */
};

/*
 * Write to the program's log: krb5kdc and kadmind redirect com_err() there.
 * Since release 1.14 it logs code 0 as information, and others as errors.
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
 * Read the settings for realm, the context's default realm, and set up the
 * link, unless that is done. This happens at the first question. In a module's
 * init method, a look-up of the default realm could load the hostrealm modules
 * again.
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

/* Log when kxoverd stops answering and when it answers again, not each
 * question in between. */
static void
log_state_change(krb5_hostrealm_moddata data, krb5_error_code ret)
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
    const char *cached;
    krb5_error_code ret;

    *realms_out = NULL;
    /* A patched KDC asks kxoverd itself, without blocking. */
    if (getenv(KXOVER_KDC_ASKS) != NULL)
        return KRB5_PLUGIN_NO_HANDLE;
    if (!kxover_is_host_name(host))     /* already in lower case */
        return KRB5_PLUGIN_NO_HANDLE;
    if (krb5_get_default_realm(context, &realm) != 0)
        return KRB5_PLUGIN_NO_HANDLE;
    if (!prepare(context, data, realm))
        goto cleanup;

    /* The hostrealm interface does not have the service name. */
    snprintf(service, sizeof(service), "host/%s", host);
    question.realm = realm;
    cached = kxover_link_recall(&data->link, &question);
    if (cached != NULL && hostrealm_has_key(context, realm, cached)) {
        *realms_out = make_list(cached);
        goto cleanup;
    }
    ret = kxover_ask(&data->link, &question, data->settings.time_budget,
                     &answer);
    log_state_change(data, ret);
    if (ret != 0)
        goto cleanup;

    if (answer.result == KXOVER_DENIED || answer.result == KXOVER_FAILED) {
        report(data, 0, "kxover: no referral for %s: %s%s%s", host,
               answer.result == KXOVER_DENIED ? "denied" : "failed",
               *answer.reason == '\0' ? "" : ": ", answer.reason);
    }
    /* Ignore a referral to our own realm. */
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

/* The only exported symbol. */
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
