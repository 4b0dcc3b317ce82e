/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/guard_world.c - a request and a database for the guard's judge */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "guard_world.h"
#include "kxover_rules.h"

#include <stdlib.h>
#include <string.h>

#define OWN "A.EXAMPLE"

krb5_context context;

const char *const verdicts[] = {
    [KXOVER_PASS] = "pass", [KXOVER_GRANT] = "grant",
    [KXOVER_REFUSE_CLOSED] = "closed", [KXOVER_REFUSE] = "refuse"
};

krb5_principal
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
    if (lists(w->blocked, realm))
        return KXOVER_BLOCKED;
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

struct kxover_judgement
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
