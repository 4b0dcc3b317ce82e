/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/server.c - serve requests about the crossovers of a realm */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "server.h"

#include <kadm5/admin.h>

#include <string.h>

static const struct request {
    char kind;
    int names_crossover;
    kx_handler *handler;
} requests[] = {
    { 'h', 0, kx_hello },
    { 'l', 0, kx_list },
    { 'w', 0, kx_walk_on },
    { 'n', 0, kx_nothing },
    { 'g', 1, kx_get },
    { 's', 1, kx_get_strings },
    { 'k', 1, kx_get_key },
    { 'W', 1, kx_write },
    { 'S', 1, kx_set_string },
    { 'D', 1, kx_delete_string },
    { 'Y', 1, kx_clear_policy },
    { 'U', 1, kx_purge },
    { 'X', 1, kx_delete },
    { 'c', 1, kx_get_claim },
    { '+', 1, kx_add_claim },
    { '!', 1, kx_try_claim },
    { '-', 1, kx_delete_claim },
};

static const struct request *
find(char kind)
{
    size_t i;

    for (i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
        if (requests[i].kind == kind)
            return &requests[i];
    }
    return NULL;
}

static void
put_error(struct kx_server *server, krb5_error_code code, struct kx_out *out)
{
    const char *message;

    kx_begin(out);
    if (code == KADM5_UNK_PRINC) {
        kx_put_number(out, KX_ABSENT, 1);
        return;
    }
    if (code == KADM5_DUP) {
        kx_put_number(out, KX_EXISTS, 1);
        return;
    }
    kx_put_number(out, KX_FAILED, 1);
    kx_put_number(out, code, 4);
    message = krb5_get_error_message(server->context, code);
    kx_put_text(out, message);
    krb5_free_error_message(server->context, message);
}

int
kx_serve(struct kx_server *server, struct kx_in *in, struct kx_out *out)
{
    const struct request *request = find(kx_get_number(in, 1));
    struct kx_crossover crossover;
    krb5_error_code ret = 0;

    if (request == NULL)
        return -1;
    kx_begin(out);
    kx_put_number(out, KX_DONE, 1);
    memset(&crossover, 0, sizeof(crossover));
    if (request->names_crossover)
        ret = kx_get_crossover(server->context, server->realm, in, &crossover);
    if (ret == 0 && !in->bad)
        ret = request->handler(server, &crossover, in, out);
    kx_free_crossover(server->context, &crossover);
    if (in->bad)
        return -1;
    if (ret == 0 && out->full)
        ret = KADM5_FAILURE;
    if (ret != 0)
        put_error(server, ret, out);
    return 0;
}
