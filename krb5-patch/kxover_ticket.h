/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_ticket.h - judge a request by its header ticket */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * The search for the server comes before the KDC's checks of the client. So
 * a question to kxoverd would cost its realm a look-up and a key for anybody
 * who has any ticket for this KDC. These functions are called before.
 */

#ifndef KXOVER_TICKET_H
#define KXOVER_TICKET_H

#include "k5-int.h"
#include "kdc_util.h"
#include "realm_data.h"

/*
 * Return true if the KDC itself logged this client in: its realm is the KDC's,
 * or it is anonymous (RFC 8062), and no other realm vouches for it. A client
 * of this realm whose ticket another realm issued is not.
 */
int
kxover_is_own_client(const kdc_realm_t *realm, const krb5_kdc_req *req,
                     const krb5_ticket *header);

/* Return true if the KDC's later checks refuse this request, whatever
 * crossover principal the search finds. */
int
kxover_is_refused(kdc_realm_t *realm, krb5_kdc_req *req,
                  const krb5_ticket *header);

#endif /* KXOVER_TICKET_H */
