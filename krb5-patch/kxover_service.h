/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_service.h - the service in a question to kxoverd */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_SERVICE_H
#define KXOVER_SERVICE_H

#include "k5-int.h"
#include "kdc_util.h"
#include "realm_data.h"

/* The longest service without its NUL: 63 octets, a slash, a host name. */
#define KXOVER_MAX_SERVICE 317

/* Return true if the KDC's rules allow a referral to another realm. */
typedef krb5_boolean
(*kxover_referable_fn)(kdc_realm_t *realm, krb5_kdc_req *req);

/*
 * Write to out, of KXOVER_MAX_SERVICE + 1 octets, the service to ask kxoverd
 * about for a request to an unknown server:
 *
 *  - krbtgt/OTHER for a request for this principal;
 *  - krbtgt/OTHER if [domain_realm] or a hostrealm module gives the host's
 *    realm, so that only the key is missing;
 *  - else HTTP/www.b.example, the host's name in lower case.
 *
 * Return false if kxoverd must not be asked: the request is not referable, the
 * host is in our own realm, it is not a valid host name, or [capaths] leads to
 * its realm through other realms.
 */
int
kxover_name_service(kdc_realm_t *realm, krb5_kdc_req *req,
                    kxover_referable_fn referable, char *out);

#endif /* KXOVER_SERVICE_H */
