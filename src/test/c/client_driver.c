/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/client_driver.c - run the protocol's C code from the tests */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * client_driver parse N < octets
 *     feeds standard input to the answer parser, N octets at a time, and
 *     prints a line for each answer and one for an error.
 * client_driver fuzz SEED ROUNDS < octets
 *     changes the octets at random, ROUNDS times, and checks that pieces of
 *     different sizes give the same answers.
 * client_driver build SIZE ID REALM SERVICE [CLIENT]
 *     prints the request, built into SIZE octets, or "error NAME".
 * client_driver octets
 *     prints 768 messages, of ids 1 to 768: for each of realm, service and
 *     client, the request whose value there is "x", one octet and "y", for the
 *     octets 0 to 255.  The client has the realm A.EXAMPLE.  A request that
 *     cannot be built is "error NAME" and an empty line.
 * client_driver cache < commands
 *     carries out a command a line on a cache of referrals, at a time in
 *     milliseconds, and prints what "find" finds, or "-":
 *         keep TIME REALM SERVICE RESULT TARGET TTL
 *         fill TIME COUNT TTL      keeps as many of services s0, s1 and so on
 *         count TIME COUNT         prints how many of those are found
 *         find TIME REALM SERVICE
 *         forget
 */

#include "kxover_cache.h"
#include "kxover_client.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_INPUT (1 << 20)

static const char *const results[] = {
    "referral", "local", "none", "denied", "failed"
};

/* Write what the parser makes of the input to out. */
static void
parse(const char *data, size_t len, size_t piece, char *out, size_t size)
{
    struct kxover_parser parser;
    enum kxover_parse state = KXOVER_MORE;
    size_t used, n, pos = 0;
    char *copy;

    *out = '\0';
    kxover_parser_init(&parser);
    while (pos < len && state != KXOVER_BAD) {
        n = len - pos < piece ? len - pos : piece;
        /* A copy of the exact size, so that a sanitizer sees any overrun. */
        copy = malloc(n);
        if (copy == NULL)
            abort();
        memcpy(copy, data + pos, n);
        state = kxover_parser_feed(&parser, copy, n, &used);
        free(copy);
        if (used > n || (state == KXOVER_MORE && used != n))
            abort();
        pos += used;
        n = strlen(out);
        if (state == KXOVER_ANSWER) {
            snprintf(out + n, size - n, "%" PRIu64 "|%s|%s|%" PRIu32 "|%s\n",
                     parser.answer.id, results[parser.answer.result],
                     parser.answer.realm, parser.answer.ttl,
                     parser.answer.reason);
        } else if (state == KXOVER_BAD_ANSWER && parser.has_id) {
            snprintf(out + n, size - n, "%" PRIu64 "|bad: %s\n",
                     parser.answer.id, parser.error);
        } else if (state == KXOVER_BAD_ANSWER) {
            snprintf(out + n, size - n, "bad: %s\n", parser.error);
        } else if (state == KXOVER_BAD) {
            snprintf(out + n, size - n, "lost: %s\n", parser.error);
        }
    }
    /* After KXOVER_BAD every call must return it again. */
    if (state == KXOVER_BAD &&
        kxover_parser_feed(&parser, "kxover=1\n", 9, &used) != KXOVER_BAD)
        abort();
}

static int
fuzz(const char *data, size_t len, unsigned int seed, int rounds)
{
    static char changed[MAX_INPUT], whole[65536], pieces[65536];
    int i, j, bad = 0;

    srand(seed);
    for (i = 0; i < rounds; i++) {
        memcpy(changed, data, len);
        for (j = rand() % 4; j >= 0; j--) {
            changed[(size_t)rand() % len] =
                rand() % 2 ? "\n=\0 0.-a"[rand() % 8] : rand() & 0xff;
        }
        parse(changed, len, len, whole, sizeof(whole));
        parse(changed, len, 1 + (size_t)rand() % 40, pieces, sizeof(pieces));
        if (strcmp(whole, pieces) != 0) {
            printf("pieces differ: %s / %s\n", whole, pieces);
            return 1;
        }
        bad += strstr(whole, "bad: ") != NULL ||
            strstr(whole, "lost: ") != NULL;
    }
    printf("%d of %d refused\n", bad, rounds);
    return 0;
}

static void
print_request(size_t size, uint64_t id, const struct kxover_question *question,
              const char *end_of_error)
{
    size_t len;
    char *out;
    int ret;

    out = malloc(size);
    if (out == NULL)
        abort();
    ret = kxover_build_request(id, question, out, size, &len);
    if (ret == 0) {
        fwrite(out, 1, len, stdout);
    } else {
        printf("error %s%s", ret == EINVAL ? "EINVAL" : ret == EMSGSIZE ?
               "EMSGSIZE" : "?", end_of_error);
    }
    free(out);
}

static int
build(int argc, char **argv)
{
    struct kxover_question question = {
        .realm = argv[4], .service = argv[5], .client = argc > 6 ? argv[6] :
        NULL
    };

    print_request(strtoul(argv[2], NULL, 10), strtoull(argv[3], NULL, 10),
                  &question, "\n");
    return 0;
}

static int
octets(void)
{
    char value[] = "x?y", client[] = "x?y@A.EXAMPLE";
    int field, octet;

    for (field = 0; field < 3; field++) {
        for (octet = 0; octet < 256; octet++) {
            struct kxover_question question = {
                .realm = field == 0 ? value : "A.EXAMPLE",
                .service = field == 1 ? value : "HTTP/www.b.example",
                .client = field == 2 ? client : "alice@A.EXAMPLE"
            };

            value[1] = client[1] = octet;
            print_request(KXOVER_MAX_MESSAGE, field * 256 + octet + 1,
                          &question, "\n\n");
        }
    }
    return 0;
}

static void
keep(struct kxover_cache *cache, const char *realm, const char *service,
     int result, const char *target, uint32_t ttl, int64_t now)
{
    const struct kxover_question question = { realm, service, NULL };
    struct kxover_answer answer = { .result = result, .ttl = ttl };

    snprintf(answer.realm, sizeof(answer.realm), "%s", target);
    kxover_cache_keep(cache, &question, &answer, now);
}

static const char *
find(const struct kxover_cache *cache, const char *realm, const char *service,
     int64_t now)
{
    const struct kxover_question question = { realm, service, NULL };

    return kxover_cache_find(cache, &question, now);
}

static int
cache_commands(void)
{
    static struct kxover_cache cache;
    char line[1024], realm[300], service[400], result[20], target[254];
    const char *found;
    long long now;
    unsigned int ttl, count, i, n;

    while (fgets(line, sizeof(line), stdin) != NULL) {
        if (sscanf(line, "keep %lld %299s %399s %19s %253s %u", &now, realm,
                   service, result, target, &ttl) == 6) {
            for (i = 0; strcmp(results[i], result) != 0; i++)
                continue;
            keep(&cache, realm, service, i, target, ttl, now);
        } else if (sscanf(line, "fill %lld %u %u", &now, &count, &ttl) == 3) {
            for (i = 0; i < count; i++) {
                snprintf(service, sizeof(service), "s%u", i);
                keep(&cache, "A", service, KXOVER_REFERRAL, "B", ttl, now);
            }
        } else if (sscanf(line, "count %lld %u", &now, &count) == 2) {
            for (n = i = 0; i < count; i++) {
                snprintf(service, sizeof(service), "s%u", i);
                n += find(&cache, "A", service, now) != NULL;
            }
            printf("%u\n", n);
        } else if (sscanf(line, "find %lld %299s %399s", &now, realm,
                          service) == 3) {
            found = find(&cache, realm, service, now);
            printf("%s\n", found == NULL ? "-" : found);
        } else {
            kxover_cache_forget(&cache);
        }
    }
    kxover_cache_forget(&cache);
    return 0;
}

int
main(int argc, char **argv)
{
    static char data[MAX_INPUT], out[65536];
    size_t len;

    if (argc >= 6 && strcmp(argv[1], "build") == 0)
        return build(argc, argv);
    if (argc == 2 && strcmp(argv[1], "octets") == 0)
        return octets();
    if (argc == 2 && strcmp(argv[1], "cache") == 0)
        return cache_commands();
    len = fread(data, 1, sizeof(data), stdin);
    if (argc == 4 && strcmp(argv[1], "fuzz") == 0 && len > 0)
        return fuzz(data, len, atoi(argv[2]), atoi(argv[3]));
    if (argc != 3 || strcmp(argv[1], "parse") != 0)
        return 2;
    parse(data, len, strtoul(argv[2], NULL, 10), out, sizeof(out));
    fputs(out, stdout);
    return 0;
}
