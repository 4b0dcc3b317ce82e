/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/server.h - serve requests about the crossovers of a realm */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * A request is an octet for its kind, the crossover (crossover.h) where it is
 * about one, and the fields that its handler reads.  A reply is an octet of
 * enum kx_status and the fields that the handler writes.  Times are seconds
 * since 1970, 0 for never, without a sign; lives are seconds.
 */

#ifndef KX_SERVER_H
#define KX_SERVER_H

#include "crossover.h"
#include "frame.h"

#include <kdb.h>

#define KX_VERSION 2

enum kx_status {
    KX_DONE = 0,
    KX_ABSENT = 1,              /* there is no such principal */
    KX_EXISTS = 2,              /* there is one already */
    KX_FAILED = 3,              /* code of kadm5, message */
    KX_MORE = 4                 /* a part of a listing */
};

/*
 * The crossovers of the last listing, each as its role, its other realm and a
 * zero.
 */
struct kx_walk {
    char *names;
    size_t len;
    size_t size;                /* of the memory */
    size_t next;                /* the one to read next */
};

struct kx_server {
    krb5_context context;
    void *handle;               /* of libkadm5 */
    const char *realm;
    krb5_principal mkey;        /* of the realm's master key */
    krb5_principal caller;      /* who makes the changes */
    struct kx_walk walk;
    int out_fd;
};

/*
 * Serve one request.  Return 0 with the reply in out, or -1 if the request
 * cannot be read.
 */
int
kx_serve(struct kx_server *server, struct kx_in *in, struct kx_out *out);

/*
 * A handler returns 0 or the code of an error, and reads all its fields
 * before it does anything.  Where in->bad is set then, it does nothing.
 */
typedef krb5_error_code
kx_handler(struct kx_server *server, const struct kx_crossover *crossover,
           struct kx_in *in, struct kx_out *out);

/* reading.c */
kx_handler kx_hello, kx_nothing, kx_get, kx_get_strings, kx_get_key;

/* Put how many keys there are, and the kvno, type and salt type of each. */
void
kx_put_key_types(const krb5_key_data *keys, int count, struct kx_out *out);

/* walk.c */
kx_handler kx_list, kx_walk_on;

void
kx_free_walk(struct kx_walk *walk);

/* database.c */

/*
 * Keep other programs from the database until it is unlocked, where its type
 * can do that: DB2 can.  The changes in between reach the disk together.
 *
 * Any other type is not locked.  There, wait until a writer that is at work
 * has ended: a kdb5_util load of an LMDB database may take minutes, and a
 * change made after it would overwrite what was never seen.  Another program
 * can still write between our next reading and writing, less than a
 * millisecond, as it can with MIT's own kadmin.
 */
krb5_error_code
kx_lock(struct kx_server *server, int *locked);

void
kx_unlock(struct kx_server *server, int locked);

/*
 * Return KADM5_DUP where a directory refused to add a principal because
 * another program was faster; else return code.
 */
krb5_error_code
kx_why_not_added(struct kx_server *server, krb5_principal principal,
                 krb5_error_code code);

/* writing.c */
kx_handler kx_write;

/* changes.c */
kx_handler kx_set_string, kx_delete_string, kx_clear_policy, kx_purge,
    kx_delete;

/* claims.c */
kx_handler kx_get_claim, kx_add_claim, kx_try_claim, kx_delete_claim;

#endif /* KX_SERVER_H */
