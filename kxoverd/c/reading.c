/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/reading.c - requests that read the database */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "keys.h"
#include "server.h"

#include <kadm5/admin.h>
#include <kdb.h>

#include <string.h>

/* Tell our realm and the encryption types that the library knows. */
krb5_error_code
kx_hello(struct kx_server *server, const struct kx_crossover *crossover,
         struct kx_in *in, struct kx_out *out)
{
    krb5_enctype type;
    uint32_t count = 0;

    (void)crossover;
    if (!kx_at_end(in))
        return 0;
    kx_put_number(out, KX_VERSION, 1);
    kx_put_text(out, server->realm);
    for (type = ENCTYPE_AES128_CTS_HMAC_SHA1_96;
         type <= ENCTYPE_AES256_CTS_HMAC_SHA384_192; type++)
        count += krb5_c_valid_enctype(type) ? 1 : 0;
    kx_put_number(out, count, 2);
    for (type = ENCTYPE_AES128_CTS_HMAC_SHA1_96;
         type <= ENCTYPE_AES256_CTS_HMAC_SHA384_192; type++) {
        if (krb5_c_valid_enctype(type))
            kx_put_number(out, type, 4);
    }
    return 0;
}

/* Do nothing.  kxoverd overwrites its own buffer with such a request. */
krb5_error_code
kx_nothing(struct kx_server *server, const struct kx_crossover *crossover,
           struct kx_in *in, struct kx_out *out)
{
    size_t len;

    (void)server;
    (void)crossover;
    (void)out;
    kx_get_octets(in, &len);
    kx_at_end(in);
    return 0;
}

void
kx_put_key_types(const krb5_key_data *keys, int count, struct kx_out *out)
{
    const krb5_key_data *key;
    int i;

    kx_put_number(out, count, 2);
    for (i = 0; i < count; i++) {
        key = &keys[i];
        kx_put_number(out, key->key_data_kvno, 4);
        kx_put_number(out, key->key_data_type[0], 4);
        kx_put_number(out, key->key_data_ver > 1 ? key->key_data_type[1] :
                      KRB5_KDB_SALTTYPE_NORMAL, 4);
    }
}

static void
put_entry(const kadm5_principal_ent_rec *entry, struct kx_out *out)
{
    kx_put_number(out, entry->princ_expire_time, 4);
    kx_put_number(out, entry->max_life, 4);
    kx_put_number(out, entry->max_renewable_life, 4);
    kx_put_number(out, entry->attributes, 4);
    kx_put_text(out, entry->policy != NULL ? entry->policy : "");
    kx_put_key_types(entry->key_data, entry->n_key_data, out);
}

krb5_error_code
kx_get(struct kx_server *server, const struct kx_crossover *crossover,
       struct kx_in *in, struct kx_out *out)
{
    kadm5_principal_ent_rec entry;
    krb5_error_code ret;

    if (!kx_at_end(in))
        return 0;
    memset(&entry, 0, sizeof(entry));
    ret = kadm5_get_principal(server->handle, crossover->principal, &entry,
                              KADM5_PRINCIPAL_NORMAL_MASK | KADM5_KEY_DATA);
    if (ret != 0)
        return ret;
    put_entry(&entry, out);
    kadm5_free_principal_ent(server->handle, &entry);
    return 0;
}

krb5_error_code
kx_get_strings(struct kx_server *server, const struct kx_crossover *crossover,
               struct kx_in *in, struct kx_out *out)
{
    krb5_string_attr *strings = NULL;
    krb5_error_code ret;
    int count = 0, i;

    if (!kx_at_end(in))
        return 0;
    ret = kadm5_get_strings(server->handle, crossover->principal, &strings,
                            &count);
    if (ret != 0)
        return ret;
    kx_put_number(out, count, 2);
    for (i = 0; i < count; i++) {
        kx_put_text(out, strings[i].key);
        kx_put_text(out, strings[i].value);
    }
    kadm5_free_strings(server->handle, strings, count);
    return 0;
}

/* Tell the key of a kvno and a type, or no octets if there is none. */
krb5_error_code
kx_get_key(struct kx_server *server, const struct kx_crossover *crossover,
           struct kx_in *in, struct kx_out *out)
{
    uint32_t kvno = kx_get_number(in, 4);
    krb5_enctype type = kx_get_number(in, 4);
    const krb5_keyblock *found = NULL;
    kadm5_key_data *keys = NULL;
    krb5_error_code ret;
    int count = 0, i;

    if (!kx_at_end(in))
        return 0;
    if (kvno == 0 || kvno > KX_MAX_KVNO)
        return KADM5_SETKEY_BAD_KVNO;
    ret = kadm5_get_principal_keys(server->handle, crossover->principal, kvno,
                                   &keys, &count);
    if (ret == KADM5_UNK_PRINC) {
        kx_put_octets(out, "", 0);
        return 0;
    }
    if (ret != 0)
        return ret;
    for (i = 0; i < count && found == NULL; i++) {
        if (keys[i].key.enctype == type)
            found = &keys[i].key;
    }
    if (found != NULL)
        kx_put_octets(out, found->contents, found->length);
    else
        kx_put_octets(out, "", 0);
    /* Wipes the keys. */
    kadm5_free_kadm5_key_data(server->context, count, keys);
    return 0;
}
