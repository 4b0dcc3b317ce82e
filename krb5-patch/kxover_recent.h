/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_recent.h - names that were seen a moment ago */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_RECENT_H
#define KXOVER_RECENT_H

#include <krb5/krb5.h>
#include <stdint.h>

/* How many names are kept, how many of them may have one hash, for how long
 * they are kept, and how long they are. */
#define KXOVER_RECENT 256
#define KXOVER_RECENT_ROW 4
#define KXOVER_RECENT_NS 1000000000LL
#define KXOVER_RECENT_OCTETS 208

/*
 * A name as octets: each part after its length, in two octets. A name that is
 * too long has length 0; it is never kept and never found.
 */
struct kxover_recent_name {
    size_t length;
    unsigned char octets[KXOVER_RECENT_OCTETS];
};

/* A table of names, in rows of one hash. A new name takes the place of the
 * oldest in its row. A table of zeros is empty. */
struct kxover_recent {
    struct kxover_recent_place {
        int64_t until;          /* on the monotonic clock */
        struct kxover_recent_name name;
    } places[KXOVER_RECENT];
};

/* Set *name to the realm and the parts of a principal. */
void
kxover_recent_principal(krb5_const_principal principal,
                        struct kxover_recent_name *name);

/* Set *name to two parts. */
void
kxover_recent_pair(const krb5_data *first, const krb5_data *second,
                   struct kxover_recent_name *name);

/* Return true if the name was kept less than KXOVER_RECENT_NS ago. */
int
kxover_recent_has(const struct kxover_recent *recent,
                  const struct kxover_recent_name *name);

/* Keep the name from now on. Without a clock nothing is kept. */
void
kxover_recent_keep(struct kxover_recent *recent,
                   const struct kxover_recent_name *name);

#endif /* KXOVER_RECENT_H */
