/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_cache.c - cache of kxoverd's referrals */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_cache.h"

#include <stdlib.h>
#include <string.h>

struct kxover_cached {
    int64_t end;                /* valid before this time */
    char *service;              /* in this allocation, as target */
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
set_index(const struct kxover_question *question)
{
    return hash(question->service, hash(question->realm, 2166136261u)) %
        KXOVER_CACHE_SETS;
}

static int
matches(const struct kxover_cached *entry,
        const struct kxover_question *question)
{
    return entry != NULL && strcmp(entry->service, question->service) == 0 &&
        strcmp(entry->realm, question->realm) == 0;
}

static struct kxover_cached *
new_entry(const struct kxover_question *question, const char *target,
          int64_t end)
{
    size_t realm_size = strlen(question->realm) + 1;
    size_t service_size = strlen(question->service) + 1;
    size_t target_size = strlen(target) + 1;
    struct kxover_cached *entry;

    entry = malloc(sizeof(*entry) + realm_size + service_size + target_size);
    if (entry == NULL)
        return NULL;
    entry->end = end;
    entry->service = entry->realm + realm_size;
    entry->target = entry->service + service_size;
    memcpy(entry->realm, question->realm, realm_size);
    memcpy(entry->service, question->service, service_size);
    memcpy(entry->target, target, target_size);
    return entry;
}

void
kxover_cache_keep(struct kxover_cache *cache,
                  const struct kxover_question *question,
                  const struct kxover_answer *answer, int64_t now)
{
    struct kxover_cached **set = cache->entries[set_index(question)];
    int64_t ttl = answer->ttl;
    int i, place = 0;

    for (i = 0; i < KXOVER_CACHE_WAYS; i++) {
        if (matches(set[i], question)) {
            place = i;
            break;
        }
        if (set[place] != NULL &&
            (set[i] == NULL || set[i]->end < set[place]->end))
            place = i;
    }
    /* Any other answer removes the entry. */
    if (answer->result != KXOVER_REFERRAL || ttl == 0) {
        if (!matches(set[place], question))
            return;
        free(set[place]);
        set[place] = NULL;
        return;
    }
    if (ttl > KXOVER_MAX_TTL)
        ttl = KXOVER_MAX_TTL;
    free(set[place]);
    set[place] = new_entry(question, answer->realm, now + ttl * 1000);
}

const char *
kxover_cache_find(const struct kxover_cache *cache,
                  const struct kxover_question *question, int64_t now)
{
    struct kxover_cached *const *set = cache->entries[set_index(question)];
    int i;

    for (i = 0; i < KXOVER_CACHE_WAYS; i++) {
        if (matches(set[i], question))
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
            free(cache->entries[i][j]);
            cache->entries[i][j] = NULL;
        }
    }
}
