/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_data.h - what the KDC's database tells the guard */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_GUARD_DATA_H
#define KXOVER_GUARD_DATA_H

#include "kxover_guard.h"
#include "kxover_recent.h"

struct _krb5_db_entry_new;

/*
 * What need not be looked up again for a moment. An administrator's change
 * holds after this time. A memory of zeros is empty.
 */
struct kxover_guard_memory {
    struct kxover_recent goers; /* users who may go out */
    struct kxover_recent hosts; /* with their realm */
    struct kxover_recent open;  /* our realms in which not all is blocked */
};

/* The look-ups of one request. */
struct kxover_guard_data {
    krb5_context context;
    struct kxover_guard_memory *memory; /* of this process, or NULL */
    const krb5_data *realm;             /* the KDC's own */
    krb5_const_principal kxoverd;       /* kxoverd's own principal */
    const struct _krb5_db_entry_new *server;
    char *rules;                        /* of the server, or NULL */
    struct _krb5_db_entry_new *user;    /* the client, or NULL */
};

/* Return true if this program has the functions of MIT's libkdb5. */
int
kxover_guard_has_database(void);

/* Set *facts to callbacks that use data, whose first five members are set. */
void
kxover_guard_facts(struct kxover_guard_data *data, struct kxover_facts *facts);

/* Free what the callbacks have allocated. */
void
kxover_guard_free_data(struct kxover_guard_data *data);

#endif /* KXOVER_GUARD_DATA_H */
