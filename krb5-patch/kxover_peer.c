/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_peer.c - a client's address, to count its requests */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_peer.h"

#if KXOVER_KRB5 >= 122
struct kxover_peer
kxover_peer_of(kxover_client_addr from)
{
    struct kxover_peer peer = { 0 };
    const void *address = NULL;

    peer.type = from->sa_family;
    if (from->sa_family == AF_INET) {
        address = &((const struct sockaddr_in *)from)->sin_addr;
        peer.length = sizeof(struct in_addr);
    } else if (from->sa_family == AF_INET6) {
        address = &((const struct sockaddr_in6 *)from)->sin6_addr;
        peer.length = sizeof(struct in6_addr);
    }
    /* Other families have no address: all UNIX socket clients count as one. */
    if (peer.length > 0)
        memcpy(peer.address, address, peer.length);
    return peer;
}
#else
struct kxover_peer
kxover_peer_of(kxover_client_addr from)
{
    struct kxover_peer peer = { 0 };

    peer.type = from->address->addrtype;
    if (from->address->length > 0 &&
        from->address->length <= sizeof(peer.address)) {
        peer.length = from->address->length;
        memcpy(peer.address, from->address->contents, peer.length);
    }
    return peer;
}
#endif

int
kxover_same_peer(const struct kxover_peer *a, const struct kxover_peer *b)
{
    return a->type == b->type && a->length == b->length &&
        memcmp(a->address, b->address, a->length) == 0;
}
