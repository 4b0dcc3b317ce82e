/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_cache.h - cache of kxoverd's referrals */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * A referral has a TTL and is valid for every client. Until it ends, the
 * question is not asked again. No other answer is cached.
 *
 * An entry says only which realm a host is in. The caller must also check that
 * the database has a valid key, and otherwise ask kxoverd. The cache is
 * emptied when kxoverd says so or disconnects, as its policy may have changed.
 */

#ifndef KXOVER_CACHE_H
#define KXOVER_CACHE_H

#include "kxover_client.h"

/* The size of a cache. In a full set, the entry that ends first is
 * replaced. */
#define KXOVER_CACHE_SETS 256
#define KXOVER_CACHE_WAYS 4

/* An upper bound for a TTL, in seconds. */
#define KXOVER_MAX_TTL 300

/* An empty cache is all zero. */
struct kxover_cache {
    struct kxover_cached *entries[KXOVER_CACHE_SETS][KXOVER_CACHE_WAYS];
};

/*
 * Cache the answer to a question if it is a referral with a TTL; any other
 * answer removes the entry. now is in milliseconds of a monotonic clock.
 * Without memory nothing is cached.
 */
void
kxover_cache_keep(struct kxover_cache *cache,
                  const struct kxover_question *question,
                  const struct kxover_answer *answer, int64_t now);

/* Return the realm to refer to, or NULL if there is no valid entry. The
 * pointer is valid until the cache changes. */
const char *
kxover_cache_find(const struct kxover_cache *cache,
                  const struct kxover_question *question, int64_t now);

/* Empty the cache. */
void
kxover_cache_forget(struct kxover_cache *cache);

#endif /* KXOVER_CACHE_H */
