/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/hostrealm_key.c - check that the KDC has a crossover key */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "hostrealm_key.h"
#include "kxover_principal.h"

#include <string.h>

/* From libkdb5, which a KDC has loaded. The module is not linked with it,
 * so in other programs these are NULL. */
#pragma weak krb5_db_get_principal
#pragma weak krb5_db_free_principal

int
hostrealm_has_key(krb5_context context, const char *realm, const char *other)
{
    krb5_principal princ;
    krb5_db_entry *entry = NULL;
    krb5_timestamp now;
    int found = 0;

    if (krb5_db_get_principal == NULL || krb5_db_free_principal == NULL)
        return 0;
    if (krb5_build_principal(context, &princ, strlen(realm), realm,
                             KRB5_TGS_NAME, other, (char *)NULL) != 0)
        return 0;
    if (krb5_db_get_principal(context, princ, 0, &entry) == 0) {
        found = krb5_timeofday(context, &now) == 0 &&
            !kxover_is_past(entry->expiration, now);
        krb5_db_free_principal(context, entry);
    }
    krb5_free_principal(context, princ);
    return found;
}
