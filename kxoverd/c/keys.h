/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/keys.h - the keys of a principal */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KX_KEYS_H
#define KX_KEYS_H

#include <krb5.h>
#include <kdb.h>

#define KX_MAX_TYPES 8
#define KX_MAX_KVNO 32767       /* krb5 before 1.14 mishandles more */

/* The keys of one kvno, strongest first. */
struct kx_keys {
    int keepold;                /* the older keys stay */
    int kvno;
    int count;
    krb5_enctype types[KX_MAX_TYPES];
    const unsigned char *octets[KX_MAX_TYPES];
    size_t lengths[KX_MAX_TYPES];
};

/* Find the principal of the realm's master key, as kdc.conf names it. */
krb5_error_code
kx_master_principal(krb5_context context, const char *realm,
                    krb5_principal *out);

/*
 * Set keys in an entry, which the caller puts into the database.  All keys
 * that the entry has then are under the master key that is active, and it says
 * so.
 *
 * This does not call kadm5_setkey_principal_4: up to krb5 1.22.2, at least, it
 * loses the old keys that it should keep, and it never records the number of
 * the master key.
 *
 * mkey is the principal of the master key, and caller goes into the entry as
 * the one who made the change.
 */
krb5_error_code
kx_set_keys(krb5_context context, krb5_principal mkey, krb5_principal caller,
            krb5_db_entry *entry, const struct kx_keys *keys);

#endif /* KX_KEYS_H */
