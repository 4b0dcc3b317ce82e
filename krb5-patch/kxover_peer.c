/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_peer.c - a client's network, to count its requests */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_peer.h"

#define IPV4_LENGTH 4
#define IPV6_LENGTH 16
#define IPV6_NETWORK 7          /* octets of a /56 */

/* Reduce an address to its network. An IPv4 address can come in an IPv6
 * address (RFC 4291 section 2.5.5.2). */
static void
reduce(struct kxover_peer *peer)
{
    static const unsigned char mapped[12] = {
        [10] = 0xff, [11] = 0xff
    };

    if (peer->length != IPV6_LENGTH)
        return;
    if (memcmp(peer->address, mapped, sizeof(mapped)) == 0) {
        memmove(peer->address, peer->address + sizeof(mapped), IPV4_LENGTH);
        peer->length = IPV4_LENGTH;
    } else {
        memset(peer->address + IPV6_NETWORK, 0, IPV6_LENGTH - IPV6_NETWORK);
    }
}

#if KXOVER_KRB5 >= 122
struct kxover_peer
kxover_peer_of(kxover_client_addr from)
{
    struct kxover_peer peer = { 0 };
    const void *address = NULL;

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
    reduce(&peer);
    return peer;
}
#else
struct kxover_peer
kxover_peer_of(kxover_client_addr from)
{
    struct kxover_peer peer = { 0 };

    if (from->address->length > 0 &&
        from->address->length <= sizeof(peer.address)) {
        peer.length = from->address->length;
        memcpy(peer.address, from->address->contents, peer.length);
    }
    reduce(&peer);
    return peer;
}
#endif

int
kxover_same_network(const struct kxover_peer *a, const struct kxover_peer *b)
{
    return a->length == b->length &&
        memcmp(a->address, b->address, a->length) == 0;
}
