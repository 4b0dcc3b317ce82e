/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard.h - judge tickets that cross a realm's border */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * MIT's KDC lets another realm speak for users of further realms, and gives
 * those users tickets for every service. The guard lets a realm in THEM speak
 * for its own users only, and opens only the services that their administrator
 * opened. It judges crossovers that kxoverd made; others are passed.
 *
 * The judge is given names, and asks for attributes by callbacks. So it can be
 * tested without a KDC. Whatever it cannot tell, it refuses.
 */

#ifndef KXOVER_GUARD_H
#define KXOVER_GUARD_H

#include "kxover_reason.h"

#include <krb5/krb5.h>

/* A decrypted ticket. */
struct kxover_ticket {
    krb5_const_principal server;
    krb5_const_principal client;
    const krb5_transited *transited;
};

/* A TGS request that has passed the KDC's own checks. */
struct kxover_tgs {
    const krb5_data *realm;             /* the KDC's own */
    krb5_const_principal requested;     /* the name that the client sent */
    krb5_const_principal server;        /* the canonical name */
    struct kxover_ticket header;
    const struct kxover_ticket *second; /* additional ticket, or NULL */
    int s4u;                            /* S4U2Self or S4U2Proxy */
};

enum kxover_maker {
    KXOVER_UNKNOWN,             /* an error */
    KXOVER_ABSENT,              /* no such principal */
    KXOVER_BY_HAND,
    KXOVER_OURS,                /* made by kxoverd */
    KXOVER_BLOCKED              /* ours, and an administrator blocked it */
};

struct kxover_facts {
    /* Who made the crossover of this name? */
    enum kxover_maker (*maker)(void *arg, krb5_const_principal name);

    /* Who made the crossover that is the request's server? */
    enum kxover_maker (*server_maker)(void *arg);

    /* Set *rules_out to the server's rules, or to NULL if it has none. Return
     * an error if they cannot be read. */
    int (*rules)(void *arg, const char **rules_out);

    /* Set *name_out to the canonical name of a local client, and *stays_out if
     * the client's attribute keeps it at home. */
    int (*user)(void *arg, krb5_const_principal client,
                krb5_const_principal *name_out, int *stays_out);

    /* Return true if the host in this name is known to be in another realm
     * than that one. */
    int (*elsewhere)(void *arg, krb5_const_principal name,
                     const krb5_data *realm);
    void *arg;
};

/* The settings that the judge needs; lists of valid patterns end in NULL. */
struct kxover_patterns {
    int valid;                  /* false: refuse whatever is judged */
    char **open;
    char **stay_home;
};

enum kxover_verdict {
    KXOVER_PASS,                /* not judged, or our user goes out */
    KXOVER_GRANT,               /* comes in, with limits */
    KXOVER_REFUSE_CLOSED,       /* answer as for an unknown service */
    KXOVER_REFUSE
};

struct kxover_judgement {
    enum kxover_verdict verdict;
    enum kxover_reason reason;  /* of a refusal */
    int probe;                  /* the request is kxoverd's own */
};

/*
 * Return true if no other realm has to do with the request: the ticket, its
 * client and the service are ours, and nobody asks for a crossover. The judge
 * passes such a request without asking for anything.
 */
int
kxover_is_inside(const struct kxover_tgs *tgs);

/* Judge a request. */
struct kxover_judgement
kxover_judge(const struct kxover_tgs *tgs, const struct kxover_facts *facts,
             const struct kxover_patterns *patterns);

#endif /* KXOVER_GUARD_H */
