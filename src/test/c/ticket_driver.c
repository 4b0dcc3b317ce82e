/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/ticket_driver.c - get service tickets as fast as possible */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * ticket_driver CLIENTS TICKETS SERVICE REALM HOST [HOST...]
 *     CLIENTS processes get TICKETS tickets each for SERVICE/HOST, one host
 *     after the other. No ticket is cached: each request starts from the TGT
 *     in the credential cache, as after a login. Each ticket must be one of
 *     REALM.
 *
 *     Prints the total time in nanoseconds, and then the time of each ticket,
 *     one per line.
 */

#define _GNU_SOURCE             /* MAP_ANONYMOUS */

#include "now_ns.h"

#include <errno.h>
#include <krb5/krb5.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Copy the default cache into memory: a file would be read for each ticket. */
static krb5_error_code
copy_cache(krb5_context context, krb5_ccache *copy_out,
           krb5_principal *client_out)
{
    krb5_ccache file, copy;
    krb5_error_code ret;

    ret = krb5_cc_default(context, &file);
    if (ret)
        return ret;
    ret = krb5_cc_get_principal(context, file, client_out);
    if (!ret)
        ret = krb5_cc_new_unique(context, "MEMORY", NULL, &copy);
    if (!ret)
        ret = krb5_cc_initialize(context, copy, *client_out);
    if (!ret)
        ret = krb5_cc_copy_creds(context, file, copy);
    if (!ret)
        *copy_out = copy;
    krb5_cc_close(context, file);
    return ret;
}

static krb5_error_code
get_ticket(krb5_context context, krb5_ccache ccache, krb5_principal client,
           const char *service, const char *realm, const char *host)
{
    krb5_creds in, *out = NULL;
    krb5_ticket *ticket = NULL;
    krb5_error_code ret;

    memset(&in, 0, sizeof(in));
    in.client = client;
    ret = krb5_sname_to_principal(context, host, service, KRB5_NT_SRV_HST,
                                  &in.server);
    if (ret)
        return ret;
    ret = krb5_get_credentials(context, KRB5_GC_CANONICALIZE | KRB5_GC_NO_STORE,
                               ccache, &in, &out);
    if (!ret)
        ret = krb5_decode_ticket(&out->ticket, &ticket);
    if (!ret && (ticket->server->realm.length != strlen(realm) ||
                 memcmp(ticket->server->realm.data, realm,
                        ticket->server->realm.length) != 0))
        ret = KRB5_REALM_UNKNOWN;
    krb5_free_ticket(context, ticket);
    krb5_free_creds(context, out);
    krb5_free_principal(context, in.server);
    return ret;
}

/* One client: prepare, report it, wait for the start, and get tickets. */
static krb5_error_code
run(krb5_context context, int number, int tickets, char **words, int hosts,
    int ready, int start, int64_t *times)
{
    krb5_principal client = NULL;
    krb5_ccache ccache;
    krb5_error_code ret;
    int64_t before;
    char c = 0;
    int i;

    ret = copy_cache(context, &ccache, &client);
    if (ret)
        return ret;
    if (write(ready, &c, 1) != 1 || read(start, &c, 1) != 0)
        return EIO;
    for (i = 0; i < tickets && !ret; i++) {
        before = now_ns();
        ret = get_ticket(context, ccache, client, words[0], words[1],
                         words[2 + (number + i) % hosts]);
        times[i] = now_ns() - before;
    }
    krb5_cc_destroy(context, ccache);
    krb5_free_principal(context, client);
    return ret;
}

static int
child(int number, int tickets, char **words, int hosts, int ready, int start,
      int64_t *times)
{
    krb5_context context;
    krb5_error_code ret;

    if (krb5_init_context(&context) != 0)
        return 2;
    ret = run(context, number, tickets, words, hosts, ready, start, times);
    if (ret)
        fprintf(stderr, "%s\n", krb5_get_error_message(context, ret));
    krb5_free_context(context);
    return ret != 0;
}

int
main(int argc, char **argv)
{
    int clients, tickets, i, status, failed = 0, ready[2], start[2];
    int64_t *times, begin, end;
    char c;

    if (argc < 6)
        return 2;
    clients = atoi(argv[1]);
    tickets = atoi(argv[2]);
    times = mmap(NULL, sizeof(*times) * clients * tickets,
                 PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (times == MAP_FAILED || pipe(ready) != 0 || pipe(start) != 0)
        return 2;
    for (i = 0; i < clients; i++) {
        if (fork() == 0) {
            close(start[1]);
            _exit(child(i, tickets, argv + 3, argc - 5, ready[1], start[0],
                        times + (size_t)i * tickets));
        }
    }
    close(ready[1]);
    for (i = 0; i < clients; i++)
        failed |= read(ready[0], &c, 1) != 1;
    begin = now_ns();
    close(start[1]);            /* starts all clients: end of file */
    for (i = 0; i < clients; i++)
        failed |= wait(&status) < 0 || status != 0;
    end = now_ns();
    if (failed)
        return 1;
    printf("%lld\n", (long long)(end - begin));
    for (i = 0; i < clients * tickets; i++)
        printf("%lld\n", (long long)times[i]);
    return 0;
}
