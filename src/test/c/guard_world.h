/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/guard_world.h - a request and a database for the guard's judge */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef GUARD_WORLD_H
#define GUARD_WORLD_H

#include "kxover_guard.h"

extern krb5_context context;

/* The word for each verdict. */
extern const char *const verdicts[];

/* What the request holds, and what the database has. */
struct world {
    const char *header, *client, *transited;    /* of the header ticket */
    const char *second, *second_client, *second_transited;
    const char *server, *requested;
    const char *ours, *hand;    /* crossovers' realms, with blanks between */
    const char *blocked;        /* those of ours that are blocked */
    const char *broken;         /* realm whose crossover cannot be read */
    const char *rules;          /* of the service; "error" cannot be read */
    const char *open, *home;    /* a pattern */
    const char *name;           /* the client's canonical name */
    const char *host;           /* the realm of the host, if known */
    int s4u, stays, invalid, no_user;
    int inside;                 /* result: no other realm is concerned */
};

/* Abort if the text is no name. The caller frees the result. */
krb5_principal parse(const char *text);

/* Let the judge decide about a request to the KDC of A.EXAMPLE. */
struct kxover_judgement judge(struct world *w);

/* Judge all combinations of some names, and check what must hold for every
 * judgement. Print the counts, and return 0 if all is well. */
int judge_all(void);

#endif /* GUARD_WORLD_H */
