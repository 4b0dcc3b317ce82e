/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/liar.c - forge tickets with a realm's key, and use them */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * liar forge CACHE KEYTAB SERVER CLIENT TRANSITED
 *     makes a ticket for SERVER under its key in the keytab, as the KDC of
 *     another realm could: of any client, over any realms. The ticket is
 *     renewable and forwardable. CACHE then holds nothing else.
 *
 * liar ask CACHE HELD WANTED [OPTION...]
 *     asks the KDC for the service WANTED, with the ticket HELD from CACHE,
 *     and adds the answer's ticket to CACHE. Prints "granted" with the names
 *     and times in the answer, or "refused" with the error's code and e-text.
 *     The options are renew, renewable, forwardable, canonicalize, and proxy=
 *     or user-to-user= with the file of a cache, whose first ticket is the
 *     additional one.
 */

#include <krb5/krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* libkrb5 exports these for krb5kdc. */
krb5_error_code
krb5_encrypt_tkt_part(krb5_context context, const krb5_keyblock *key,
                      krb5_ticket *ticket);
krb5_error_code
encode_krb5_ticket(const krb5_ticket *ticket, krb5_data **code_out);
krb5_error_code
krb5_get_cred_via_tkt(krb5_context context, krb5_creds *tkt,
                      krb5_flags options, krb5_address *const *address,
                      krb5_creds *in, krb5_creds **out);

#define HOUR 3600

static krb5_context context;

static void
must(krb5_error_code ret, const char *what)
{
    if (ret == 0)
        return;
    fprintf(stderr, "%s: %s\n", what, krb5_get_error_message(context, ret));
    exit(2);
}

static void
forge(char **words)
{
    krb5_ticket ticket = { 0 };
    krb5_enc_tkt_part part = { 0 };
    krb5_keyblock session = { 0 };
    krb5_keytab_entry entry;
    krb5_creds creds = { 0 };
    krb5_timestamp now = time(NULL);
    krb5_keytab keytab;
    krb5_ccache cache;
    krb5_data *code;

    must(krb5_parse_name(context, words[2], &ticket.server), words[2]);
    must(krb5_parse_name(context, words[3], &part.client), words[3]);
    must(krb5_kt_resolve(context, words[1], &keytab), words[1]);
    must(krb5_kt_get_entry(context, keytab, ticket.server, 0, 0, &entry),
         words[1]);
    must(krb5_c_make_random_key(context, ENCTYPE_AES256_CTS_HMAC_SHA1_96,
                                &session), "session key");
    part.flags = TKT_FLG_RENEWABLE | TKT_FLG_FORWARDABLE | TKT_FLG_PROXIABLE |
        TKT_FLG_PRE_AUTH;
    part.session = &session;
    part.transited.tr_type = KRB5_DOMAIN_X500_COMPRESS;
    part.transited.tr_contents.data = words[4];
    part.transited.tr_contents.length = strlen(words[4]);
    part.times.authtime = part.times.starttime = now;
    part.times.endtime = now + 8 * HOUR;
    part.times.renew_till = now + 48 * HOUR;
    ticket.enc_part2 = &part;
    must(krb5_encrypt_tkt_part(context, &entry.key, &ticket), "encrypt");
    ticket.enc_part.kvno = entry.vno;
    must(encode_krb5_ticket(&ticket, &code), "encode");

    creds.client = part.client;
    creds.server = ticket.server;
    creds.keyblock = session;
    creds.times = part.times;
    creds.ticket_flags = part.flags;
    creds.ticket = *code;
    must(krb5_cc_resolve(context, words[0], &cache), words[0]);
    must(krb5_cc_initialize(context, cache, part.client), words[0]);
    must(krb5_cc_store_cred(context, cache, &creds), words[0]);
    krb5_cc_close(context, cache);
}

/* Get the ticket for that server from a cache, or the first one for NULL. */
static void
find(const char *file, krb5_principal server, krb5_creds *out)
{
    krb5_ccache cache;
    krb5_cc_cursor cursor;

    must(krb5_cc_resolve(context, file, &cache), file);
    must(krb5_cc_start_seq_get(context, cache, &cursor), file);
    do {
        must(krb5_cc_next_cred(context, cache, &cursor, out), file);
    } while (krb5_is_config_principal(context, out->server) ||
             (server != NULL && !krb5_principal_compare(context, server,
                                                        out->server)));
    krb5_cc_end_seq_get(context, cache, &cursor);
    krb5_cc_close(context, cache);
}

/* Print a KDC's refusal. */
static krb5_error_code
print_error(krb5_context ctx, void *data, krb5_error_code code,
            const krb5_data *realm, const krb5_data *message,
            const krb5_data *reply, krb5_data **new_reply)
{
    krb5_error *error;

    (void)data;
    (void)realm;
    (void)message;
    (void)new_reply;
    if (code == 0 && krb5_rd_error(ctx, reply, &error) == 0) {
        printf("refused %d %.*s\n", (int)error->error,
               (int)error->text.length, error->text.data);
        krb5_free_error(ctx, error);
    }
    return 0;
}

static krb5_flags
parse_option(const char *word, krb5_creds *in)
{
    static const struct { const char *word; krb5_flags flag; } flags[] = {
        { "renew", KDC_OPT_RENEW }, { "renewable", KDC_OPT_RENEWABLE },
        { "forwardable", KDC_OPT_FORWARDABLE },
        { "canonicalize", KDC_OPT_CANONICALIZE },
        { "proxy", KDC_OPT_CNAME_IN_ADDL_TKT },
        { "user-to-user", KDC_OPT_ENC_TKT_IN_SKEY }
    };
    const char *file = strchr(word, '=');
    size_t len = file != NULL ? (size_t)(file - word) : strlen(word), i;
    krb5_creds second;

    for (i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
        if (strlen(flags[i].word) != len ||
            memcmp(flags[i].word, word, len) != 0)
            continue;
        if (file != NULL) {
            find(file + 1, NULL, &second);
            in->second_ticket = second.ticket;
        }
        if (flags[i].flag == KDC_OPT_RENEWABLE)
            in->times.renew_till = time(NULL) + 24 * HOUR;
        return flags[i].flag;
    }
    fprintf(stderr, "no such option: %s\n", word);
    exit(2);
}

static void
print_creds(const krb5_creds *creds)
{
    char *client, *server;
    long now = time(NULL);

    must(krb5_unparse_name(context, creds->client, &client), "client");
    must(krb5_unparse_name(context, creds->server, &server), "server");
    printf("granted %s for %s, life %ld, renewable %ld%s\n", server, client,
           (long)creds->times.endtime - now,
           creds->ticket_flags & TKT_FLG_RENEWABLE ?
           (long)creds->times.renew_till - now : 0,
           creds->ticket_flags & TKT_FLG_FORWARDABLE ? ", forwardable" : "");
}

static void
ask(char **words)
{
    krb5_creds held, in = { 0 }, *out = NULL;
    krb5_principal server;
    krb5_ccache cache;
    krb5_flags options = 0;
    int i;

    must(krb5_parse_name(context, words[1], &server), words[1]);
    find(words[0], server, &held);
    in.client = held.client;
    must(krb5_parse_name(context, words[2], &in.server), words[2]);
    for (i = 3; words[i] != NULL; i++)
        options |= parse_option(words[i], &in);
    krb5_set_kdc_recv_hook(context, print_error, NULL);
    if (krb5_get_cred_via_tkt(context, &held, options, NULL, &in, &out) != 0)
        return;
    print_creds(out);
    must(krb5_cc_resolve(context, words[0], &cache), words[0]);
    must(krb5_cc_store_cred(context, cache, out), words[0]);
    krb5_cc_close(context, cache);
}

int
main(int argc, char **argv)
{
    if (krb5_init_context(&context) != 0)
        return 2;
    if (argc == 7 && strcmp(argv[1], "forge") == 0)
        forge(argv + 2);
    else if (argc >= 5 && strcmp(argv[1], "ask") == 0)
        ask(argv + 2);
    else
        return 2;
    return 0;
}
