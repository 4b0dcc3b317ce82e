/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_places.c - the places for parked requests */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_places.h"
#include "kxover_waiting.h"

/* Places over TCP, and the shares of one client and of one network. */
#define MAX_TCP 30
#define MAX_TCP_OF_CLIENT 4
#define MAX_TCP_OF_NETWORK 8

/* All places, and the shares. The rest of the table of questions is TCP's. */
#define MAX_OTHERS (KXOVER_MAX_WAITING - MAX_TCP)
#define MAX_OF_CLIENT 32
#define MAX_OF_NETWORK 64

static struct kxover_place *taken;

const char *
kxover_place_take(struct kxover_place *place)
{
    const struct kxover_place *p;
    int others = 0, of_client = 0, of_network = 0;
    int tcp = 0, tcp_of_client = 0, tcp_of_network = 0;
    int same_client, same_network;

    for (p = taken; p != NULL; p = p->next) {
        same_client = strcmp(p->client, place->client) == 0;
        same_network = kxover_same_network(&p->network, &place->network);
        of_client += same_client;
        of_network += same_network;
        if (p->is_tcp) {
            tcp++;
            tcp_of_client += same_client;
            tcp_of_network += same_network;
        } else {
            others++;
        }
    }
    if (of_client >= MAX_OF_CLIENT ||
        (place->is_tcp && tcp_of_client >= MAX_TCP_OF_CLIENT))
        return "TOO_MANY_QUESTIONS_OF_CLIENT";
    if (of_network >= MAX_OF_NETWORK ||
        (place->is_tcp && tcp_of_network >= MAX_TCP_OF_NETWORK))
        return "TOO_MANY_QUESTIONS_OF_NETWORK";
    if (place->is_tcp ? tcp >= MAX_TCP : others >= MAX_OTHERS)
        return "TOO_MANY_QUESTIONS";
    place->next = taken;
    taken = place;
    return NULL;
}

void
kxover_place_close(struct kxover_place *place)
{
    place->is_tcp = 0;
}

void
kxover_place_leave(struct kxover_place *place)
{
    struct kxover_place **link;

    for (link = &taken; *link != place; link = &(*link)->next)
        continue;
    *link = place->next;
}
