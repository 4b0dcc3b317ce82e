/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/tgs_driver.c - make requests to a KDC without sending them */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * tgs_driver COUNT SERVER [SERVER...]
 *     prints COUNT different TGS-REQs for each SERVER, a line of hexadecimal
 *     each, as libkrb5 would send them to a KDC: host-based, with the
 *     canonicalize option.  The TGT is in the credential cache.
 *
 *     Options before the servers make unusual requests:
 *     -tgt NAME    with that TGT only, as if our own realm had issued it
 *     -expired     also with an expired TGT
 *     -flags HEX   with the options that follow from these flags of the TGT
 *     -u2u         user-to-user, with the TGT as second ticket
 *     -s4u USER    S4U2Self for that user
 *
 * tgs_driver COUNT -as CLIENT
 *     prints COUNT different AS-REQs of that client in the same form.
 */

#include <errno.h>
#include <krb5/krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libkrb5 exports this function and declares it in no public header. */
krb5_error_code KRB5_CALLCONV
krb5_get_credentials_for_user(krb5_context context, krb5_flags options,
                              krb5_ccache ccache, krb5_creds *in_creds,
                              krb5_data *cert, krb5_creds **out_creds);

/* Print the request instead of sending it, and make libkrb5 fail. */
static krb5_error_code
print_request(krb5_context context, void *data, const krb5_data *realm,
              const krb5_data *message, krb5_data **new_message,
              krb5_data **reply)
{
    unsigned int i;

    (void)context;
    (void)data;
    (void)realm;
    (void)new_message;
    (void)reply;
    for (i = 0; i < message->length; i++)
        printf("%02x", (unsigned char)message->data[i]);
    printf("\n");
    return KRB5_KDC_UNREACH;
}

struct how {
    const char *tgt;            /* or NULL: all tickets of the cache */
    krb5_flags flags;
    int expired;
    int user_to_user;
    const char *user;           /* for S4U2Self, or NULL */
};

static krb5_error_code
ask(krb5_context context, krb5_ccache ccache, krb5_principal client,
    const char *server, const struct how *how, const krb5_data *second)
{
    krb5_flags options = KRB5_GC_CANONICALIZE | KRB5_GC_NO_STORE;
    krb5_creds in, *out = NULL;
    krb5_error_code ret;

    memset(&in, 0, sizeof(in));
    in.client = client;
    ret = krb5_parse_name(context, server, &in.server);
    if (ret)
        return ret;
    in.server->type = KRB5_NT_SRV_HST;
    if (how->user_to_user) {
        options |= KRB5_GC_USER_USER;
        in.second_ticket = *second;
    }
    if (how->user != NULL) {
        ret = krb5_parse_name(context, how->user, &in.client);
        if (ret == 0) {
            ret = krb5_get_credentials_for_user(context, options, ccache, &in,
                                                NULL, &out);
        }
    } else {
        ret = krb5_get_credentials(context, options, ccache, &in, &out);
    }
    krb5_free_principal(context, in.server);
    return ret == KRB5_KDC_UNREACH ? 0 : ret == 0 ? EEXIST : ret;
}

/* Copy the tickets to use into a cache in memory.  Set *second to the last. */
static krb5_error_code
select_tickets(krb5_context context, krb5_ccache from, krb5_principal client,
               const struct how *how, krb5_ccache *to, krb5_data *second)
{
    krb5_cc_cursor cursor;
    krb5_creds creds;
    krb5_error_code ret;
    char *name;

    ret = krb5_cc_new_unique(context, "MEMORY", NULL, to);
    if (!ret)
        ret = krb5_cc_initialize(context, *to, client);
    if (!ret)
        ret = krb5_cc_start_seq_get(context, from, &cursor);
    while (!ret && krb5_cc_next_cred(context, from, &cursor, &creds) == 0) {
        if (krb5_is_config_principal(context, creds.server))
            continue;
        ret = krb5_unparse_name(context, creds.server, &name);
        if (!ret && (how->tgt == NULL || strcmp(how->tgt, name) == 0)) {
            creds.ticket_flags |= how->flags;
            if (how->expired)
                creds.times.endtime += 86400;
            if (how->tgt != NULL)
                creds.server->realm = creds.server->data[1];
            *second = creds.ticket;
            ret = krb5_cc_store_cred(context, *to, &creds);
        }
    }
    return ret;
}

static krb5_error_code
log_in(krb5_context context, const char *name)
{
    krb5_principal client;
    krb5_creds creds;
    krb5_error_code ret;

    ret = krb5_parse_name(context, name, &client);
    if (ret)
        return ret;
    ret = krb5_get_init_creds_password(context, &creds, client, "", NULL, NULL,
                                       0, NULL, NULL);
    krb5_free_principal(context, client);
    return ret == KRB5_KDC_UNREACH ? 0 : ret == 0 ? EEXIST : ret;
}

static krb5_error_code
ask_all(krb5_context context, int count, char **servers,
        const struct how *how)
{
    krb5_ccache ccache, tickets;
    krb5_principal client;
    krb5_data second = { 0 };
    krb5_error_code ret;
    char **server;

    ret = krb5_cc_default(context, &ccache);
    if (ret)
        return ret;
    ret = krb5_cc_get_principal(context, ccache, &client);
    if (!ret)
        ret = select_tickets(context, ccache, client, how, &tickets, &second);
    for (; count > 0 && !ret; count--) {
        for (server = servers; *server != NULL && !ret; server++)
            ret = ask(context, tickets, client, *server, how, &second);
    }
    return ret;
}

/* Read the options, and return the arguments after them. */
static char **
read_options(char **arg, struct how *how)
{
    for (; *arg != NULL && **arg == '-'; arg++) {
        if (strcmp(*arg, "-u2u") == 0)
            how->user_to_user = 1;
        else if (strcmp(*arg, "-expired") == 0)
            how->expired = 1;
        else if (strcmp(*arg, "-tgt") == 0 && arg[1] != NULL)
            how->tgt = *++arg;
        else if (strcmp(*arg, "-flags") == 0 && arg[1] != NULL)
            how->flags = strtol(*++arg, NULL, 16);
        else if (strcmp(*arg, "-s4u") == 0 && arg[1] != NULL)
            how->user = *++arg;
    }
    return arg;
}

int
main(int argc, char **argv)
{
    struct how how = { NULL, 0, 0, 0, NULL };
    krb5_context context;
    krb5_error_code ret = 0;
    int count;

    if (argc < 3 || krb5_init_context(&context) != 0)
        return 2;
    krb5_set_kdc_send_hook(context, print_request, NULL);
    count = atoi(argv[1]);
    if (strcmp(argv[2], "-as") == 0 && argc == 4) {
        for (; count > 0 && !ret; count--)
            ret = log_in(context, argv[3]);
    } else {
        argv = read_options(argv + 2, &how);
        ret = ask_all(context, count, argv, &how);
    }
    if (ret) {
        fprintf(stderr, "%s\n", krb5_get_error_message(context, ret));
        return 1;
    }
    krb5_free_context(context);
    return 0;
}
