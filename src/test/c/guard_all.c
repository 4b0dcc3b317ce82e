/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/guard_all.c - the guard's judge in all combinations of some names */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "guard_world.h"

#include <stdio.h>
#include <string.h>

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

int
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
