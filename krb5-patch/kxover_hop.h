/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_hop.h - crossover keys that are not for foreign clients */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_HOP_H
#define KXOVER_HOP_H

#include "k5-int.h"
#include "kdc_util.h"

/* The string attribute of each principal that kxoverd made. */
#define KXOVER_MARKER "kxover"

/*
 * Called when the KDC found a crossover principal in *server, for a client of
 * another realm. If kxoverd made it, put into *server what the KDC finds
 * without such principals: the next one on the way that an administrator made.
 *
 * Return 0, or an error with *server NULL and the stock KDC's text for it in
 * *status.
 */
krb5_error_code
kxover_pass_over(krb5_context context, const krb5_kdc_req *req,
                 krb5_db_entry **server, const char **status);

#endif /* KXOVER_HOP_H */
