/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_places.h - the places for parked requests */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * A request waits for kxoverd in a place. No client and no network can take
 * more than a small share of them. The client's principal counts first: the
 * KDC has proved it, and the address of a UDP packet can be forged. TCP has
 * places of its own, as TCP requests are connections of the KDC, which closes
 * others when it has more than 45.
 */

#ifndef KXOVER_PLACES_H
#define KXOVER_PLACES_H

#include "kxover_peer.h"

struct kxover_place {
    /* Set by the caller. */
    char *client;               /* as krb5_unparse_name() has it */
    struct kxover_peer network;
    int is_tcp;

    /* Used in kxover_places.c only. */
    struct kxover_place *next;
};

/*
 * Take a place. Return NULL, or the KDC's status for a request for which there
 * is none.
 */
const char *
kxover_place_take(struct kxover_place *place);

/*
 * The TCP client closed, so its connection needs no place any more. Its
 * question goes on, and counts among the others; otherwise a client could
 * have more questions than its share by closing connections.
 */
void
kxover_place_close(struct kxover_place *place);

/* Leave a place that was taken. */
void
kxover_place_leave(struct kxover_place *place);

#endif /* KXOVER_PLACES_H */
