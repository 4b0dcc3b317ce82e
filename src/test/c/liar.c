/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/liar.c - forge tickets with a realm's key, and use them */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * liar forge CACHE KEYTAB SERVER CLIENT TRANSITED [OPTION]
 *     makes a ticket for SERVER under its key in the keytab, as the KDC of
 *     another realm could: of any client, over any realms. The ticket is
 *     renewable and forwardable. CACHE then holds nothing else. The option
 *     pac=NAME adds a PAC of that client, and pac-with-realm=NAME one that
 *     names the client's realm, as in S4U across realms.
 *
 * liar ask CACHE HELD WANTED [OPTION...]
 *     asks the KDC for the service WANTED, with the ticket HELD from CACHE,
 *     and adds the answer's ticket to CACHE. Prints "granted" with the names
 *     and times in the answer, or "refused" with the error's code and e-text.
 *     The options are renew, renewable, forwardable, canonicalize, self= with
 *     the user of S4U2Self, and proxy= or user-to-user= with the file of a
 *     cache, whose last ticket is the additional one.
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
krb5_encrypt_helper(krb5_context context, const krb5_keyblock *key,
                    krb5_keyusage usage, const krb5_data *plain,
                    krb5_enc_data *cipher);
krb5_error_code
decode_krb5_ticket(const krb5_data *code, krb5_ticket **rep);
krb5_error_code
encode_krb5_ticket(const krb5_ticket *ticket, krb5_data **code_out);
krb5_error_code
krb5_get_cred_via_tkt(krb5_context context, krb5_creds *tkt,
                      krb5_flags options, krb5_address *const *address,
                      krb5_creds *in, krb5_creds **out);

/* The form of PA-FOR-USER in libkrb5 (MS-SFU section 2.2.1). */
typedef struct {
    krb5_principal user;
    krb5_checksum checksum;
    krb5_data package;
} for_user;
krb5_error_code
encode_krb5_pa_for_user(const for_user *rep, krb5_data **code);
krb5_error_code
encode_krb5_authenticator(const krb5_authenticator *rep, krb5_data **code);
krb5_error_code
encode_krb5_ap_req(const krb5_ap_req *rep, krb5_data **code);
krb5_error_code
encode_krb5_kdc_req_body(const krb5_kdc_req *rep, krb5_data **code);
krb5_error_code
decode_krb5_tgs_req(const krb5_data *code, krb5_kdc_req **rep);
krb5_error_code
encode_krb5_tgs_req(const krb5_kdc_req *rep, krb5_data **code);
krb5_error_code
decode_krb5_tgs_rep(const krb5_data *code, krb5_kdc_rep **rep);

#define HOUR 3600

static krb5_context context;

/* The user of S4U2Self, or NULL. */
static krb5_principal self_user;

static void
must(krb5_error_code ret, const char *what)
{
    if (ret == 0)
        return;
    fprintf(stderr, "%s: %s\n", what, krb5_get_error_message(context, ret));
    exit(2);
}

/* Add a PAC under the ticket's own key, as another realm's KDC could. */
static void
add_pac(const char *option, krb5_enc_tkt_part *part, krb5_principal server,
        const krb5_keyblock *key)
{
    const char *name = strchr(option, '=');
    krb5_principal client;
    krb5_pac pac;

    if (name == NULL)
        exit(2);
    must(krb5_parse_name(context, name + 1, &client), option);
    must(krb5_pac_init(context, &pac), "PAC");
    must(krb5_kdc_sign_ticket(context, part, pac, server, client, key, key,
                              strncmp(option, "pac-with", 8) == 0), "sign");
    krb5_pac_free(context, pac);
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
    if (words[5] != NULL)
        add_pac(words[5], &part, ticket.server, &entry.key);
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

/* Get the ticket for that server from a cache, or the last one for NULL. */
static void
find(const char *file, krb5_principal server, krb5_creds *out)
{
    krb5_ccache cache;
    krb5_cc_cursor cursor;
    krb5_creds creds;
    int found = 0;

    must(krb5_cc_resolve(context, file, &cache), file);
    must(krb5_cc_start_seq_get(context, cache, &cursor), file);
    while (krb5_cc_next_cred(context, cache, &cursor, &creds) == 0) {
        if (krb5_is_config_principal(context, creds.server) ||
            (server != NULL && (found || !krb5_principal_compare(
                                    context, server, creds.server))))
            continue;
        *out = creds;
        found = 1;
    }
    must(found ? 0 : KRB5_CC_NOTFOUND, file);
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

/* Return the padata for S4U2Self. */
static krb5_pa_data
make_for_user(const krb5_keyblock *key)
{
    for_user f = { .user = self_user };
    krb5_pa_data pa = { 0 };
    krb5_data text = { 0 }, *code;
    const krb5_data *part;
    char octets[1000];
    int i;

    f.package.data = (char *)"Kerberos";
    f.package.length = 8;
    text.data = octets;
    for (i = 0; i < 4; i++)
        octets[text.length++] = (self_user->type >> (8 * i)) & 0xff;
    for (i = 0; i < self_user->length + 2; i++) {
        part = i < self_user->length ? &self_user->data[i] :
            i == self_user->length ? &self_user->realm : &f.package;
        memcpy(octets + text.length, part->data, part->length);
        text.length += part->length;
    }
    must(krb5_c_make_checksum(context, CKSUMTYPE_HMAC_MD5_ARCFOUR, key,
                              KRB5_KEYUSAGE_APP_DATA_CKSUM, &text,
                              &f.checksum), "checksum");
    must(encode_krb5_pa_for_user(&f, &code), "PA-FOR-USER");
    pa.pa_type = KRB5_PADATA_FOR_USER;
    pa.contents = (krb5_octet *)code->data;
    pa.length = code->length;
    return pa;
}

/* Return the AP-REQ for a request, without a subkey. */
static krb5_pa_data
make_ap_req(const krb5_creds *held, const krb5_kdc_req *request)
{
    krb5_authenticator authenticator = { 0 };
    krb5_checksum checksum;
    krb5_ap_req ap = { 0 };
    krb5_pa_data pa = { 0 };
    krb5_data *body, *code;

    must(encode_krb5_kdc_req_body(request, &body), "body");
    must(krb5_c_make_checksum(context, 0, &held->keyblock,
                              KRB5_KEYUSAGE_TGS_REQ_AUTH_CKSUM, body,
                              &checksum), "checksum");
    authenticator.client = held->client;
    authenticator.checksum = &checksum;
    must(krb5_us_timeofday(context, &authenticator.ctime,
                           &authenticator.cusec), "time");
    must(encode_krb5_authenticator(&authenticator, &code), "authenticator");
    must(krb5_encrypt_helper(context, &held->keyblock,
                             KRB5_KEYUSAGE_TGS_REQ_AUTH, code,
                             &ap.authenticator), "encrypt");
    must(decode_krb5_ticket(&held->ticket, &ap.ticket), "ticket");
    must(encode_krb5_ap_req(&ap, &code), "AP-REQ");
    pa.pa_type = KRB5_PADATA_AP_REQ;
    pa.contents = (krb5_octet *)code->data;
    pa.length = code->length;
    return pa;
}

/* Send the request without FAST, which libkrb5 adds, and with PA-FOR-USER. */
static krb5_error_code
ask_for_self(krb5_context ctx, void *data, const krb5_data *realm,
             const krb5_data *message, krb5_data **new_message,
             krb5_data **new_reply)
{
    const krb5_creds *held = data;
    krb5_pa_data first, second, *padata[3] = { &first, &second, NULL };
    krb5_kdc_req *request;

    (void)ctx;
    (void)realm;
    (void)new_reply;
    must(decode_krb5_tgs_req(message, &request), "TGS-REQ");
    first = make_ap_req(held, request);
    second = make_for_user(&held->keyblock);
    request->padata = padata;
    return encode_krb5_tgs_req(request, new_message);
}

/* Print what was granted to another client than that of the ticket held. */
static krb5_error_code
print_self(krb5_context ctx, void *data, krb5_error_code code,
           const krb5_data *realm, const krb5_data *message,
           const krb5_data *reply, krb5_data **new_reply)
{
    char *client, *server;
    krb5_kdc_rep *rep;

    if (code == 0 && decode_krb5_tgs_rep(reply, &rep) == 0) {
        must(krb5_unparse_name(ctx, rep->client, &client), "client");
        must(krb5_unparse_name(ctx, rep->ticket->server, &server), "server");
        printf("granted %s for %s\n", server, client);
    }
    return print_error(ctx, data, code, realm, message, reply, new_reply);
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

    if (strncmp(word, "self=", 5) == 0) {
        must(krb5_parse_name(context, word + 5, &self_user), word);
        return 0;
    }
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
    krb5_set_kdc_recv_hook(context, self_user != NULL ? print_self :
                           print_error, NULL);
    if (self_user != NULL)
        krb5_set_kdc_send_hook(context, ask_for_self, &held);
    if (krb5_get_cred_via_tkt(context, &held, options, NULL, &in, &out) != 0)
        return;
    if (self_user == NULL)
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
    if ((argc == 7 || argc == 8) && strcmp(argv[1], "forge") == 0)
        forge(argv + 2);
    else if (argc >= 5 && strcmp(argv[1], "ask") == 0)
        ask(argv + 2);
    else
        return 2;
    return 0;
}
