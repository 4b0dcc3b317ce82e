/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* kxoverd/c/kadm5_local.c - change the database by libkadm5srv */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * kxoverd runs this program on the KDC, one for each realm, in place of
 * kadmin.local.  It opens the database as kadmin.local does, reads requests
 * from standard input and writes replies to standard output (server.h), until
 * its input ends.
 *
 *     kxover-kadm5-local -r A.EXAMPLE
 *
 * It exits with 0 at the end of its input, with 1 if it cannot open the
 * database, and with 2 after a request that it cannot read.
 */

#include "keys.h"
#include "kxover_names.h"
#include "server.h"

#include <kadm5/admin.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The one who made a change, in the database. */
#define CALLER "kxover/admin"

static struct kx_out reply;
static uint8_t request[KX_MAX_REQUEST];

static int
complain(krb5_context context, krb5_error_code code)
{
    const char *message = krb5_get_error_message(context, code);

    fprintf(stderr, "%s\n", message);
    krb5_free_error_message(context, message);
    return 1;
}

/* Open the database of server->realm for changes. */
static krb5_error_code
open_database(struct kx_server *server)
{
    char caller[sizeof(CALLER) + 1 + KXOVER_MAX_REALM];
    kadm5_config_params params;
    krb5_error_code ret;

    snprintf(caller, sizeof(caller), CALLER "@%s", server->realm);
    ret = krb5_parse_name(server->context, caller, &server->caller);
    if (ret != 0)
        return ret;
    ret = kx_master_principal(server->context, server->realm, &server->mkey);
    if (ret != 0)
        return ret;
    memset(&params, 0, sizeof(params));
    params.mask = KADM5_CONFIG_REALM;
    params.realm = (char *)server->realm;
    ret = kadm5_init(server->context, caller, NULL, KADM5_ADMIN_SERVICE,
                     &params, KADM5_STRUCT_VERSION, KADM5_API_VERSION_4, NULL,
                     &server->handle);
    /* Replicas that take single changes learn ours from the update log. */
    return ret != 0 ? ret : kadm5_init_iprop(server->handle, NULL);
}

static void
close_database(struct kx_server *server)
{
    kx_free_walk(&server->walk);
    if (server->handle != NULL)
        kadm5_destroy(server->handle);
    krb5_free_principal(server->context, server->caller);
    krb5_free_principal(server->context, server->mkey);
}

/* Serve requests until the input ends.  Return the status to exit with. */
static int
serve(struct kx_server *server, int in_fd)
{
    struct kx_in in;
    size_t len = 0;
    int ret;

    for (;;) {
        ret = kx_read_frame(in_fd, request, sizeof(request), &len);
        if (ret == 0)
            return 0;
        if (ret > 0) {
            memset(&in, 0, sizeof(in));
            in.next = request;
            in.left = len;
            ret = kx_serve(server, &in, &reply);
        }
        explicit_bzero(request, sizeof(request));
        if (ret < 0) {
            fprintf(stderr, "cannot read the request\n");
            return 2;
        }
        if (kx_write_frame(server->out_fd, &reply) != 0)
            return 0;
    }
}

/*
 * Keep standard output for replies: what a module of the library prints goes
 * to standard error.
 */
static int
take_output(void)
{
    int fd = dup(STDOUT_FILENO);

    return fd < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0 ? -1 : fd;
}

int
main(int argc, char **argv)
{
    const struct rlimit no_core = { 0, 0 };
    struct kx_server server;
    krb5_error_code code;
    int ret;

    memset(&server, 0, sizeof(server));
    if (argc != 3 || strcmp(argv[1], "-r") != 0 || !kxover_is_realm(argv[2])) {
        fprintf(stderr, "usage: kxover-kadm5-local -r REALM\n");
        return 1;
    }
    server.realm = argv[2];
    server.out_fd = take_output();
    /* A core file would have keys. */
    if (server.out_fd < 0 || setrlimit(RLIMIT_CORE, &no_core) != 0) {
        perror("kxover-kadm5-local");
        return 1;
    }
    signal(SIGPIPE, SIG_IGN);
    code = kadm5_init_krb5_context(&server.context);
    if (code != 0)
        return complain(NULL, code);
    code = open_database(&server);
    ret = code != 0 ? complain(server.context, code) :
        serve(&server, STDIN_FILENO);
    close_database(&server);
    krb5_free_context(server.context);
    return ret;
}
