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
 * tgs_driver COUNT -as CLIENT
 *     prints COUNT different AS-REQs of that client in the same form.
 */

#include <errno.h>
#include <krb5/krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static krb5_error_code
ask(krb5_context context, krb5_ccache ccache, krb5_principal client,
    const char *server)
{
    krb5_creds in, *out = NULL;
    krb5_error_code ret;

    memset(&in, 0, sizeof(in));
    in.client = client;
    ret = krb5_parse_name(context, server, &in.server);
    if (ret)
        return ret;
    in.server->type = KRB5_NT_SRV_HST;
    ret = krb5_get_credentials(context, KRB5_GC_CANONICALIZE | KRB5_GC_NO_STORE,
                               ccache, &in, &out);
    krb5_free_principal(context, in.server);
    return ret == KRB5_KDC_UNREACH ? 0 : ret == 0 ? EEXIST : ret;
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
ask_all(krb5_context context, int count, char **servers)
{
    krb5_ccache ccache;
    krb5_principal client;
    krb5_error_code ret;
    char **server;

    ret = krb5_cc_default(context, &ccache);
    if (ret)
        return ret;
    ret = krb5_cc_get_principal(context, ccache, &client);
    for (; count > 0 && !ret; count--) {
        for (server = servers; *server != NULL && !ret; server++)
            ret = ask(context, ccache, client, *server);
    }
    if (!ret)
        krb5_free_principal(context, client);
    krb5_cc_close(context, ccache);
    return ret;
}

int
main(int argc, char **argv)
{
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
        ret = ask_all(context, count, argv + 2);
    }
    if (ret) {
        fprintf(stderr, "%s\n", krb5_get_error_message(context, ret));
        return 1;
    }
    krb5_free_context(context);
    return 0;
}
