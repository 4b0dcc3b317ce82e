/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/crossover.h - the only principals that the programs touch */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KX_CROSSOVER_H
#define KX_CROSSOVER_H

#include "frame.h"

#include <krb5.h>

/* The string attribute that says that kxoverd manages a principal. */
#define KX_MARKER "kxover"

/* On a crossover of a realm that an administrator blocked. */
#define KX_BLOCKED "kxover.blocked"

/*
 * The expiration of a closed principal of ours that is not complete:
 * 1970-01-02 03:04:05 UTC.
 */
#define KX_HALF_MADE 97445

struct kx_crossover {
    krb5_principal principal;   /* krbtgt/SERVICE@CLIENT, one of them ours */
    krb5_principal claim;       /* krbtgt/kxover:ROLE:PEER@OURS */
};

/*
 * Read a crossover from a request: 'c' where our realm has the users or 's'
 * where it has the services, and the other realm.  A request cannot name
 * anything else, our own krbtgt and the master key included.
 *
 * Return 0 and a crossover to be freed, or KADM5_PROTECT_PRINCIPAL with a
 * message for any other realm, or another error.
 */
krb5_error_code
kx_get_crossover(krb5_context context, const char *realm, struct kx_in *in,
                 struct kx_crossover *crossover);

/* Build the principal of a crossover with a realm that is not ours. */
krb5_error_code
kx_build_crossover(krb5_context context, const char *realm, char role,
                   const char *peer, krb5_principal *out);

void
kx_free_crossover(krb5_context context, struct kx_crossover *crossover);

/*
 * Return 0 and the other realm in *peer if principal is a crossover of realm.
 * *role is 'c' or 's', as above.
 */
int
kx_is_crossover(krb5_const_principal principal, const char *realm, char *role,
                char *peer, size_t size);

#endif /* KX_CROSSOVER_H */
