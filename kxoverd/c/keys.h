/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/keys.h - set the keys of a principal */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KX_KEYS_H
#define KX_KEYS_H

#include <krb5.h>

#define KX_MAX_TYPES 8
#define KX_MAX_KVNO 32767       /* krb5 before 1.14 mishandles more */

/* The keys of one kvno, strongest first: either a password or the octets. */
struct kx_keys {
    int keepold;                /* the keys of other kvnos stay */
    int kvno;                   /* 0 for the highest + 1 */
    int count;
    krb5_enctype types[KX_MAX_TYPES];
    char *password;             /* NULL where there are octets */
    const unsigned char *octets[KX_MAX_TYPES];
    size_t lengths[KX_MAX_TYPES];
};

/* Find the principal of the realm's master key, as kdc.conf names it. */
krb5_error_code
kx_master_principal(krb5_context context, const char *realm,
                    krb5_principal *out);

/*
 * Set keys in one change of the database.  All keys that the principal has
 * then are under the master key that is active, and it says so.
 *
 * This does not call kadm5_setkey_principal_4: up to krb5 1.20, at least, it
 * loses the old keys that it should keep, and it never records the number of
 * the master key.
 *
 * mkey is the principal of the master key, and caller goes into the database
 * as the one who made the change.
 */
krb5_error_code
kx_set_keys(krb5_context context, krb5_principal mkey, krb5_principal caller,
            krb5_principal principal, const struct kx_keys *keys);

#endif /* KX_KEYS_H */
