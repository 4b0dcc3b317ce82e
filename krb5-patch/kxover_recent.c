/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_recent.c - names that were seen a moment ago */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_recent.h"

#include <string.h>
#include <time.h>

/* Return the time on the monotonic clock, or 0 if there is none. */
static int64_t
now_ns(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/*** Names ***/

static int
add_part(struct kxover_recent_name *name, const krb5_data *part)
{
    size_t room = sizeof(name->octets) - name->length;

    if (room < 2 || part->length > room - 2) {
        name->length = 0;
        return 0;
    }
    name->octets[name->length++] = part->length >> 8;
    name->octets[name->length++] = part->length & 0xff;
    if (part->length > 0)
        memcpy(name->octets + name->length, part->data, part->length);
    name->length += part->length;
    return 1;
}

void
kxover_recent_principal(krb5_const_principal principal,
                        struct kxover_recent_name *name)
{
    int i, fits;

    name->length = 0;
    fits = add_part(name, &principal->realm);
    for (i = 0; i < principal->length && fits; i++)
        fits = add_part(name, &principal->data[i]);
}

void
kxover_recent_pair(const krb5_data *first, const krb5_data *second,
                   struct kxover_recent_name *name)
{
    name->length = 0;
    if (add_part(name, first))
        (void)add_part(name, second);
}

/*** The table ***/

/* Return the first place of a name's row in the table, by FNV-1a. */
static size_t
row_of(const struct kxover_recent_name *name)
{
    uint32_t hash = 2166136261u;
    size_t i;

    for (i = 0; i < name->length; i++)
        hash = (hash ^ name->octets[i]) * 16777619u;
    return hash % (KXOVER_RECENT / KXOVER_RECENT_ROW) * KXOVER_RECENT_ROW;
}

static int
same(const struct kxover_recent_name *a, const struct kxover_recent_name *b)
{
    return a->length == b->length &&
        memcmp(a->octets, b->octets, a->length) == 0;
}

int
kxover_recent_has(const struct kxover_recent *recent,
                  const struct kxover_recent_name *name)
{
    const struct kxover_recent_place *row;
    int64_t now;
    size_t i;

    if (name->length == 0)
        return 0;
    row = &recent->places[row_of(name)];
    for (i = 0; i < KXOVER_RECENT_ROW; i++) {
        if (same(&row[i].name, name)) {
            now = now_ns();
            return now != 0 && now < row[i].until;
        }
    }
    return 0;
}

void
kxover_recent_keep(struct kxover_recent *recent,
                   const struct kxover_recent_name *name)
{
    struct kxover_recent_place *row, *place;
    int64_t now = now_ns();
    size_t i;

    if (name->length == 0 || now == 0)
        return;
    row = place = &recent->places[row_of(name)];
    /* A name is in one place only. */
    for (i = 0; i < KXOVER_RECENT_ROW; i++) {
        if (same(&row[i].name, name)) {
            place = &row[i];
            break;
        }
        if (row[i].until < place->until)
            place = &row[i];
    }
    place->until = now + KXOVER_RECENT_NS;
    place->name.length = name->length;
    memcpy(place->name.octets, name->octets, name->length);
}
