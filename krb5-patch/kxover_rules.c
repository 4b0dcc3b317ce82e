/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_rules.c - rules, patterns and transited fields */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_rules.h"
#include "kxover_names.h"

#include <string.h>

/* The longest realm in a transited field, as in MIT's KDC. */
#define MAX_REALM 500

/* As \s in Java's regular expressions. */
#define BLANKS " \t\n\v\f\r"

int
kxover_is(const krb5_data *data, const char *string)
{
    return data->length == strlen(string) &&
        memcmp(data->data, string, data->length) == 0;
}

int
kxover_equal(const krb5_data *a, const krb5_data *b)
{
    return a->length == b->length &&
        (a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

/*** Rules ***/

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* Compare without case, as DNS does. */
static int
same_text(const char *a, const char *b, size_t len)
{
    size_t i;

    for (i = 0; i < len; i++) {
        if (lower(a[i]) != lower(b[i]))
            return 0;
    }
    return 1;
}

/* Return true if text of this length is the word. */
static int
is_word(const char *text, size_t len, const char *word)
{
    return len == strlen(word) && memcmp(text, word, len) == 0;
}

/* Return true if the pattern of a rule, which is valid, matches the realm. */
static int
rule_matches(const char *pattern, size_t len, const krb5_data *realm)
{
    int by_name = *pattern != '*';

    if (!by_name && kxover_is(realm, KXOVER_PROBE_REALM))
        return 0;
    if (is_word(pattern, len, "*"))
        return 1;
    if (by_name)
        return realm->length == len && same_text(pattern, realm->data, len);
    /* With the dot, but without the star. */
    pattern++;
    len--;
    return realm->length > len &&
        same_text(pattern, realm->data + realm->length - len, len);
}

/* Return true for "*", "*.b.example" or "b.example". */
static int
is_realm_pattern(const char *text, size_t len)
{
    char name[KXOVER_MAX_REALM + 1];

    if (is_word(text, len, "*"))
        return 1;
    if (len > 2 && memcmp(text, "*.", 2) == 0) {
        text += 2;
        len -= 2;
    }
    if (len >= sizeof(name))
        return 0;
    memcpy(name, text, len);
    name[len] = '\0';
    return kxover_is_realm(name);
}

/* Apply one element to *decision, which is KXOVER_BAD_RULES until a rule has
 * matched. Return false if the element is not valid. */
static int
apply_element(const char *text, size_t len, const krb5_data *realm,
              enum kxover_opening *decision, int *has_anonymous)
{
    size_t word = strcspn(text, BLANKS), blanks;
    int allow;

    if (is_word(text, len, "anonymous")) {
        *has_anonymous = 1;
        return 1;
    }
    if (word >= len)
        return 0;
    allow = is_word(text, word, "allow");
    if (!allow && !is_word(text, word, "deny"))
        return 0;
    blanks = strspn(text + word, BLANKS);
    text += word + blanks;
    len -= word + blanks;
    if (!is_realm_pattern(text, len))
        return 0;
    if (*decision == KXOVER_BAD_RULES && rule_matches(text, len, realm))
        *decision = allow ? KXOVER_OPEN : KXOVER_CLOSED;
    return 1;
}

enum kxover_opening
kxover_apply_rules(const char *rules, const krb5_data *realm, int anonymous)
{
    enum kxover_opening decision = KXOVER_BAD_RULES;
    int has_anonymous = 0;
    size_t len, part;

    if (strnlen(rules, KXOVER_MAX_RULES + 1) > KXOVER_MAX_RULES)
        return KXOVER_BAD_RULES;
    for (;;) {
        rules += strspn(rules, BLANKS);
        part = len = strcspn(rules, ",");
        while (len > 0 && strchr(BLANKS, rules[len - 1]) != NULL)
            len--;
        if (!apply_element(rules, len, realm, &decision, &has_anonymous))
            return KXOVER_BAD_RULES;
        if (rules[part] == '\0')
            break;
        rules += part + 1;
    }
    if (decision != KXOVER_OPEN || (anonymous && !has_anonymous))
        return KXOVER_CLOSED;
    return KXOVER_OPEN;
}

/*** Patterns ***/

int
kxover_is_pattern(const char *pattern)
{
    size_t len = strnlen(pattern, KXOVER_MAX_PATTERN + 1);
    const char *p;

    if (len == 0 || len > KXOVER_MAX_PATTERN || *pattern == '/' ||
        pattern[len - 1] == '/' || strstr(pattern, "//") != NULL)
        return 0;
    for (p = pattern; *p != '\0'; p++) {
        /* A realm or an escape would never match. */
        if (*p <= ' ' || *p > '~' || *p == '@' || *p == '\\')
            return 0;
    }
    return 1;
}

/* Return true if the pattern of this length matches all of the text. */
static int
matches_component(const char *pattern, size_t len, const krb5_data *text)
{
    size_t p = 0, t = 0, star = len, resume = 0;

    while (t < text->length) {
        if (p < len && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < len && pattern[p] == text->data[t]) {
            p++;
            t++;
        } else if (star < len) {
            /* Let the last star take one octet more. */
            p = star + 1;
            t = ++resume;
        } else {
            return 0;
        }
    }
    while (p < len && pattern[p] == '*')
        p++;
    return p == len;
}

int
kxover_matches(const char *pattern, krb5_const_principal name)
{
    size_t len;
    int i;

    for (i = 0; i < name->length; i++) {
        len = strcspn(pattern, "/");
        if (!matches_component(pattern, len, &name->data[i]))
            return 0;
        pattern += len;
        if (*pattern == '\0')
            return i + 1 == name->length;
        pattern++;
    }
    return 0;
}

/*** Transited fields ***/

struct subfield {
    char text[MAX_REALM];
    size_t len;
    int alone;                  /* a blank before it: written in full */
};

/* Read the subfield at *pos, up to a comma or the end. Return 0 or -1. */
static int
read_subfield(const krb5_data *field, unsigned int *pos, struct subfield *out)
{
    char c;

    out->len = 0;
    out->alone = 0;
    while (*pos < field->length) {
        c = field->data[(*pos)++];
        if (c == ',')
            return 0;
        if (c == ' ' && out->len == 0 && !out->alone) {
            out->alone = 1;
            continue;
        }
        if (c == '\\') {
            if (*pos == field->length)
                return -1;
            c = field->data[(*pos)++];
        }
        if (c == '\0' || out->len == sizeof(out->text))
            return -1;
        out->text[out->len++] = c;
    }
    return 0;
}

/* Append to a name that ends in a dot, or put before one that begins with a
 * slash, the name of the subfield before. Return 0 or -1. */
static int
expand(struct subfield *name, const struct subfield *before)
{
    int below = name->len > 0 && name->text[name->len - 1] == '.';
    int x500 = name->len > 0 && name->text[0] == '/' && before->len > 0 &&
        before->text[0] == '/';

    if (name->alone || (!below && !x500))
        return 0;
    if (name->len + before->len > sizeof(name->text))
        return -1;
    if (x500) {
        memmove(name->text + before->len, name->text, name->len);
        memcpy(name->text, before->text, before->len);
    } else {
        memcpy(name->text + name->len, before->text, before->len);
    }
    name->len += before->len;
    return 0;
}

int
kxover_each_transited(const krb5_data *field,
                      int (*fn)(void *arg, const krb5_data *realm), void *arg)
{
    struct subfield name, before = { .len = 0 };
    unsigned int pos = 0, count = 0;
    krb5_data realm = { 0 };
    int ret;

    while (pos < field->length) {
        if (read_subfield(field, &pos, &name) != 0 ||
            expand(&name, &before) != 0)
            return -1;
        if (name.len == 0)
            continue;
        if (++count > KXOVER_MAX_TRANSITED)
            return -1;
        realm.data = name.text;
        realm.length = name.len;
        ret = fn(arg, &realm);
        if (ret != 0)
            return ret;
        before = name;
    }
    return 0;
}
