/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_kdc.c - the guard in a KDC with the patch */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_guard_kdc.h"
#include "kxover_guard_check.h"
#include "kxover_settings.h"

#include "adm_proto.h"
#include <stdint.h>
#include <syslog.h>

static void
write_log(int is_error, const char *text)
{
    krb5_klog_syslog(is_error ? LOG_ERR : LOG_INFO, "kxover guard: %s", text);
}

/* Settings and counts of this process. */
static struct kxover_guard guard = { .log = { .write = write_log } };

/* Return the earlier of a time and the end of this life. */
static krb5_timestamp
limit(krb5_timestamp time, krb5_timestamp now, krb5_deltat life)
{
    uint32_t end = (uint32_t)now + (uint32_t)life;

    return life != 0 && end < (uint32_t)time ? (krb5_timestamp)end : time;
}

krb5_error_code
kxover_guard_kdc(krb5_context context, const krb5_kdc_req *request,
                 const krb5_db_entry *server, const krb5_ticket *ticket,
                 krb5_timestamp now, krb5_enc_tkt_part *reply,
                 const char **status)
{
    struct kxover_limits limits;
    krb5_error_code ret;

    ret = kxover_guard_check(&guard, context, request, server, ticket, status,
                             &limits);
    if (ret)
        return ret;
    reply->times.endtime = limit(reply->times.endtime, now, limits.life);
    reply->times.renew_till = limit(reply->times.renew_till, now,
                                    limits.renewable_life);
    if (limits.not_forwardable)
        reply->flags &= ~(krb5_flags)TKT_FLG_FORWARDABLE;
    return 0;
}

krb5_error_code
kxover_guard_kdc_login(krb5_context context, const krb5_kdc_req *request,
                       const krb5_db_entry *client,
                       const krb5_db_entry *server, const char **status)
{
    return kxover_guard_check_login(&guard, context, request, client, server,
                                    status);
}

void
kxover_guard_clear_flags(krb5_context context, const krb5_kdc_req *request,
                         const krb5_db_entry *server,
                         const krb5_ticket *ticket, krb5_flags *flags)
{
    static int active = -1;     /* not known yet */

    if (!(*flags & TKT_FLG_FORWARDABLE))
        return;
    if (active < 0)
        active = kxover_has_settings(context);
    if (active && kxover_guard_forbids_forwardable(&guard, context, request,
                                                   server, ticket))
        *flags &= ~(krb5_flags)TKT_FLG_FORWARDABLE;
}
