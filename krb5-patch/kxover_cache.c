/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_cache.c - referrals that kxoverd gave, while they hold */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_cache.h"

#include <stdlib.h>
#include <string.h>

struct kxover_kept {
    int64_t end;                /* it holds before this time */
    char *service;              /* in the same piece of memory */
    char *target;
    char realm[];               /* of the KDC that asked */
};

/* FNV-1a, of 32 bits. */
static uint32_t
hash(const char *s, uint32_t h)
{
    for (; *s != '\0'; s++)
        h = (h ^ (unsigned char)*s) * 16777619u;
    return h;
}

static unsigned int
set_of(const struct kxover_question *question)
{
    return hash(question->service, hash(question->realm, 2166136261u)) %
        KXOVER_CACHE_SETS;
}

static int
is_of(const struct kxover_kept *kept, const struct kxover_question *question)
{
    return kept != NULL && strcmp(kept->service, question->service) == 0 &&
        strcmp(kept->realm, question->realm) == 0;
}

static struct kxover_kept *
make(const struct kxover_question *question, const char *target, int64_t end)
{
    size_t realm_size = strlen(question->realm) + 1;
    size_t service_size = strlen(question->service) + 1;
    size_t target_size = strlen(target) + 1;
    struct kxover_kept *kept;

    kept = malloc(sizeof(*kept) + realm_size + service_size + target_size);
    if (kept == NULL)
        return NULL;
    kept->end = end;
    kept->service = kept->realm + realm_size;
    kept->target = kept->service + service_size;
    memcpy(kept->realm, question->realm, realm_size);
    memcpy(kept->service, question->service, service_size);
    memcpy(kept->target, target, target_size);
    return kept;
}

void
kxover_cache_keep(struct kxover_cache *cache,
                  const struct kxover_question *question,
                  const struct kxover_answer *answer, int64_t now)
{
    struct kxover_kept **set = cache->kept[set_of(question)];
    int64_t ttl = answer->ttl;
    int i, place = 0;

    for (i = 0; i < KXOVER_CACHE_WAYS; i++) {
        if (is_of(set[i], question)) {
            place = i;
            break;
        }
        if (set[place] != NULL &&
            (set[i] == NULL || set[i]->end < set[place]->end))
            place = i;
    }
    /* Another answer to the same question ends what was kept, too. */
    if (answer->result != KXOVER_REFERRAL || ttl == 0) {
        if (!is_of(set[place], question))
            return;
        free(set[place]);
        set[place] = NULL;
        return;
    }
    if (ttl > KXOVER_LONGEST_TTL)
        ttl = KXOVER_LONGEST_TTL;
    free(set[place]);
    set[place] = make(question, answer->realm, now + ttl * 1000);
}

const char *
kxover_cache_find(const struct kxover_cache *cache,
                  const struct kxover_question *question, int64_t now)
{
    struct kxover_kept *const *set = cache->kept[set_of(question)];
    int i;

    for (i = 0; i < KXOVER_CACHE_WAYS; i++) {
        if (is_of(set[i], question))
            return now < set[i]->end ? set[i]->target : NULL;
    }
    return NULL;
}

void
kxover_cache_forget(struct kxover_cache *cache)
{
    int i, j;

    for (i = 0; i < KXOVER_CACHE_SETS; i++) {
        for (j = 0; j < KXOVER_CACHE_WAYS; j++) {
            free(cache->kept[i][j]);
            cache->kept[i][j] = NULL;
        }
    }
}
