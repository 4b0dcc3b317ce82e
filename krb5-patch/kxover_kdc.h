/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_kdc.h - requests of krb5kdc that wait for kxoverd */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * A TGS request for a server that the KDC does not know, but that may be of
 * another realm, is parked: process_tgs_req() ends early without a reply, and
 * dispatch() returns without calling back.  The packet, the client's address
 * and the callback's argument stay valid until the callback is called.  When
 * kxoverd has answered, its time is over, or a TCP client has hung up, the
 * packet is dispatched once more, and is then answered in any case.
 *
 * Without a section [kxover] in kdc.conf none of these hooks does anything.
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

/* Result of process_tgs_req() for a parked request: no code of libkrb5's, and
 * no errno. */
#define KXOVER_KDC_PARKED ((krb5_error_code)-0x4b58)

/* In dispatch(), before process_tgs_req(): what it would take to do this once
 * more. */
void
kxover_kdc_begin(void *handle, kxover_client_addr from, krb5_data *pkt,
                 int is_tcp, verto_ctx *vctx, loop_respond_fn respond,
                 void *arg);

/*
 * In process_tgs_req(), where the audit trail of a request begins.  Return
 * true if this request had been parked: its trail has begun, and au_state has
 * its id now.
 */
krb5_boolean
kxover_kdc_resumed(krb5_audit_state *au_state);

/*
 * After the search for the server, which returned ret and *server.  referable
 * is the KDC's own is_referral_req().  It is not called without the section
 * [kxover], nor for a name that no host can have: stock krb5 reads beyond its
 * settings where the service's type is empty.
 *
 * Return ret, or 0 with the crossover principal in *server, or
 * KXOVER_KDC_PARKED.
 */
krb5_error_code
kxover_kdc_search(kdc_realm_t *realm, krb5_kdc_req *req,
                  kxover_referable_fn referable, krb5_const_principal client,
                  krb5_audit_state *au_state, krb5_db_entry **server,
                  krb5_error_code ret);

#endif /* KXOVER_KDC_H */
