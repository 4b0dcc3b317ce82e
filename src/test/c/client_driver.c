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
 */

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
        if (state == KXOVER_ANSWER)
            snprintf(out + n, size - n, "%" PRIu64 "|%s|%s|%" PRIu32 "|%s\n",
                     parser.answer.id, results[parser.answer.result],
                     parser.answer.realm, parser.answer.ttl,
                     parser.answer.reason);
        else if (state == KXOVER_BAD)
            snprintf(out + n, size - n, "bad: %s\n", parser.error);
    }
    /* An error is final. */
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
        for (j = rand() % 4; j >= 0; j--)
            changed[(size_t)rand() % len] =
                rand() % 2 ? "\n=\0 0.-a"[rand() % 8] : rand() & 0xff;
        parse(changed, len, len, whole, sizeof(whole));
        parse(changed, len, 1 + (size_t)rand() % 40, pieces, sizeof(pieces));
        if (strcmp(whole, pieces) != 0) {
            printf("pieces differ: %s / %s\n", whole, pieces);
            return 1;
        }
        bad += strstr(whole, "bad: ") != NULL;
    }
    printf("%d of %d refused\n", bad, rounds);
    return 0;
}

static int
build(int argc, char **argv)
{
    struct kxover_question question = {
        .realm = argv[4], .service = argv[5], .client = argc > 6 ? argv[6] :
        NULL
    };
    size_t size = strtoul(argv[2], NULL, 10), len;
    char *out;
    int ret;

    out = malloc(size);
    if (out == NULL)
        abort();
    ret = kxover_build_request(strtoull(argv[3], NULL, 10), &question, out,
                               size, &len);
    if (ret == 0)
        fwrite(out, 1, len, stdout);
    else
        printf("error %s\n", ret == EINVAL ? "EINVAL" : ret == EMSGSIZE ?
               "EMSGSIZE" : "?");
    free(out);
    return 0;
}

int
main(int argc, char **argv)
{
    static char data[MAX_INPUT], out[65536];
    size_t len;

    if (argc >= 6 && strcmp(argv[1], "build") == 0)
        return build(argc, argv);
    len = fread(data, 1, sizeof(data), stdin);
    if (argc == 4 && strcmp(argv[1], "fuzz") == 0 && len > 0)
        return fuzz(data, len, atoi(argv[2]), atoi(argv[3]));
    if (argc != 3 || strcmp(argv[1], "parse") != 0)
        return 2;
    parse(data, len, strtoul(argv[2], NULL, 10), out, sizeof(out));
    fputs(out, stdout);
    return 0;
}
