/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard.c - judge tickets that cross a realm's border */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_guard.h"
#include "kxover_rules.h"

#include <string.h>

#define TGS "krbtgt"
#define ANONYMOUS_REALM "WELLKNOWN:ANONYMOUS"
#define PROBE_SERVICE "kxover-probe"

/* The request, and what was found out about it. */
struct trial {
    const struct kxover_tgs *tgs;
    const struct kxover_facts *facts;
    const struct kxover_patterns *patterns;
    const krb5_data *client_realm;      /* of the ticket in question */
    krb5_data them;             /* the realm of the crossover of ours */
    char them_text[500];        /* its octets */
    int by_hand;                /* a trust made by hand explains the ticket */
    enum kxover_reason error;   /* why it cannot be told where it is from */
};

static const struct kxover_judgement pass = {
    KXOVER_PASS, KXOVER_WHY_NONE, 0
};

static struct kxover_judgement
refuse(const struct trial *t, enum kxover_reason reason)
{
    struct kxover_judgement j = { KXOVER_REFUSE, reason, 0 };

    j.probe = kxover_is(&t->them, KXOVER_PROBE_REALM);
    return j;
}

/*** Names ***/

static int
has_words(krb5_const_principal name, const char *first, const char *second)
{
    return name->length == 2 && kxover_is(&name->data[0], first) &&
        kxover_is(&name->data[1], second);
}

static int
is_anonymous(krb5_const_principal name)
{
    return has_words(name, "WELLKNOWN", "ANONYMOUS") ||
        kxover_is(&name->realm, ANONYMOUS_REALM);
}

/* Return true for krbtgt/OTHER. */
static int
is_tgs(krb5_const_principal name)
{
    return name->length == 2 && kxover_is(&name->data[0], TGS);
}

/* Return true if nobody may come in for this service. */
static int
is_forbidden(const struct trial *t, krb5_const_principal name)
{
    static const char *const words[] = { TGS, "kadmin", "kiprop" };
    size_t i;

    if (!kxover_equal(&name->realm, t->tgs->realm) || name->length < 1)
        return 1;
    for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (kxover_is(&name->data[0], words[i]))
            return 1;
    }
    return 0;
}

static int
matches_one(char *const *patterns, krb5_const_principal name)
{
    for (; *patterns != NULL; patterns++) {
        if (kxover_matches(*patterns, name))
            return 1;
    }
    return 0;
}

/*** Where a ticket is from ***/

/* The probe's crossover is ours, whatever became of its attribute. */
static enum kxover_maker
find_maker(const struct trial *t, krb5_const_principal name)
{
    if (kxover_is(&name->realm, KXOVER_PROBE_REALM))
        return KXOVER_OURS;
    return t->facts->maker(t->facts->arg, name);
}

/* Note the realm of a crossover of ours. Return 1, or -1 if it is too long. */
static int
note_them(struct trial *t, const krb5_data *realm)
{
    if (realm->length > sizeof(t->them_text)) {
        t->error = KXOVER_WHY_LONG_REALM;
        return -1;
    }
    memcpy(t->them_text, realm->data, realm->length);
    t->them.data = t->them_text;
    t->them.length = realm->length;
    return 1;
}

/* Handle what is known of a crossover's maker. Return 1 if it is ours, -1 if
 * that cannot be told or it is blocked, and 0 otherwise. */
static int
note_maker(struct trial *t, enum kxover_maker maker, const krb5_data *realm)
{
    if (maker == KXOVER_OURS)
        return note_them(t, realm);
    if (maker == KXOVER_BY_HAND)
        t->by_hand = 1;
    if (maker == KXOVER_UNKNOWN)
        t->error = KXOVER_WHY_NO_DATABASE;
    if (maker == KXOVER_BLOCKED)
        t->error = KXOVER_WHY_BLOCKED;
    return maker == KXOVER_UNKNOWN || maker == KXOVER_BLOCKED ? -1 : 0;
}

/* Look up krbtgt/US@REALM. */
static int
try_realm(void *arg, const krb5_data *realm)
{
    struct trial *t = arg;
    krb5_data parts[2] = { { 0 } };
    krb5_principal_data name = { 0 };

    parts[0].data = (char *)TGS;
    parts[0].length = strlen(TGS);
    parts[1] = *t->tgs->realm;
    name.realm = *realm;
    name.data = parts;
    name.length = 2;
    return note_maker(t, find_maker(t, &name), realm);
}

/* As try_realm(), for a realm in the transited field. */
static int
try_transited(void *arg, const krb5_data *realm)
{
    struct trial *t = arg;

    if (kxover_equal(realm, t->tgs->realm) ||
        kxover_equal(realm, t->client_realm))
        return 0;
    return try_realm(t, realm);
}

static int
has_transited(const struct kxover_ticket *ticket)
{
    return ticket->transited->tr_contents.length > 0;
}

/*
 * Find out over which crossover the client of a ticket of ours came.
 * The KDC wrote the crossover's realm into the transited field, unless it is
 * the client's. Other realms in that field are another realm's claim, and can
 * do no more than to have the ticket refused.
 */
static int
trace(struct trial *t, const struct kxover_ticket *ticket)
{
    int ret;

    t->client_realm = &ticket->client->realm;
    ret = has_transited(ticket) &&
        ticket->transited->tr_type != KRB5_DOMAIN_X500_COMPRESS ? -1 :
        kxover_each_transited(&ticket->transited->tr_contents, try_transited,
                              t);
    if (ret == 0 && !kxover_equal(t->client_realm, t->tgs->realm) &&
        !kxover_is(t->client_realm, ANONYMOUS_REALM))
        ret = try_realm(t, t->client_realm);
    if (ret < 0 && t->error == KXOVER_WHY_NONE)
        t->error = KXOVER_WHY_BAD_FIELD;
    if (ret == 0 && !t->by_hand) {
        t->error = KXOVER_WHY_NO_CROSSOVER;
        ret = -1;
    }
    return ret;
}

/*
 * Return true if the client is a crossover of our realm. The other realm has
 * its key, too, and MIT's KDC lets it log in: as a user of our own.
 */
static int
is_crossover(struct trial *t, krb5_const_principal client)
{
    return is_tgs(client) && kxover_equal(&client->realm, t->tgs->realm) &&
        !kxover_equal(&client->data[1], t->tgs->realm) &&
        find_maker(t, client) != KXOVER_BY_HAND;
}

/* Return 1 if the ticket came over a crossover of ours, to the realm in
 * t->them; 0 if not; or -1 with t->error. */
static int
comes_over_ours(struct trial *t, const struct kxover_ticket *ticket)
{
    enum kxover_maker maker;
    krb5_const_principal client = ticket->client;

    t->by_hand = 0;
    if (!kxover_equal(&ticket->server->realm, t->tgs->realm)) {
        maker = find_maker(t, ticket->server);
        if (maker == KXOVER_ABSENT)
            maker = KXOVER_UNKNOWN;     /* the KDC has just used it */
        return note_maker(t, maker, &ticket->server->realm);
    }
    if (is_crossover(t, client)) {
        t->error = KXOVER_WHY_LOGIN;
        return -1;
    }
    /* Our own users. */
    if (!has_transited(ticket) &&
        (kxover_equal(&client->realm, t->tgs->realm) ||
         kxover_is(&client->realm, ANONYMOUS_REALM)))
        return 0;
    return trace(t, ticket);
}

/*** Who comes in ***/

/* Return true if an anonymous client came straight from THEM. Our own KDC
 * adds THEM to the transited field, as the client's realm is another. */
static int
came_straight(const struct trial *t, const struct kxover_ticket *ticket)
{
    if (!has_transited(ticket))
        return 1;
    return kxover_equal(&ticket->server->realm, t->tgs->realm) &&
        kxover_equal(&ticket->transited->tr_contents, &t->them);
}

/* Return true if the service is one of kxoverd's test services. */
static int
is_probe_service(krb5_const_principal name)
{
    return kxover_is(&name->data[0], PROBE_SERVICE);
}

static struct kxover_judgement
is_open(const struct trial *t, int anonymous)
{
    const struct kxover_tgs *tgs = t->tgs;
    struct kxover_judgement j = refuse(t, KXOVER_WHY_NONE);
    enum kxover_opening opening;
    const char *rules = NULL;

    if (t->facts->rules(t->facts->arg, &rules) != 0)
        return refuse(t, KXOVER_WHY_NO_RULES);
    opening = KXOVER_CLOSED;
    if (rules != NULL)
        opening = kxover_apply_rules(rules, &t->them, anonymous);
    else if (!anonymous && !j.probe && matches_one(t->patterns->open,
                                                   tgs->server))
        opening = KXOVER_OPEN;
    if (opening == KXOVER_BAD_RULES)
        return refuse(t, KXOVER_WHY_BAD_RULES);

    /* The test services are for the probe, and the probe is for them. */
    if (j.probe != (is_probe_service(tgs->requested) &&
                    has_words(tgs->server, PROBE_SERVICE, "open")))
        opening = KXOVER_CLOSED;
    if (!j.probe && is_probe_service(tgs->server))
        opening = KXOVER_CLOSED;
    if (opening == KXOVER_OPEN) {
        j.verdict = KXOVER_GRANT;
    } else {
        j.verdict = KXOVER_REFUSE_CLOSED;
        j.reason = anonymous ? KXOVER_WHY_CLOSED_ANONYMOUS :
            KXOVER_WHY_CLOSED;
    }
    return j;
}

static struct kxover_judgement
judge_incoming(const struct trial *t, const struct kxover_ticket *ticket)
{
    const struct kxover_tgs *tgs = t->tgs;
    int anonymous = is_anonymous(ticket->client);

    if (!t->patterns->valid)
        return refuse(t, KXOVER_WHY_BAD_SETTING);
    if (anonymous && !came_straight(t, ticket))
        return refuse(t, KXOVER_WHY_THIRD_REALM);
    if (!kxover_equal(&ticket->client->realm, &t->them) &&
        !(anonymous && kxover_is(&ticket->client->realm, ANONYMOUS_REALM)))
        return refuse(t, KXOVER_WHY_LINEAGE);
    if (tgs->s4u)
        return refuse(t, KXOVER_WHY_S4U);
    if (is_forbidden(t, tgs->requested) || is_forbidden(t, tgs->server))
        return refuse(t, KXOVER_WHY_NEVER_OPEN);
    return is_open(t, anonymous);
}

/*** Who goes out ***/

/* Return true if the referral leads to another realm than the one asked
 * for: MIT's KDC offers realms on the way, too. */
static int
is_hop(const struct trial *t)
{
    krb5_const_principal requested = t->tgs->requested;
    const krb5_data *other = &t->tgs->server->data[1];

    if (is_tgs(requested))
        return !kxover_equal(&requested->data[1], other);
    return t->facts->elsewhere(t->facts->arg, requested, other);
}

static struct kxover_judgement
judge_outgoing(const struct trial *t)
{
    const struct kxover_tgs *tgs = t->tgs;
    krb5_const_principal client = tgs->header.client, name = NULL;
    int stays = 0, local = kxover_equal(&client->realm, tgs->realm);
    enum kxover_maker maker;

    if (!is_tgs(tgs->server) ||
        kxover_equal(&tgs->server->data[1], tgs->realm) ||
        !kxover_equal(&tgs->server->realm, tgs->realm))
        return pass;
    maker = t->facts->server_maker(t->facts->arg);
    if (maker == KXOVER_BY_HAND)
        return pass;
    if (maker == KXOVER_BLOCKED)
        return refuse(t, KXOVER_WHY_BLOCKED);
    if (maker != KXOVER_OURS)
        return refuse(t, KXOVER_WHY_NO_DATABASE);

    if (!t->patterns->valid)
        return refuse(t, KXOVER_WHY_BAD_SETTING);
    if (!kxover_equal(&tgs->header.server->realm, tgs->realm) ||
        (!local && (!kxover_is(&client->realm, ANONYMOUS_REALM) ||
                    has_transited(&tgs->header))))
        return refuse(t, KXOVER_WHY_ONWARD);
    if (tgs->s4u)
        return refuse(t, KXOVER_WHY_S4U);
    if (is_hop(t))
        return refuse(t, KXOVER_WHY_HOP);
    if (!local)
        return pass;            /* the KDC's own settings are for anonymous */
    if (t->facts->user(t->facts->arg, client, &name, &stays) != 0)
        return refuse(t, KXOVER_WHY_NO_USER);
    if (stays || matches_one(t->patterns->stay_home, client) ||
        (name != client && matches_one(t->patterns->stay_home, name)))
        return refuse(t, KXOVER_WHY_STAYS_HOME);
    return pass;
}

/*** All together ***/

int
kxover_is_inside(const struct kxover_tgs *tgs)
{
    const struct kxover_ticket *header = &tgs->header;

    return tgs->second == NULL && !has_transited(header) &&
        kxover_equal(&header->server->realm, tgs->realm) &&
        kxover_equal(&header->client->realm, tgs->realm) &&
        kxover_equal(&tgs->server->realm, tgs->realm) &&
        !is_tgs(header->client) &&
        (!is_tgs(tgs->server) ||
         kxover_equal(&tgs->server->data[1], tgs->realm));
}

struct kxover_judgement
kxover_judge(const struct kxover_tgs *tgs, const struct kxover_facts *facts,
             const struct kxover_patterns *patterns)
{
    struct trial t = { .tgs = tgs, .facts = facts, .patterns = patterns };
    struct kxover_judgement j;
    int ret;

    ret = comes_over_ours(&t, &tgs->header);
    if (ret < 0)
        return refuse(&t, t.error);
    j = ret > 0 ? judge_incoming(&t, &tgs->header) : judge_outgoing(&t);
    if (tgs->second == NULL ||
        (j.verdict != KXOVER_PASS && j.verdict != KXOVER_GRANT))
        return j;
    ret = comes_over_ours(&t, tgs->second);
    if (ret < 0)
        return refuse(&t, t.error);
    return ret == 0 ? j : judge_incoming(&t, tgs->second);
}
