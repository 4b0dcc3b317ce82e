/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/guard_check_driver.c - run the guard's check without a KDC */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * guard_check_driver HOW PATH COUNT SERVICE CLIENT [SECOND]
 *     checks COUNT requests for SERVICE, of CLIENT with a ticket of B.EXAMPLE
 *     and a second ticket of ours for SECOND, if given. B.EXAMPLE's crossover
 *     is ours, and each service HTTP/open.* is open to it. Prints the
 *     datagrams that came to the socket PATH, a line each, and then the code
 *     and text of the last answer.
 *
 *     HOW is "each" to receive after each request, "late" to receive after all
 *     of them, or "never" to have no socket.
 *
 * The functions below with names of libkdb5 are its database.
 */

#define _GNU_SOURCE             /* SOCK_NONBLOCK */

#include "kxover_guard_check.h"

#include <kdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static krb5_context context;

static krb5_principal
parse(const char *text)
{
    krb5_principal name;

    if (krb5_parse_name(context, text, &name) != 0)
        exit(2);
    return name;
}

/*** The database ***/

static int
begins(krb5_const_principal name, int part, const char *with)
{
    return name->length > part && name->data[part].length >= strlen(with) &&
        memcmp(name->data[part].data, with, strlen(with)) == 0;
}

krb5_error_code
krb5_db_get_principal(krb5_context ctx, krb5_const_principal name,
                      unsigned int flags, krb5_db_entry **entry)
{
    (void)flags;
    *entry = calloc(1, sizeof(**entry));
    return *entry == NULL ? 1 : krb5_copy_principal(ctx, name,
                                                    &(*entry)->princ);
}

void
krb5_db_free_principal(krb5_context ctx, krb5_db_entry *entry)
{
    krb5_free_principal(ctx, entry->princ);
    free(entry);
}

krb5_error_code
krb5_dbe_get_string(krb5_context ctx, krb5_db_entry *entry, const char *key,
                    char **value_out)
{
    const char *value = NULL;

    (void)ctx;
    if (strcmp(key, "kxover") == 0 && begins(entry->princ, 0, "krbtgt"))
        value = "1 role=service";
    if (strcmp(key, "kxover.open") == 0 && begins(entry->princ, 1, "open."))
        value = "allow *";
    *value_out = value != NULL ? strdup(value) : NULL;
    return 0;
}

void
krb5_dbe_free_string(krb5_context ctx, char *string)
{
    (void)ctx;
    free(string);
}

krb5_error_code
krb5_dbe_lookup_mod_princ_data(krb5_context ctx, krb5_db_entry *entry,
                               krb5_timestamp *when, krb5_principal *name)
{
    (void)ctx;
    (void)entry;
    *when = 0;
    *name = NULL;
    return 0;
}

/*** kxoverd ***/

static int
listen_at(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

    if (strlen(path) >= sizeof(address.sun_path))
        exit(2);
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (fd < 0 ||
        bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
        perror(path);
        exit(2);
    }
    return fd;
}

static void
receive(int fd)
{
    char text[5000];
    ssize_t n;

    while ((n = recv(fd, text, sizeof(text), 0)) >= 0)
        printf("%.*s\n", (int)n, text);
}

/*** The KDC ***/

static void
write_log(int is_error, const char *text)
{
    (void)is_error;
    (void)text;
}

static void
set_ticket(krb5_ticket *ticket, krb5_enc_tkt_part *part, const char *server,
           const char *client, const char *transited)
{
    ticket->server = parse(server);
    ticket->enc_part2 = part;
    part->client = parse(client);
    part->transited.tr_type = KRB5_DOMAIN_X500_COMPRESS;
    part->transited.tr_contents.data = (char *)transited;
    part->transited.tr_contents.length = strlen(transited);
}

static void
free_ticket(krb5_ticket *ticket)
{
    krb5_free_principal(context, ticket->server);
    if (ticket->enc_part2 != NULL)
        krb5_free_principal(context, ticket->enc_part2->client);
}

int
main(int argc, char **argv)
{
    struct kxover_guard guard = { .log = { .write = write_log } };
    struct kxover_limits limits;
    krb5_enc_tkt_part parts[2] = { { 0 } };
    krb5_ticket header = { 0 }, second = { 0 };
    krb5_ticket *more[2] = { &second, NULL };
    krb5_kdc_req request = { 0 };
    krb5_db_entry server = { 0 };
    const char *status = "granted";
    krb5_error_code code = 0;
    int i, fd = -1;

    if (argc < 6 || argc > 7 || krb5_init_context(&context) != 0)
        return 2;
    if (strcmp(argv[1], "never") != 0)
        fd = listen_at(argv[2]);
    request.server = parse(argv[4]);
    server.princ = request.server;
    set_ticket(&header, &parts[0], "krbtgt/A.EXAMPLE@B.EXAMPLE", argv[5], "");
    if (argc == 7) {
        set_ticket(&second, &parts[1], "HTTP/x.a.example@A.EXAMPLE", argv[6],
                   "");
        request.second_ticket = more;
    }
    for (i = 0; i < atoi(argv[3]); i++) {
        code = kxover_guard_check(&guard, context, &request, &server, &header,
                                  &status, &limits);
        if (strcmp(argv[1], "each") == 0)
            receive(fd);
    }
    if (fd >= 0)
        receive(fd);
    printf("%ld %s\n", (long)code, status);

    kxover_guard_end(&guard, context);
    free_ticket(&header);
    free_ticket(&second);
    krb5_free_principal(context, request.server);
    krb5_free_context(context);
    return 0;
}
