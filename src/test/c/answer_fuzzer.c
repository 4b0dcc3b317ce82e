/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/answer_fuzzer.c - libFuzzer on the parser of answers */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * The first octet chooses the sizes of the pieces in which the rest arrives.
 * Parsed in one piece, the input must give the same answers. Each answer must
 * be safe in a principal name and in a log. A good answer can follow a bad
 * one. "make -C krb5-patch fuzz" runs this.
 */

#include "kxover_client.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ANSWERS 16

struct outcome {
    int n, bad, lost;
    struct kxover_answer answers[MAX_ANSWERS];
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct kxover_answer *answer)
{
    const char *p;

    if (answer->result > KXOVER_FAILED ||
        strnlen(answer->reason, sizeof(answer->reason)) > KXOVER_MAX_LINE ||
        strnlen(answer->realm, sizeof(answer->realm)) > KXOVER_MAX_REALM)
        abort();
    if ((answer->result == KXOVER_REFERRAL) != (*answer->realm != '\0'))
        abort();
    for (p = answer->realm; *p != '\0'; p++) {
        if (strchr("/@\\ ", *p) != NULL)
            abort();
    }
    for (p = answer->reason; *p != '\0'; p++) {
        if (*p < ' ' || *p > '~')
            abort();
    }
}

static void
parse(const uint8_t *data, size_t size, size_t piece, struct outcome *out)
{
    struct kxover_parser parser;
    enum kxover_parse state = KXOVER_MORE;
    size_t n, used;

    memset(out, 0, sizeof(*out));
    kxover_parser_init(&parser);
    while (size > 0 && state != KXOVER_BAD) {
        n = size < piece ? size : piece;
        state = kxover_parser_feed(&parser, (const char *)data, n, &used);
        if (used > n || (state == KXOVER_MORE && used != n) ||
            (used == 0 && state != KXOVER_BAD) ||
            ((state == KXOVER_BAD || state == KXOVER_BAD_ANSWER) &&
             parser.error == NULL) ||
            (state == KXOVER_ANSWER && parser.error != NULL))
            abort();
        data += used;
        size -= used;
        out->bad += state == KXOVER_BAD_ANSWER;
        if (state != KXOVER_ANSWER)
            continue;
        check(&parser.answer);
        if (out->n < MAX_ANSWERS)
            out->answers[out->n++] = parser.answer;
    }
    out->lost = state == KXOVER_BAD;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct outcome whole, pieces;

    if (size < 2)
        return 0;
    parse(data + 1, size - 1, size, &whole);
    parse(data + 1, size - 1, 1 + data[0] % 64, &pieces);
    if (memcmp(&whole, &pieces, sizeof(whole)) != 0)
        abort();
    return 0;
}
