/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_service.c - the service in a question to kxoverd */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_service.h"

#include "kxover_names.h"

#define MAX_TYPE 63             /* of the first component, such as HTTP */

/* Copy d as a string, if it fits into size octets and has no NUL. */
static int
copy_data(const krb5_data *d, char *out, size_t size)
{
    if (d->length == 0) {       /* has no data, not even for memchr() */
        *out = '\0';
        return 1;
    }
    if (d->length >= size || memchr(d->data, '\0', d->length) != NULL)
        return 0;
    memcpy(out, d->data, d->length);
    out[d->length] = '\0';
    return 1;
}

/* Return true if [domain_realm] or a hostrealm module knows host's realm.
 * Set other to that realm, or to "" if it is our own. */
static int
is_mapped(krb5_context context, const char *host, const krb5_data *own,
          char *other, size_t size)
{
    char **list = NULL;
    krb5_data d;
    int mapped;

    *other = '\0';
    if (krb5_get_host_realm(context, host, &list) != 0)
        return 1;               /* error: do not ask kxoverd */
    mapped = list != NULL && *list != NULL && **list != '\0';
    if (mapped && !data_eq_string(*own, *list)) {
        d = string2data(*list);
        if (!copy_data(&d, other, size))
            *other = '\0';
    }
    krb5_free_host_realm(context, list);
    return mapped;
}

/* Return true if [capaths] leads from our realm to other through other realms.
 * It is the administrator's word: no direct key is made. */
static int
has_path(krb5_context context, const krb5_data *own, const char *other)
{
    const char *names[] = { "capaths", NULL, other, NULL };
    char from[KXOVER_MAX_REALM + 1], **hops = NULL;
    int found;

    if (!copy_data(own, from, sizeof(from)))
        return 0;
    names[1] = from;
    if (profile_get_values(context->profile, names, &hops) != 0)
        return 0;
    found = hops != NULL && *hops != NULL && strcmp(*hops, ".") != 0;
    profile_free_list(hops);
    return found;
}

static int
name_realm(krb5_context context, const krb5_data *own, const char *other,
           char *out)
{
    if (!kxover_is_realm(other) || has_path(context, own, other))
        return 0;
    snprintf(out, KXOVER_MAX_SERVICE + 1, "%s/%s", KRB5_TGS_NAME, other);
    return 1;
}

int
kxover_name_service(kdc_realm_t *realm, krb5_kdc_req *req,
                    kxover_referable_fn referable, char *out)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    char type[MAX_TYPE + 1], host[KXOVER_MAX_HOST + 1];
    char other[KXOVER_MAX_REALM + 1], *c;

    if (req->server->length != 2)
        return 0;
    if (is_cross_tgs_principal(req->server)) {
        if (!copy_data(&req->server->data[1], other, sizeof(other)))
            return 0;
        return name_realm(realm->realm_context, &req->server->realm, other,
                          out);
    }
    if (!copy_data(&req->server->data[0], type, sizeof(type)) ||
        !copy_data(&req->server->data[1], host, sizeof(host)))
        return 0;
    for (c = host; *c != '\0'; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c += 'a' - 'A';
    }
    if (!kxover_is_host_name(host) || *type == '\0' ||
        strspn(type, letters) != strlen(type) || !referable(realm, req))
        return 0;
    if (is_mapped(realm->realm_context, host, &req->server->realm, other,
                  sizeof(other)))
        return *other != '\0' && name_realm(realm->realm_context,
                                            &req->server->realm, other, out);
    snprintf(out, KXOVER_MAX_SERVICE + 1, "%s/%s", type, host);
    return 1;
}
