/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/database.c - several steps with the database as one */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "server.h"

#include <kadm5/admin.h>
#include <kdb.h>

krb5_error_code
kx_lock(struct kx_server *server, int *locked)
{
    krb5_error_code ret;

    ret = krb5_db_lock(server->context, KRB5_DB_LOCKMODE_EXCLUSIVE);
    *locked = ret == 0;
    return ret == KRB5_PLUGIN_OP_NOTSUPP ? 0 : ret;
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
