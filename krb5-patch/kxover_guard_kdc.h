/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_kdc.h - the guard in a KDC without kdcpolicy */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_GUARD_KDC_H
#define KXOVER_GUARD_KDC_H

#include "k5-int.h"

#include <kdb.h>

/*
 * Check a TGS request that has passed the KDC's own checks, and limit the
 * ticket's times and flags in reply. On an error *status is the text for the
 * client. Releases from 1.16 on load the module for this.
 */
krb5_error_code
kxover_guard_kdc(krb5_context context, const krb5_kdc_req *request,
                 const krb5_db_entry *server, const krb5_ticket *ticket,
                 krb5_timestamp now, krb5_enc_tkt_part *reply,
                 const char **status);

#endif /* KXOVER_GUARD_KDC_H */
