/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/crossover.c - the only principals that the programs touch */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "crossover.h"

#include "kxover_names.h"

#include <kadm5/admin.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define USERS 'c'
#define SERVICES 's'

/* A realm is not its own peer, in no spelling: DNS ignores case. */
static int
is_peer(const char *peer, const char *realm)
{
    return kxover_is_realm(peer) && strcasecmp(peer, realm) != 0;
}

static krb5_error_code
build(krb5_context context, const char *realm, const char *second,
      krb5_principal *out)
{
    return krb5_build_principal(context, out, strlen(realm), realm,
                                KRB5_TGS_NAME, second, (char *)NULL);
}

krb5_error_code
kx_build_crossover(krb5_context context, const char *realm, char role,
                   const char *peer, krb5_principal *out)
{
    return role == USERS ? build(context, realm, peer, out) :
        build(context, peer, realm, out);
}

krb5_error_code
kx_get_crossover(krb5_context context, const char *realm, struct kx_in *in,
                 struct kx_crossover *crossover)
{
    char peer[KXOVER_MAX_REALM + 1], claim[KXOVER_MAX_REALM + 32];
    char role = kx_get_number(in, 1);
    krb5_error_code ret;

    memset(crossover, 0, sizeof(*crossover));
    kx_get_text(in, peer, sizeof(peer));
    if (in->bad)
        return 0;
    if ((role != USERS && role != SERVICES) || !is_peer(peer, realm)) {
        krb5_set_error_message(context, KADM5_PROTECT_PRINCIPAL,
                               "not a crossover of this realm");
        return KADM5_PROTECT_PRINCIPAL;
    }
    snprintf(claim, sizeof(claim), "kxover:%s:%s",
             role == USERS ? "client" : "service", peer);
    ret = kx_build_crossover(context, realm, role, peer,
                             &crossover->principal);
    if (ret == 0)
        ret = build(context, realm, claim, &crossover->claim);
    if (ret != 0)
        kx_free_crossover(context, crossover);
    return ret;
}

void
kx_free_crossover(krb5_context context, struct kx_crossover *crossover)
{
    krb5_free_principal(context, crossover->principal);
    krb5_free_principal(context, crossover->claim);
    memset(crossover, 0, sizeof(*crossover));
}

/* Copy data that is a text without a zero.  Return 0, or -1 if it is not. */
static int
text_of(const krb5_data *data, char *text, size_t size)
{
    if (data->length >= size || memchr(data->data, '\0', data->length) != NULL)
        return -1;
    memcpy(text, data->data, data->length);
    text[data->length] = '\0';
    return 0;
}

int
kx_is_crossover(krb5_const_principal principal, const char *realm, char *role,
                char *peer, size_t size)
{
    char first[sizeof(KRB5_TGS_NAME)];
    char service[KXOVER_MAX_REALM + 1], client[KXOVER_MAX_REALM + 1];
    const char *other;

    if (principal->length != 2 ||
        text_of(&principal->data[0], first, sizeof(first)) != 0 ||
        text_of(&principal->data[1], service, sizeof(service)) != 0 ||
        text_of(&principal->realm, client, sizeof(client)) != 0 ||
        strcmp(first, KRB5_TGS_NAME) != 0)
        return -1;
    *role = strcmp(client, realm) == 0 ? USERS : SERVICES;
    if (*role == SERVICES && strcmp(service, realm) != 0)
        return -1;
    other = *role == USERS ? service : client;
    if (!is_peer(other, realm) || strlen(other) >= size)
        return -1;
    memcpy(peer, other, strlen(other) + 1);
    return 0;
}
