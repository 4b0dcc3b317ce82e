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
 *                                  the KDC of A.EXAMPLE; see struct world
 *
 * guard_driver all
 *     judges all combinations of some names, and checks what must hold for
 *     every judgement. Prints how many there were of each verdict.
 */

#define _GNU_SOURCE             /* strsep */

#include "kxover_guard.h"
#include "kxover_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OWN "A.EXAMPLE"
#define MAX_WORDS 20

static krb5_context context;

/* What the request holds, and what the database has. */
struct world {
    const char *header, *client, *transited;    /* of the header ticket */
    const char *second, *second_client, *second_transited;
    const char *server, *requested;
    const char *ours, *hand;    /* crossovers' realms, with blanks between */
    const char *broken;         /* realm whose crossover cannot be read */
    const char *rules;          /* of the service; "error" cannot be read */
    const char *open, *home;    /* a pattern */
    const char *name;           /* the client's canonical name */
    const char *host;           /* the realm of the host, if known */
    int s4u, stays, invalid, no_user;
    int inside;                 /* result: no other realm is concerned */
};

static const char *const verdicts[] = {
    [KXOVER_PASS] = "pass", [KXOVER_GRANT] = "grant",
    [KXOVER_REFUSE_CLOSED] = "closed", [KXOVER_REFUSE] = "refuse"
};

static krb5_principal
parse(const char *text)
{
    krb5_principal name;

    if (krb5_parse_name(context, text, &name) != 0)
        abort();
    return name;
}

/* Return true if the list has the realm. */
static int
lists(const char *list, const krb5_data *realm)
{
    size_t len;

    while (list != NULL && *list != '\0') {
        len = strcspn(list, " ");
        if (len == realm->length && memcmp(list, realm->data, len) == 0)
            return 1;
        list += len + (list[len] == ' ');
    }
    return 0;
}

static enum kxover_maker
maker_of(const struct world *w, const krb5_data *realm)
{
    if (lists(w->broken, realm))
        return KXOVER_UNKNOWN;
    if (lists(w->ours, realm))
        return KXOVER_OURS;
    return lists(w->hand, realm) ? KXOVER_BY_HAND : KXOVER_ABSENT;
}

static enum kxover_maker
maker(void *arg, krb5_const_principal name)
{
    if (name->length != 2 || !kxover_is(&name->data[0], "krbtgt"))
        abort();
    /* One of both realms is our own. */
    return maker_of(arg, kxover_is(&name->realm, "A.EXAMPLE") ?
                    &name->data[1] : &name->realm);
}

static enum kxover_maker
server_maker(void *arg)
{
    const struct world *w = arg;
    krb5_principal server = parse(w->server);
    enum kxover_maker found = maker_of(w, &server->data[1]);

    krb5_free_principal(context, server);
    return found;
}

static int
rules(void *arg, const char **rules_out)
{
    const struct world *w = arg;

    *rules_out = w->rules;
    return w->rules != NULL && strcmp(w->rules, "error") == 0;
}

static int
user(void *arg, krb5_const_principal client, krb5_const_principal *name_out,
     int *stays_out)
{
    static krb5_principal name;
    const struct world *w = arg;

    krb5_free_principal(context, name);
    name = NULL;
    if (w->name != NULL)
        name = parse(w->name);
    *name_out = name != NULL ? name : client;
    *stays_out = w->stays;
    return w->no_user;
}

static int
elsewhere(void *arg, krb5_const_principal name, const krb5_data *realm)
{
    const struct world *w = arg;

    (void)name;
    return w->host != NULL && !kxover_is(realm, w->host);
}

static void
set_transited(krb5_transited *out, const char *text)
{
    memset(out, 0, sizeof(*out));
    out->tr_type = KRB5_DOMAIN_X500_COMPRESS;
    if (text == NULL)
        return;
    if (*text == '?') {
        out->tr_type = 2;
        text++;
    }
    out->tr_contents.data = (char *)text;
    out->tr_contents.length = strlen(text);
}

static struct kxover_judgement
judge(struct world *w)
{
    struct kxover_facts facts = {
        maker, server_maker, rules, user, elsewhere, w
    };
    char *open[] = { (char *)w->open, NULL };
    char *home[] = { (char *)w->home, NULL };
    struct kxover_patterns patterns = { !w->invalid, open, home };
    krb5_data own = { 0, sizeof(OWN) - 1, (char *)OWN };
    krb5_transited first, other;
    krb5_principal names[6] = { NULL };
    struct kxover_ticket second;
    struct kxover_tgs tgs = { .realm = &own };
    struct kxover_judgement j;
    int i;

    set_transited(&first, w->transited);
    set_transited(&other, w->second_transited);
    tgs.header.server = names[0] = parse(w->header);
    tgs.header.client = names[1] = parse(w->client);
    tgs.header.transited = &first;
    tgs.server = names[2] = parse(w->server);
    tgs.requested = names[3] = parse(w->requested != NULL ? w->requested :
                                     w->server);
    tgs.s4u = w->s4u;
    if (w->second != NULL) {
        second.server = names[4] = parse(w->second);
        second.client = names[5] = parse(w->second_client);
        second.transited = &other;
        tgs.second = &second;
    }
    j = kxover_judge(&tgs, &facts, &patterns);
    w->inside = kxover_is_inside(&tgs);
    for (i = 0; i < 6; i++)
        krb5_free_principal(context, names[i]);
    return j;
}

/*** Commands ***/

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

/*** All combinations ***/

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static int
begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Return true if the ticket came over B or the probe's crossover, which are
 * ours in each of these worlds, or over none that the database has. */
static int
must_be_judged(const struct world *w)
{
    if (strstr(w->header, "@B.") || strstr(w->header, "@KXOVER") ||
        strstr(w->header, "@D."))
        return 1;
    if (strstr(w->header, "@C."))
        return 0;
    if (strstr(w->client, "@D.") && !strstr(w->transited, "C."))
        return 1;
    return strstr(w->client, "@B.") || strstr(w->client, "@KXOVER") ||
        strstr(w->transited, "B.");
}

/* Check a judgement by rules of its own. */
static int
holds(const struct world *w, const struct kxover_judgement *j)
{
    const char *requested = w->requested;
    int named = begins(w->rules, "allow");

    /* What a KDC does not even have judged. */
    if (w->inside && j->verdict != KXOVER_PASS)
        return 0;
    if (j->verdict == KXOVER_PASS) {
        if (must_be_judged(w))
            return 0;
        /* Only our own users go out to B. */
        return !begins(w->server, "krbtgt/B") ||
            ((strstr(w->client, "@A.") ||
              (strstr(w->client, "@WELL") && *w->transited == '\0')) &&
             !strstr(w->header, "@C.") &&
             !w->s4u && (!begins(requested, "krbtgt") ||
                         begins(requested, "krbtgt/B")));
    }
    if (j->verdict != KXOVER_GRANT)
        return 1;
    if (!must_be_judged(w) || w->s4u || !named || begins(w->server, "k") !=
        begins(w->server, "kxover-probe/open") ||
        begins(requested, "krbtgt") || begins(requested, "kadmin") ||
        strstr(w->server, "@B."))
        return 0;
    if (j->probe != (begins(w->server, "kxover-probe/open") != 0) ||
        j->probe != (begins(w->rules, "allow KXOVER") != 0))
        return 0;
    if (begins(w->client, "WELLKNOWN"))
        return strstr(w->rules, "anonymous") && !strchr(w->transited, ',');
    return j->probe ? strstr(w->client, "@KXOVER") != NULL :
        strstr(w->client, "@B.") != NULL;
}

static int
judge_all(void)
{
    static const char *const headers[] = {
        "krbtgt/A.EXAMPLE@A.EXAMPLE", "krbtgt/A.EXAMPLE@B.EXAMPLE",
        "krbtgt/A.EXAMPLE@C.EXAMPLE", "krbtgt/A.EXAMPLE@D.EXAMPLE",
        "krbtgt/A.EXAMPLE@KXOVER-PROBE.INVALID", "HTTP/w.a.example@A.EXAMPLE"
    };
    static const char *const clients[] = {
        "alice@A.EXAMPLE", "alice@B.EXAMPLE", "alice@C.EXAMPLE",
        "alice@D.EXAMPLE", "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS",
        "WELLKNOWN/ANONYMOUS@B.EXAMPLE", "probe@KXOVER-PROBE.INVALID",
        "krbtgt/B.EXAMPLE@A.EXAMPLE"
    };
    static const char *const fields[] = {
        "", "B.EXAMPLE", "C.EXAMPLE", "EXAMPLE,B.", "C.EXAMPLE,B.EXAMPLE", "\\"
    };
    static const char *const servers[] = {
        "HTTP/w.a.example@A.EXAMPLE", "kadmin/admin@A.EXAMPLE",
        "krbtgt/A.EXAMPLE@A.EXAMPLE", "krbtgt/B.EXAMPLE@A.EXAMPLE",
        "krbtgt/C.EXAMPLE@A.EXAMPLE", "krbtgt/A.EXAMPLE@B.EXAMPLE",
        "HTTP/w.b.example@B.EXAMPLE", "kxover-probe/open@A.EXAMPLE",
        "kxover-probe/closed@A.EXAMPLE"
    };
    static const char *const all_rules[] = {
        "deny *", "allow *", "allow *, anonymous",
        "allow KXOVER-PROBE.INVALID", "junk"
    };
    struct world w = { .ours = "B.EXAMPLE", .hand = "C.EXAMPLE" };
    struct kxover_judgement j;
    size_t h, c, f, s, r, u, a;
    int counts[4] = { 0 }, inside = 0;

    for (h = 0; h < COUNT(headers); h++)
    for (c = 0; c < COUNT(clients); c++)
    for (f = 0; f < COUNT(fields); f++)
    for (s = 0; s < COUNT(servers); s++)
    for (r = 0; r < COUNT(servers); r++)
    for (a = 0; a < COUNT(all_rules); a++)
    for (u = 0; u < 2; u++) {
        w.header = headers[h];
        w.client = clients[c];
        w.transited = fields[f];
        w.server = servers[s];
        w.requested = servers[r];
        w.rules = all_rules[a];
        w.s4u = u;
        j = judge(&w);
        counts[j.verdict]++;
        inside += w.inside;
        if (!holds(&w, &j)) {
            printf("%s: %s, %s, \"%s\", %s, %s, \"%s\", %d\n",
                   verdicts[j.verdict], w.header, w.client, w.transited,
                   w.server, w.requested, w.rules, w.s4u);
            return 1;
        }
    }
    printf("pass %d grant %d closed %d refuse %d inside %d\n",
           counts[KXOVER_PASS], counts[KXOVER_GRANT],
           counts[KXOVER_REFUSE_CLOSED], counts[KXOVER_REFUSE], inside);
    return 0;
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
