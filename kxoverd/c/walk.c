/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/walk.c - list all crossovers, and read them one after the other */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_names.h"
#include "server.h"

#include <kdb.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A reply of several crossovers is about as long as this. */
#define PART (32 * 1024)

#define FIRST_SIZE 4096
#define MAX_AT_ONCE 256

/* What follows the name of a crossover on the way. */
enum step {
    STEP_READ = 0,              /* the entry and its strings */
    STEP_NOT_READ = 1           /* nothing: it is gone, or an error */
};

void
kx_free_walk(struct kx_walk *walk)
{
    free(walk->names);
    memset(walk, 0, sizeof(*walk));
}

static int
add_name(struct kx_walk *walk, char role, const char *peer)
{
    size_t len = strlen(peer) + 1, size = walk->size;
    char *names;

    if (len + 1 > size - walk->len) {
        size = size == 0 ? FIRST_SIZE : size * 2;
        names = realloc(walk->names, size);
        if (names == NULL)
            return ENOMEM;
        walk->names = names;
        walk->size = size;
    }
    walk->names[walk->len] = role;
    memcpy(walk->names + walk->len + 1, peer, len);
    walk->len += len + 1;
    return 0;
}

/* Keep the name of an entry if it is a crossover of ours. */
static int
collect(krb5_pointer arg, krb5_db_entry *entry)
{
    struct kx_server *server = arg;
    char peer[KXOVER_MAX_REALM + 1], role;

    if (kx_is_crossover(entry->princ, server->realm, &role, peer,
                        sizeof(peer)) != 0)
        return 0;
    return add_name(&server->walk, role, peer);
}

/* Take the next name of the walk.  Return NULL at the end. */
static const char *
next_name(struct kx_walk *walk, char *role)
{
    const char *peer;

    if (walk->next == walk->len)
        return NULL;
    *role = walk->names[walk->next];
    peer = walk->names + walk->next + 1;
    walk->next += strlen(peer) + 2;
    return peer;
}

/*
 * List the crossovers, and begin a walk along them.  Whoever reads the parts
 * sets the pace: the database is not locked meanwhile.
 */
krb5_error_code
kx_list(struct kx_server *server, const struct kx_crossover *crossover,
        struct kx_in *in, struct kx_out *out)
{
    struct kx_walk *walk = &server->walk;
    char pattern[] = KRB5_TGS_NAME "/*@*";
    krb5_error_code ret;
    const char *peer;
    char role;

    (void)crossover;
    if (!kx_at_end(in))
        return 0;
    kx_free_walk(walk);
    ret = krb5_db_iterate(server->context, pattern, collect, server, 0);
    if (ret != 0)
        return ret;
    kx_begin(out);
    kx_put_number(out, KX_MORE, 1);
    while ((peer = next_name(walk, &role)) != NULL) {
        kx_put_number(out, (unsigned char)role, 1);
        kx_put_text(out, peer);
        if (out->len > PART) {
            if (kx_write_frame(server->out_fd, out) != 0)
                break;
            kx_put_number(out, KX_MORE, 1);
        }
    }
    /* If nobody reads it, then nobody reads the end either. */
    (void)kx_write_frame(server->out_fd, out);
    walk->next = 0;
    kx_put_number(out, KX_DONE, 1);
    return 0;
}

static void
put_strings(krb5_string_attr *strings, int count, struct kx_out *out)
{
    int i;

    kx_put_number(out, count, 2);
    for (i = 0; i < count; i++) {
        kx_put_text(out, strings[i].key);
        kx_put_text(out, strings[i].value);
    }
}

/* As kx_get, without the policy, which only kadm5 reads. */
static void
put_entry(const krb5_db_entry *entry, struct kx_out *out)
{
    kx_put_number(out, entry->expiration, 4);
    kx_put_number(out, entry->max_life, 4);
    kx_put_number(out, entry->max_renewable_life, 4);
    kx_put_number(out, entry->attributes, 4);
    kx_put_text(out, "");
    kx_put_key_types(entry->key_data, entry->n_key_data, out);
}

/* Read a crossover and its strings.  Return 0, or an error with no output. */
static krb5_error_code
put_crossover(struct kx_server *server, krb5_const_principal principal,
              struct kx_out *out)
{
    krb5_string_attr *strings = NULL;
    krb5_db_entry *entry = NULL;
    krb5_error_code ret;
    int count = 0;

    ret = krb5_db_get_principal(server->context, principal, 0, &entry);
    if (ret != 0)
        return ret;
    ret = krb5_dbe_get_strings(server->context, entry, &strings, &count);
    if (ret == 0) {
        kx_put_number(out, STEP_READ, 1);
        put_entry(entry, out);
        put_strings(strings, count, out);
        krb5_dbe_free_strings(server->context, strings, count);
    }
    krb5_db_free_principal(server->context, entry);
    return ret;
}

/* Put one step of the walk.  Where the entry does not fit, it is not read. */
static void
put_step(struct kx_server *server, char role, const char *peer,
         struct kx_out *out)
{
    krb5_principal principal = NULL;
    krb5_error_code ret;
    size_t before;

    kx_put_number(out, (unsigned char)role, 1);
    kx_put_text(out, peer);
    before = out->len;
    ret = kx_build_crossover(server->context, server->realm, role, peer,
                             &principal);
    if (ret == 0)
        ret = put_crossover(server, principal, out);
    krb5_free_principal(server->context, principal);
    if (ret != 0 || out->full) {
        kx_cut(out, before);
        kx_put_number(out, STEP_NOT_READ, 1);
    }
}

/*
 * Read the next crossovers of the walk, as they are now.  All are read under
 * one lock, where the database has one: with DB2, most of the time to read an
 * entry goes into opening the file.
 */
krb5_error_code
kx_walk_on(struct kx_server *server, const struct kx_crossover *crossover,
           struct kx_in *in, struct kx_out *out)
{
    uint32_t left = kx_get_number(in, 2);
    const char *peer;
    char role;
    int locked;

    (void)crossover;
    if (left == 0 || left > MAX_AT_ONCE)
        in->bad = 1;
    if (!kx_at_end(in))
        return 0;
    locked = krb5_db_lock(server->context, KRB5_DB_LOCKMODE_SHARED) == 0;
    kx_begin(out);
    kx_put_number(out, KX_MORE, 1);
    while (left-- > 0 && out->len < PART &&
           (peer = next_name(&server->walk, &role)) != NULL)
        put_step(server, role, peer, out);
    if (locked)
        (void)krb5_db_unlock(server->context);
    return 0;
}
