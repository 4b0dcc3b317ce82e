/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_cache.h - referrals that kxoverd gave, while they hold */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * A referral says for how many seconds it holds, for whatever client: so long
 * the same question need not be asked again.  No other answer is kept.
 *
 * What is kept says where a host is, and not that there is a key: whoever uses
 * it looks into the database, and asks where that has no key to issue under.
 * It is forgotten when kxoverd says so or is gone, as its policy may be
 * another one from then on.
 */

#ifndef KXOVER_CACHE_H
#define KXOVER_CACHE_H

#include "kxover_client.h"

/* Referrals in one cache; the one that ends first makes room. */
#define KXOVER_CACHE_SETS 256
#define KXOVER_CACHE_WAYS 4

/* Longer than this none is kept, whatever kxoverd says; in seconds. */
#define KXOVER_LONGEST_TTL 300

/* All zero is an empty one. */
struct kxover_cache {
    struct kxover_kept *kept[KXOVER_CACHE_SETS][KXOVER_CACHE_WAYS];
};

/*
 * Keep the answer to a question at the time now, in milliseconds of a clock
 * that is never set, if it is a referral that holds for a while.  Without
 * memory it is not kept.
 */
void
kxover_cache_keep(struct kxover_cache *cache,
                  const struct kxover_question *question,
                  const struct kxover_answer *answer, int64_t now);

/* Return the realm to refer to, or NULL if it is not known now.  It is valid
 * till the cache is changed. */
const char *
kxover_cache_find(const struct kxover_cache *cache,
                  const struct kxover_question *question, int64_t now);

/* Make it empty. */
void
kxover_cache_forget(struct kxover_cache *cache);

#endif /* KXOVER_CACHE_H */
