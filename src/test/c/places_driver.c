/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/places_driver.c - take and leave the places for requests */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * places_driver < commands
 *     carries out a command a line:
 *         take CLIENT ADDRESS tcp|udp    prints "taken", or why not
 *         close                          closes the last one that was taken
 *         leave                          leaves that one
 */

#include "kxover_places.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_PLACES 2000

static struct kxover_peer
network_of(const char *address)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

    if (inet_pton(AF_INET, address, &v4.sin_addr) == 1)
        return kxover_peer_of((struct sockaddr *)&v4);
    if (inet_pton(AF_INET6, address, &v6.sin6_addr) != 1)
        abort();
    return kxover_peer_of((struct sockaddr *)&v6);
}

int
main(void)
{
    static struct kxover_place places[MAX_PLACES];
    char line[300], client[100], address[100], protocol[10];
    const char *full;
    int n = 0, i;

    while (fgets(line, sizeof(line), stdin) != NULL) {
        if (sscanf(line, "take %99s %99s %9s", client, address,
                   protocol) == 3 && n < MAX_PLACES) {
            places[n].client = strdup(client);
            places[n].network = network_of(address);
            places[n].is_tcp = strcmp(protocol, "tcp") == 0;
            full = kxover_place_take(&places[n]);
            if (full == NULL)
                n++;
            else
                free(places[n].client);
            printf("%s\n", full == NULL ? "taken" : full);
        } else if (strcmp(line, "close\n") == 0 && n > 0) {
            kxover_place_close(&places[n - 1]);
        } else if (strcmp(line, "leave\n") == 0 && n > 0) {
            kxover_place_leave(&places[--n]);
            free(places[n].client);
        } else {
            return 2;
        }
    }
    for (i = 0; i < n; i++)
        free(places[i].client);
    return 0;
}
