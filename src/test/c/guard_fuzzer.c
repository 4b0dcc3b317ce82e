/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/guard_fuzzer.c - libFuzzer on the texts that the guard reads */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * The input is two strings, each ended by a NUL or the end. They are a realm
 * and rules, a name and a pattern, and the second one a transited field. "make
 * -C krb5-patch fuzz" runs this.
 */

#define _GNU_SOURCE             /* memmem, strcasestr */

#include "kxover_rules.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int holds)
{
    if (!holds)
        abort();
}

/* A copy of the exact size, so that a sanitizer sees any overrun. */
static char *
copy(const uint8_t *data, size_t len)
{
    char *text = malloc(len + 1);

    must(text != NULL);
    memcpy(text, data, len);
    text[len] = '\0';
    return text;
}

static enum kxover_opening
with_rule_after(const char *rules, const char *rule, const krb5_data *realm)
{
    enum kxover_opening opening;
    size_t size = strlen(rules) + strlen(rule) + 1;
    char *longer = malloc(size);

    must(longer != NULL);
    snprintf(longer, size, "%s%s", rules, rule);
    opening = kxover_apply_rules(longer, realm, 0);
    free(longer);
    return opening;
}

static void
check_rules(const char *rules, const krb5_data *realm)
{
    krb5_data probe = { 0, strlen(KXOVER_PROBE_REALM),
                        (char *)KXOVER_PROBE_REALM };
    krb5_data none = { 0 };
    enum kxover_opening users = kxover_apply_rules(rules, realm, 0);
    enum kxover_opening anonymous = kxover_apply_rules(rules, realm, 1);
    enum kxover_opening nobody = kxover_apply_rules(rules, &none, 0);
    enum kxover_opening tried = kxover_apply_rules(rules, &probe, 0);

    /* Whether the rules are valid is not a matter of who comes. */
    must((users == KXOVER_BAD_RULES) == (anonymous == KXOVER_BAD_RULES));
    must((users == KXOVER_BAD_RULES) == (nobody == KXOVER_BAD_RULES));
    must((users == KXOVER_BAD_RULES) == (tried == KXOVER_BAD_RULES));
    must(anonymous != KXOVER_OPEN || users == KXOVER_OPEN);
    must(users != KXOVER_OPEN || strstr(rules, "allow") != NULL);
    must(anonymous != KXOVER_OPEN || strstr(rules, "anonymous") != NULL);
    must(tried != KXOVER_OPEN ||
         strcasestr(rules, KXOVER_PROBE_REALM) != NULL);
    if (users == KXOVER_BAD_RULES || strlen(rules) > KXOVER_MAX_RULES - 20)
        return;
    /* Who matches no rule stays outside. */
    must(with_rule_after(rules, ", deny *", realm) == users);
    must(with_rule_after(rules, ", nonsense", realm) == KXOVER_BAD_RULES);
    if (users == KXOVER_OPEN)
        must(with_rule_after(rules, ",allow *", realm) == KXOVER_OPEN);
}

static void
check_pattern(const char *pattern, const char *name)
{
    krb5_data parts[3] = { { 0 } };
    krb5_principal_data princ = { 0 };
    const char *end;

    princ.data = parts;
    for (; princ.length < 3; princ.length++) {
        end = strchrnul(name, '/');
        parts[princ.length].data = (char *)name;
        parts[princ.length].length = end - name;
        name = end + (*end == '/');
        if (*end == '\0') {
            princ.length++;
            break;
        }
    }
    if (!kxover_is_pattern(pattern))
        return;
    must(kxover_matches("*", &princ) == (princ.length == 1));
    must(kxover_matches("*/*", &princ) == (princ.length == 2));
    if (kxover_matches(pattern, &princ) && strchr(pattern, '*') == NULL)
        must(kxover_is(&parts[0], "") || *pattern == *parts[0].data);
}

struct seen {
    int count;
    size_t octets;
};

static int
see(void *arg, const krb5_data *realm)
{
    struct seen *seen = arg;

    must(realm->length > 0);
    must(memchr(realm->data, '\0', realm->length) == NULL);
    seen->octets += realm->length;
    must(++seen->count <= KXOVER_MAX_TRANSITED);
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *nul = memchr(data, '\0', size);
    size_t first = nul != NULL ? (size_t)(nul - data) : size;
    char *one = copy(data, first), *two;
    krb5_data d = { 0 };
    struct seen seen = { 0, 0 };

    data += first;
    size -= first;
    if (size > 0) {
        data++;
        size--;
    }
    two = copy(data, size);
    d.data = one;
    d.length = first;
    check_rules(two, &d);
    check_pattern(two, one);
    free(two);

    /* The field may hold NULs. */
    d.data = malloc(size > 0 ? size : 1);
    must(d.data != NULL);
    memcpy(d.data, data, size);
    d.length = size;
    kxover_each_transited(&d, see, &seen);
    free(d.data);
    free(one);
    return 0;
}
