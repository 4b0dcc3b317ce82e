/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/keys.c - the keys of a principal */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "keys.h"

#include <kadm5/admin.h>

#include <errno.h>
#include <string.h>

krb5_error_code
kx_master_principal(krb5_context context, const char *realm,
                    krb5_principal *out)
{
    kadm5_config_params given, params;
    krb5_error_code ret;

    memset(&given, 0, sizeof(given));
    memset(&params, 0, sizeof(params));
    given.mask = KADM5_CONFIG_REALM;
    given.realm = (char *)realm;
    ret = kadm5_get_config_params(context, 1, &given, &params);
    if (ret != 0)
        return ret;
    ret = krb5_db_setup_mkey_name(context, params.mkey_name, params.realm,
                                  NULL, out);
    kadm5_free_config_params(context, &params);
    return ret;
}

/* Find the master key that encrypts new keys.  The library owns it. */
static krb5_error_code
active_master_key(krb5_context context, krb5_principal mkey,
                  krb5_kvno *kvno, krb5_keyblock **key)
{
    krb5_actkvno_node *list = NULL;
    krb5_error_code ret;

    ret = krb5_dbe_fetch_act_key_list(context, mkey, &list);
    if (ret == 0)
        ret = krb5_dbe_find_act_mkey(context, list, kvno, key);
    krb5_dbe_free_actkvno_list(context, list);
    return ret;
}

/*
 * Put our octets in place of the random keys of that kvno, which the library
 * has put first.
 */
static krb5_error_code
replace(krb5_context context, krb5_keyblock *master, krb5_db_entry *entry,
        const struct kx_keys *keys)
{
    int made = entry->n_key_data > 0 ? entry->key_data[0].key_data_kvno : 0;
    krb5_keyblock key;
    krb5_error_code ret;
    int i;

    if (entry->n_key_data < keys->count)
        return KRB5_KDB_NO_MATCHING_KEY;
    for (i = 0; i < keys->count; i++) {
        if (entry->key_data[i].key_data_kvno != made ||
            entry->key_data[i].key_data_type[0] != keys->types[i])
            return KRB5_KDB_NO_MATCHING_KEY;
        memset(&key, 0, sizeof(key));
        key.enctype = keys->types[i];
        key.length = keys->lengths[i];
        key.contents = (krb5_octet *)keys->octets[i];
        ret = krb5_dbe_encrypt_key_data(context, master, &key, NULL,
                                        keys->kvno, &entry->key_data[i]);
        if (ret != 0)
            return ret;
    }
    return 0;
}

/* True if the principal has another key that stays, of kvno or higher. */
static int
collides(const krb5_db_entry *entry, const struct kx_keys *keys)
{
    int i;

    if (!keys->keepold)
        return 0;
    for (i = 0; i < entry->n_key_data; i++) {
        if (entry->key_data[i].key_data_kvno >= keys->kvno)
            return 1;
    }
    return 0;
}

static krb5_error_code
change_keys(krb5_context context, krb5_keyblock *master, krb5_db_entry *entry,
            const struct kx_keys *keys)
{
    krb5_key_salt_tuple tuples[KX_MAX_TYPES];
    krb5_error_code ret;
    int i;

    if (collides(entry, keys))
        return KADM5_SETKEY_BAD_KVNO;
    for (i = 0; i < keys->count; i++) {
        tuples[i].ks_enctype = keys->types[i];
        tuples[i].ks_salttype = KRB5_KDB_SALTTYPE_NORMAL;
    }
    ret = krb5_dbe_crk(context, master, tuples, keys->count, keys->keepold,
                       entry);
    return ret != 0 ? ret : replace(context, master, entry, keys);
}

/* As libkadm5srv does after a change of keys. */
static krb5_error_code
note_change(krb5_context context, krb5_kvno master_kvno,
            krb5_principal caller, krb5_db_entry *entry)
{
    krb5_timestamp now;
    krb5_error_code ret;

    ret = krb5_timeofday(context, &now);
    if (ret == 0)
        ret = krb5_dbe_update_mkvno(context, entry, master_kvno);
    if (ret == 0)
        ret = krb5_dbe_update_last_pwd_change(context, entry, now);
    if (ret == 0)
        ret = krb5_dbe_update_mod_princ_data(context, entry, now, caller);
    entry->attributes &= ~KRB5_KDB_REQUIRES_PWCHANGE;
    entry->pw_expiration = 0;
    entry->fail_auth_count = 0;
    entry->mask |= KADM5_KEY_DATA | KADM5_ATTRIBUTES | KADM5_FAIL_AUTH_COUNT |
        KADM5_PW_EXPIRATION | KADM5_TL_DATA;
    return ret;
}

/* Check that the new keys, which the library has put first, are as wanted. */
static krb5_error_code
check_keys(const krb5_db_entry *entry, const struct kx_keys *keys)
{
    const krb5_key_data *key;
    int i;

    if (entry->n_key_data < keys->count ||
        (!keys->keepold && entry->n_key_data > keys->count))
        return KADM5_SETKEY_DUP_ENCTYPES;
    for (i = 0; i < keys->count; i++) {
        key = &entry->key_data[i];
        if (key->key_data_type[0] != keys->types[i])
            return KADM5_SETKEY_DUP_ENCTYPES;
        if (key->key_data_kvno != keys->kvno)
            return KADM5_SETKEY_BAD_KVNO;
    }
    return 0;
}

krb5_error_code
kx_set_keys(krb5_context context, krb5_principal mkey, krb5_principal caller,
            krb5_db_entry *entry, const struct kx_keys *keys)
{
    krb5_keyblock *master = NULL;
    krb5_kvno master_kvno = 0;
    krb5_error_code ret;

    ret = active_master_key(context, mkey, &master_kvno, &master);
    if (ret == 0 && master == NULL)
        ret = KRB5_KDB_NOMASTERKEY;
    if (ret == 0)
        ret = change_keys(context, master, entry, keys);
    if (ret == 0)
        ret = check_keys(entry, keys);
    if (ret == 0)
        ret = note_change(context, master_kvno, caller, entry);
    return ret;
}
