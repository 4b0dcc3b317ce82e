/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_kdc.h - the guard in a KDC with the patch */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_GUARD_KDC_H
#define KXOVER_GUARD_KDC_H

#include "k5-int.h"

#include <kdb.h>

/*
 * For releases without kdcpolicy: check a TGS request that has passed the
 * KDC's own checks, and limit the ticket's times and flags in reply. On an
 * error *status is the text for the client.
 */
krb5_error_code
kxover_guard_kdc(krb5_context context, const krb5_kdc_req *request,
                 const krb5_db_entry *server, const krb5_ticket *ticket,
                 krb5_timestamp now, krb5_enc_tkt_part *reply,
                 const char **status);

/* As kxover_guard_kdc(), for a login. */
krb5_error_code
kxover_guard_kdc_login(krb5_context context, const krb5_kdc_req *request,
                       const krb5_db_entry *client,
                       const krb5_db_entry *server, const char **status);

/*
 * For releases that load the guard as a module: clear the flags of a ticket
 * that a client of another realm must not have, as the module cannot. Without
 * a section [kxover] in kdc.conf, clear none.
 */
void
kxover_guard_clear_flags(krb5_context context, const krb5_kdc_req *request,
                         const krb5_db_entry *server,
                         const krb5_ticket *ticket, krb5_flags *flags);

#endif /* KXOVER_GUARD_KDC_H */
