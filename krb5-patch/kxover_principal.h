/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_principal.h - the look at the database of the KDC */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_PRINCIPAL_H
#define KXOVER_PRINCIPAL_H

#include <krb5/krb5.h>
#include <kdb.h>

#include <stdint.h>

/* Return true if a principal with this expiration is past its end.  Zero is
 * none, and the times count on after 2038, as in the KDC. */
static inline int
kxover_is_past(krb5_timestamp expiration, krb5_timestamp now)
{
    return expiration != 0 && (uint32_t)now > (uint32_t)expiration;
}

/* What follows is of the patch alone. */

/* Return true for a crossover principal that gives no tickets any more. */
int
kxover_is_expired(krb5_context context, const krb5_db_entry *entry);

/* Return true if the database is sure that it has no such principal. */
int
kxover_is_absent(krb5_context context, krb5_const_principal princ);

/* Return krbtgt/OTHER@OWN for the caller to free, or NULL if there is none
 * that gives tickets. */
krb5_db_entry *
kxover_find_crossover(krb5_context context, const krb5_data *own,
                      const char *other);

#endif /* KXOVER_PRINCIPAL_H */
