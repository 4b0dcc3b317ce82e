/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/guard_driver.c - run the guard's judge without a KDC */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * guard_driver < commands
 *     carries out a command a line, and prints a line for each. The words of a
 *     command are separated by tabs:
 *         rules REALM RULES        open, closed or bad
 *         anonymous REALM RULES    as rules, for an anonymous user
 *         pattern PATTERN NAME     yes, no or bad
 *         transited FIELD          the realms with a blank between, or bad
 *         judge KEY=VALUE...       the verdict and its reason, of a request to
 *                                  the KDC of A.EXAMPLE; see struct world in
 *                                  guard_world.h
 *
 * guard_driver all
 *     judges all combinations of some names, and checks what must hold for
 *     every judgement. Prints how many there were of each verdict.
 */

#define _GNU_SOURCE             /* strsep */

#include "guard_world.h"
#include "kxover_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORDS 20

static void
set_word(struct world *w, char *word)
{
    struct { const char *key; const char **text; int *flag; } words[] = {
        { "header", &w->header, NULL }, { "client", &w->client, NULL },
        { "transited", &w->transited, NULL }, { "second", &w->second, NULL },
        { "second_client", &w->second_client, NULL },
        { "second_transited", &w->second_transited, NULL },
        { "server", &w->server, NULL }, { "requested", &w->requested, NULL },
        { "ours", &w->ours, NULL }, { "hand", &w->hand, NULL },
        { "blocked", &w->blocked, NULL },
        { "broken", &w->broken, NULL }, { "rules", &w->rules, NULL },
        { "open", &w->open, NULL }, { "home", &w->home, NULL },
        { "name", &w->name, NULL }, { "host", &w->host, NULL },
        { "s4u", NULL, &w->s4u }, { "stays", NULL, &w->stays },
        { "invalid", NULL, &w->invalid }, { "no_user", NULL, &w->no_user }
    };
    char *value = strchr(word, '=');
    size_t i;

    if (value == NULL)
        abort();
    *value++ = '\0';
    for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (strcmp(words[i].key, word) != 0)
            continue;
        if (words[i].text != NULL)
            *words[i].text = value;
        else
            *words[i].flag = 1;
        return;
    }
    abort();
}

static void
judge_words(char **words, int count)
{
    struct world w = { 0 };
    struct kxover_judgement j;
    int i;

    for (i = 1; i < count; i++)
        set_word(&w, words[i]);
    j = judge(&w);
    if (w.inside && j.verdict != KXOVER_PASS)
        abort();
    printf("%s%s%s%s\n", verdicts[j.verdict], j.probe ? " probe" : "",
           j.reason != KXOVER_WHY_NONE ? ": " : "",
           j.reason != KXOVER_WHY_NONE ? kxover_reason_text(j.reason) : "");
}

static int
print_realm(void *arg, const krb5_data *realm)
{
    int *count = arg;

    printf("%s%.*s", (*count)++ > 0 ? " " : "", (int)realm->length,
           realm->data);
    return 0;
}

static void
carry_out(char **words, int count)
{
    static const char *const openings[] = { "bad", "closed", "open" };
    krb5_data data = { 0 };
    krb5_principal name;
    int anonymous = strcmp(words[0], "anonymous") == 0, printed = 0;

    if (count > 1) {
        data.data = words[1];
        data.length = strlen(words[1]);
    }
    if (count == 3 && (anonymous || strcmp(words[0], "rules") == 0)) {
        printf("%s\n", openings[kxover_apply_rules(words[2], &data,
                                                   anonymous)]);
    } else if (count == 3 && strcmp(words[0], "pattern") == 0) {
        name = parse(words[2]);
        printf("%s\n", !kxover_is_pattern(words[1]) ? "bad" :
               kxover_matches(words[1], name) ? "yes" : "no");
        krb5_free_principal(context, name);
    } else if (count == 2 && strcmp(words[0], "transited") == 0) {
        printf("%s\n", kxover_each_transited(&data, print_realm, &printed) ?
               "bad" : "");
    } else if (strcmp(words[0], "judge") == 0) {
        judge_words(words, count);
    } else {
        abort();
    }
}

int
main(int argc, char **argv)
{
    static char line[1 << 16];
    char *words[MAX_WORDS], *p;
    int count, ret = 0;

    if (krb5_init_context(&context) != 0)
        return 2;
    if (argc == 2 && strcmp(argv[1], "all") == 0) {
        ret = judge_all();
    } else {
        while (fgets(line, sizeof(line), stdin) != NULL) {
            line[strcspn(line, "\n")] = '\0';
            count = 0;
            for (p = line; p != NULL && count < MAX_WORDS; count++)
                words[count] = strsep(&p, "\t");
            carry_out(words, count);
        }
    }
    krb5_free_context(context);
    return ret;
}
