/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_kdc.h - park krb5kdc's requests until kxoverd answers */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * A TGS request for a server that is not in the database, but may be in
 * another realm, is parked: process_tgs_req() ends without a reply, and
 * dispatch() returns without calling back. The packet, the client's address
 * and the callback's argument stay valid until the callback is called. The
 * packet is dispatched again when kxoverd answers, the time is over, or a TCP
 * client closes. The second dispatch always answers.
 *
 * Without a section [kxover] in kdc.conf these hooks do nothing.
 */

#ifndef KXOVER_KDC_H
#define KXOVER_KDC_H

#include "k5-int.h"
#include "net-server.h"
#include "kdc_util.h"
#include "realm_data.h"
#include "kdc_audit.h"
#include "kxover_peer.h"
#include "kxover_service.h"

/* Result of process_tgs_req() for a parked request. It is neither a code of
 * libkrb5 nor an errno value. */
#define KXOVER_KDC_PARKED ((krb5_error_code)-0x4b58)

/* Called in dispatch(), before process_tgs_req(). Stores the arguments that
 * dispatch() needs for the second time. */
void
kxover_kdc_begin(void *handle, kxover_client_addr from, krb5_data *pkt,
                 int is_tcp, verto_ctx *vctx, loop_respond_fn respond,
                 void *arg);

/*
 * Called in process_tgs_req(), where the audit trail of a request begins.
 * Return true if this request was parked before; then its trail has begun, and
 * au_state gets its id.
 */
krb5_boolean
kxover_kdc_resumed(krb5_audit_state *au_state);

/*
 * Called after the search for the server, which returned ret, *server and
 * *status. header is the decrypted header ticket. referable is the KDC's
 * is_referral_req(). It is called only with the section [kxover] and for a
 * valid host name, as stock krb5 has an out-of-bounds read for an empty
 * service type.
 *
 * Return ret, or 0 with a crossover principal in *server, or
 * KXOVER_KDC_PARKED, or an error with its text in *status.
 */
krb5_error_code
kxover_kdc_search(kdc_realm_t *realm, krb5_kdc_req *req,
                  kxover_referable_fn referable, const krb5_ticket *header,
                  krb5_audit_state *au_state, krb5_db_entry **server,
                  const char **status, krb5_error_code ret);

#endif /* KXOVER_KDC_H */
