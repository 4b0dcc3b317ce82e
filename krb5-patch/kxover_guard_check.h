/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_check.h - guard the TGS requests of a KDC */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * What the kdcpolicy module and the patch for older releases have in common. A
 * KDC process is a single thread.
 */

#ifndef KXOVER_GUARD_CHECK_H
#define KXOVER_GUARD_CHECK_H

#include "kxover_guard_log.h"
#include "kxover_guard_tell.h"

#include <krb5/krb5.h>

struct _krb5_db_entry_new;
struct kxover_guard_realm;
struct kxover_guard_memory;

struct kxover_guard {
    struct kxover_guard_log log;
    struct kxover_guard_tell tell;
    struct kxover_guard_realm *realms;  /* settings, read at first use */
    struct kxover_guard_memory *memory; /* made at first use */
};

/* The limits of a ticket. 0 is no limit. */
struct kxover_limits {
    krb5_deltat life;
    krb5_deltat renewable_life;
    int not_forwardable;
};

/*
 * Check a request that has passed the KDC's own checks. Return 0 with *limits,
 * or the error code with the text for the client in *status, which is static.
 */
krb5_error_code
kxover_guard_check(struct kxover_guard *guard, krb5_context context,
                   const krb5_kdc_req *request,
                   const struct _krb5_db_entry_new *server,
                   const krb5_ticket *ticket, const char **status,
                   struct kxover_limits *limits);

/*
 * Return true if the ticket for this request, which the module has let pass,
 * must not be forwardable. Nothing is reported. A module cannot clear the
 * flag, so the patch for releases with kdcpolicy asks this.
 */
int
kxover_guard_forbids_forwardable(struct kxover_guard *guard,
                                 krb5_context context,
                                 const krb5_kdc_req *request,
                                 const struct _krb5_db_entry_new *server,
                                 const krb5_ticket *ticket);

/*
 * Check a login that has passed the KDC's own checks: a client can ask for a
 * crossover's ticket instead of a TGT. Return as kxover_guard_check() does.
 */
krb5_error_code
kxover_guard_check_login(struct kxover_guard *guard, krb5_context context,
                         const krb5_kdc_req *request,
                         const struct _krb5_db_entry_new *client,
                         const struct _krb5_db_entry_new *server,
                         const char **status);

void
kxover_guard_end(struct kxover_guard *guard, krb5_context context);

#endif /* KXOVER_GUARD_CHECK_H */
