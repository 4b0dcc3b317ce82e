/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_principal.c - look-ups in the KDC's database */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "k5-int.h"
#include "kdc_util.h"
#include "kxover_principal.h"

int
kxover_is_expired(krb5_context context, const krb5_db_entry *entry)
{
    krb5_timestamp now;

    return is_cross_tgs_principal(entry->princ) &&
        krb5_timeofday(context, &now) == 0 &&
        kxover_is_past(entry->expiration, now);
}

int
kxover_is_absent(krb5_context context, krb5_const_principal princ)
{
    krb5_db_entry *entry = NULL;
    krb5_error_code ret;

    ret = krb5_db_get_principal(context, princ, 0, &entry);
    if (ret == 0)
        krb5_db_free_principal(context, entry);
    return ret == KRB5_KDB_NOENTRY;
}

krb5_db_entry *
kxover_find_crossover(krb5_context context, const krb5_data *own,
                      const char *other)
{
    krb5_principal princ = NULL;
    krb5_db_entry *entry = NULL;

    if (krb5_build_principal(context, &princ, own->length, own->data,
                             KRB5_TGS_NAME, other, (char *)NULL))
        return NULL;
    if (krb5_db_get_principal(context, princ, 0, &entry) != 0) {
        entry = NULL;
    } else if (kxover_is_expired(context, entry)) {
        krb5_db_free_principal(context, entry);
        entry = NULL;
    }
    krb5_free_principal(context, princ);
    return entry;
}
