/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/ours.h - which principals are ours to change */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KX_OURS_H
#define KX_OURS_H

#include "server.h"

#include <kdb.h>

/*
 * Every other flag that affects a crossover ticket, because a realm's defaults
 * may set any of them.  A TGT that was obtained without preauthentication is
 * accepted, as for the realm's own services.  A foreign realm is not trusted
 * with delegation.  Postdating is denied: a ticket that starts later would
 * end after its key.
 */
#define KX_FLAGS_SET KRB5_KDB_DISALLOW_POSTDATED
#define KX_FLAGS_CLEARED                                                \
    (KRB5_KDB_DISALLOW_SVR | KRB5_KDB_DISALLOW_TGT_BASED |              \
     KRB5_KDB_DISALLOW_FORWARDABLE | KRB5_KDB_DISALLOW_RENEWABLE |      \
     KRB5_KDB_DISALLOW_PROXIABLE | KRB5_KDB_DISALLOW_DUP_SKEY |         \
     KRB5_KDB_REQUIRES_PRE_AUTH | KRB5_KDB_REQUIRES_HW_AUTH |           \
     KRB5_KDB_REQUIRES_PWCHANGE | KRB5_KDB_PWCHANGE_SERVICE |           \
     KRB5_KDB_OK_AS_DELEGATE | KRB5_KDB_OK_TO_AUTH_AS_DELEGATE |        \
     KRB5_KDB_NO_AUTH_DATA_REQUIRED)

/* The longest name and the longest value of a string attribute of ours. */
#define KX_MAX_STRING 600

/* True for the names of our string attributes, and of session_enctypes. */
int
kx_is_our_string(const char *name);

/* Which principals a change may be about. */
enum kx_ours {
    KX_MARKED,                  /* with our marker */
    KX_MARKED_OR_HALF_MADE,     /* or left incomplete by a crash */
    KX_WRITABLE                 /* as above, and not closed by hand */
};

krb5_error_code
kx_refuse(struct kx_server *server, const char *why);

/*
 * Refuse a principal that an administrator keyed by hand, with
 * KADM5_PROTECT_PRINCIPAL.
 */
krb5_error_code
kx_require(struct kx_server *server, krb5_principal principal,
           enum kx_ours ours);

/* As kx_require(), for an entry that was read. */
krb5_error_code
kx_require_entry(struct kx_server *server, krb5_db_entry *entry,
                 enum kx_ours ours);

#endif /* KX_OURS_H */
