/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_principal.h - look-ups in the KDC's database */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_PRINCIPAL_H
#define KXOVER_PRINCIPAL_H

#include <krb5/krb5.h>
#include <kdb.h>

#include <stdint.h>

/* Return true if this expiration time has passed. Zero means none. As in
 * the KDC, times are unsigned, so that they work after 2038. */
static inline int
kxover_is_past(krb5_timestamp expiration, krb5_timestamp now)
{
    return expiration != 0 && (uint32_t)now > (uint32_t)expiration;
}

/* The rest is used by the patch only. */

/* Return true for an expired crossover principal. */
int
kxover_is_expired(krb5_context context, const krb5_db_entry *entry);

/* Return true if the database has no such principal; false on an error. */
int
kxover_is_absent(krb5_context context, krb5_const_principal princ);

/* Return krbtgt/OTHER@OWN, which the caller frees, or NULL if it does not
 * exist or has expired. */
krb5_db_entry *
kxover_find_crossover(krb5_context context, const krb5_data *own,
                      const char *other);

#endif /* KXOVER_PRINCIPAL_H */
