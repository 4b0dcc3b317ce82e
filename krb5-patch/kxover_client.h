/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_client.h - requests to kxoverd and its answers */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * A KDC asks kxoverd over a stream UNIX socket.  A message is text: lines of
 * name=value, each ended by one LF, and an empty line as the end.  Answers
 * carry the id of their request and come in any order.
 *
 *     kxover=1                        kxover=1
 *     id=17                           id=17
 *     realm=A.EXAMPLE                 result=referral
 *     service=HTTP/www.b.example      realm=B.EXAMPLE
 *     client=alice@A.EXAMPLE          ttl=300
 *
 * This code builds requests and parses answers incrementally. It does no input
 * or output, so a caller can wait in any way. An object is used by one thread
 * at a time. Error codes are errno values.
 */

#ifndef KXOVER_CLIENT_H
#define KXOVER_CLIENT_H

#include "kxover_names.h"

#include <stddef.h>
#include <stdint.h>

/* The octets allowed in a line: printable ASCII and space. AlphabetTest
 * compares these values to those in Alphabet.java. */
#define KXOVER_FIRST_TEXT 0x20
#define KXOVER_LAST_TEXT 0x7e

#define KXOVER_MAX_LINE 1024    /* octets of a line without its LF */
#define KXOVER_MAX_MESSAGE 8192 /* octets of a message with every LF */

/*** Requests ***/

struct kxover_question {
    const char *realm;          /* the realm of the KDC that asks */
    const char *service;        /* HTTP/www.b.example or krbtgt/B.EXAMPLE */
    const char *client;         /* as krb5_unparse_name() has it, or NULL */
};

/*
 * Write a request to out (size octets, no NUL is added) and its length to
 * *len_out.  Return EINVAL if realm or service is empty or has an octet that
 * no line may hold, or EMSGSIZE if the request does not fit the protocol's
 * limits or out.
 *
 * Users choose the client's name, so it must never make a request fail:
 * kxover_write_name() writes it.
 */
int
kxover_build_request(uint64_t id, const struct kxover_question *question,
                     char *out, size_t size, size_t *len_out);

/*** Answers ***/

/* No question has this id. An answer with it means that earlier answers may
 * no longer be valid. */
#define KXOVER_FORGET_ID 0

enum kxover_result {
    KXOVER_REFERRAL,            /* the key is in place: refer to this realm */
    KXOVER_LOCAL,               /* the service is in the asking realm */
    KXOVER_NONE,                /* proven: the service has no realm */
    KXOVER_DENIED,              /* a policy of either realm forbids it */
    KXOVER_FAILED               /* an error, or no time left */
};

struct kxover_answer {
    uint64_t id;
    enum kxover_result result;
    char realm[KXOVER_MAX_REALM + 1];   /* empty unless KXOVER_REFERRAL */
    uint32_t ttl;                       /* seconds; 0 if not given */
    char reason[KXOVER_MAX_LINE + 1];   /* printable ASCII; may be empty */
};

enum kxover_parse {
    KXOVER_MORE,                /* the message is not complete yet */
    KXOVER_ANSWER,              /* parser->answer is filled in */
    KXOVER_BAD_ANSWER,          /* parser->error says why; see has_id */
    KXOVER_BAD                  /* parser->error says why; close the socket */
};

struct kxover_parser {
    struct kxover_answer answer; /* after KXOVER_ANSWER, until the next feed */
    int has_id;                 /* a bad answer's answer.id is valid */
    const char *error;          /* the message's first error, or NULL */
    int lost;                   /* KXOVER_BAD was returned */
    unsigned int seen;          /* fields of this message, by index */
    unsigned int wrong;         /* fields that are bad or duplicate */
    size_t message_len;
    size_t line_len;
    char line[KXOVER_MAX_LINE];
};

void
kxover_parser_init(struct kxover_parser *parser);

/*
 * Parse at most len octets from data, up to the end of the first message, and
 * store the number of octets used. Answers may arrive in pieces of any size.
 * After a bad answer, the next answer can be parsed. KXOVER_BAD means that the
 * message is too long; every later call returns KXOVER_BAD too.
 */
enum kxover_parse
kxover_parser_feed(struct kxover_parser *parser, const char *data, size_t len,
                   size_t *used_out);

#endif /* KXOVER_CLIENT_H */
