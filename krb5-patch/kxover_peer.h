/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_peer.h - a client's network, to count its requests */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * The type of a client's address depends on the KDC's release. The patch
 * defines KXOVER_KRB5 as the release: 113 is krb5 1.13.
 */

#ifndef KXOVER_PEER_H
#define KXOVER_PEER_H

#include "k5-int.h"
#include "net-server.h"

#if KXOVER_KRB5 >= 122
typedef const struct sockaddr *kxover_client_addr;
#else
typedef const krb5_fulladdr *kxover_client_addr;
#endif

/*
 * What one client can have of addresses: an IPv4 address, or an IPv6 network
 * of 56 bits, as sites get them (RFC 6177).
 */
struct kxover_peer {
    unsigned int length;        /* 4 or 16; 0 without an address */
    unsigned char address[16];
};

/* Return the network of a client. */
struct kxover_peer
kxover_peer_of(kxover_client_addr from);

/* Return true if two networks are the same. */
int
kxover_same_network(const struct kxover_peer *a, const struct kxover_peer *b);

#endif /* KXOVER_PEER_H */
