/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kdcpolicy.c - kdcpolicy module that guards a realm's border */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/* A KDC calls check_as and check_tgs for each request that has passed its own
 * checks. */

#include "kxover_guard_check.h"
#include "kxover_guard_data.h"

#include <com_err.h>
#include <errno.h>
#include <krb5/kdcpolicy_plugin.h>
#include <krb5/plugin.h>
#include <stdlib.h>

#define PROGRAM "kxover guard"

struct krb5_kdcpolicy_moddata_st {
    struct kxover_guard guard;
};

/* The KDC redirects com_err() to its log, and leaves the program's name out.
 * Code 0 is information, and others are errors. */
static void
write_log(int is_error, const char *text)
{
    com_err(PROGRAM, is_error ? KRB5_CONFIG_BADFORMAT : 0, "kxover guard: %s",
            text);
}

static krb5_error_code
check_as(krb5_context context, krb5_kdcpolicy_moddata data,
         const krb5_kdc_req *request,
         const struct _krb5_db_entry_new *client,
         const struct _krb5_db_entry_new *server,
         const char *const *auth_indicators, const char **status,
         krb5_deltat *lifetime_out, krb5_deltat *renew_lifetime_out)
{
    (void)auth_indicators;
    (void)lifetime_out;
    (void)renew_lifetime_out;
    return kxover_guard_check_login(&data->guard, context, request, client,
                                    server, status);
}

static krb5_error_code
check_tgs(krb5_context context, krb5_kdcpolicy_moddata data,
          const krb5_kdc_req *request,
          const struct _krb5_db_entry_new *server, const krb5_ticket *ticket,
          const char *const *auth_indicators, const char **status,
          krb5_deltat *lifetime_out, krb5_deltat *renew_lifetime_out)
{
    struct kxover_limits limits;
    krb5_error_code ret;

    (void)auth_indicators;
    ret = kxover_guard_check(&data->guard, context, request, server, ticket,
                             status, &limits);
    if (ret)
        return ret;
    /* A KDC passes what another module has set to the next one. */
    if (limits.life != 0 && (*lifetime_out == 0 ||
                             limits.life < *lifetime_out))
        *lifetime_out = limits.life;
    if (limits.renewable_life != 0 &&
        (*renew_lifetime_out == 0 ||
         limits.renewable_life < *renew_lifetime_out))
        *renew_lifetime_out = limits.renewable_life;
    return 0;
}

/* An error here stops the KDC's start. */
static krb5_error_code
init(krb5_context context, krb5_kdcpolicy_moddata *data_out)
{
    krb5_kdcpolicy_moddata data;

    (void)context;
    if (!kxover_guard_has_database()) {
        com_err(PROGRAM, ENOSYS, "this is no KDC, or none of MIT krb5");
        return ENOSYS;
    }
    data = calloc(1, sizeof(*data));
    if (data == NULL)
        return ENOMEM;
    data->guard.log.write = write_log;
    *data_out = data;
    return 0;
}

static krb5_error_code
fini(krb5_context context, krb5_kdcpolicy_moddata data)
{
    kxover_guard_end(&data->guard, context);
    free(data);
    return 0;
}

/* The only exported symbol. */
krb5_error_code
#ifdef __GNUC__
__attribute__((__visibility__("default")))
#endif
kdcpolicy_kxover_initvt(krb5_context context, int maj_ver, int min_ver,
                        krb5_plugin_vtable vtable);

krb5_error_code
kdcpolicy_kxover_initvt(krb5_context context, int maj_ver, int min_ver,
                        krb5_plugin_vtable vtable)
{
    krb5_kdcpolicy_vtable vt = (krb5_kdcpolicy_vtable)vtable;

    (void)context;
    (void)min_ver;
    if (maj_ver != 1)
        return KRB5_PLUGIN_VER_NOTSUPP;
    vt->name = "kxover";
    vt->init = init;
    vt->fini = fini;
    vt->check_as = check_as;
    vt->check_tgs = check_tgs;
    return 0;
}
