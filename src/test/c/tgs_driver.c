/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/tgs_driver.c - make TGS requests without sending them */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * tgs_driver COUNT SERVER [SERVER...]
 *     prints COUNT different TGS-REQs for each SERVER, a line of hexadecimal
 *     each, as libkrb5 would send them to a KDC: host-based, with the
 *     canonicalize option.  The TGT is in the credential cache.
 */

#include <errno.h>
#include <krb5/krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Print the request in place of sending it, and let libkrb5 give up. */
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

int
main(int argc, char **argv)
{
    krb5_context context;
    krb5_ccache ccache;
    krb5_principal client;
    krb5_error_code ret;
    int i, n;

    if (argc < 3 || krb5_init_context(&context) != 0)
        return 2;
    krb5_set_kdc_send_hook(context, print_request, NULL);
    ret = krb5_cc_default(context, &ccache);
    if (!ret)
        ret = krb5_cc_get_principal(context, ccache, &client);
    for (n = atoi(argv[1]); n > 0 && !ret; n--) {
        for (i = 2; i < argc && !ret; i++)
            ret = ask(context, ccache, client, argv[i]);
    }
    if (ret) {
        fprintf(stderr, "%s\n", krb5_get_error_message(context, ret));
        return 1;
    }
    krb5_free_principal(context, client);
    krb5_cc_close(context, ccache);
    krb5_free_context(context);
    return 0;
}
