/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/database.c - several steps with the database as one */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "server.h"

#include <kadm5/admin.h>
#include <kdb.h>

/* No realm can have this name. */
#define NOBODY "kxover:nobody"

/*
 * Wait until no other program writes, so that what is read next is what it
 * leaves.  Deleting a principal waits, and changes nothing if there is none.
 */
static krb5_error_code
wait_for_writer(struct kx_server *server)
{
    krb5_principal nobody = NULL;
    krb5_error_code ret;

    ret = kx_build_crossover(server->context, server->realm, 'c', NOBODY,
                             &nobody);
    if (ret != 0)
        return ret;
    ret = krb5_db_delete_principal(server->context, nobody);
    krb5_free_principal(server->context, nobody);
    return ret == KRB5_KDB_NOENTRY ? 0 : ret;
}

krb5_error_code
kx_lock(struct kx_server *server, int *locked)
{
    krb5_error_code ret;

    ret = krb5_db_lock(server->context, KRB5_DB_LOCKMODE_EXCLUSIVE);
    *locked = ret == 0;
    return ret == KRB5_PLUGIN_OP_NOTSUPP ? wait_for_writer(server) : ret;
}

void
kx_unlock(struct kx_server *server, int locked)
{
    if (locked)
        krb5_db_unlock(server->context);
}

krb5_error_code
kx_why_not_added(struct kx_server *server, krb5_principal principal,
                 krb5_error_code code)
{
    krb5_db_entry *entry = NULL;

    if (code == KRB5_KDB_UK_SERROR &&
        krb5_db_get_principal(server->context, principal, 0, &entry) == 0)
        code = KADM5_DUP;
    krb5_db_free_principal(server->context, entry);
    return code;
}
