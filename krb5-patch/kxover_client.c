/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_client.c - requests to kxoverd and its answers */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_client.h"
#include "kxover_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PROTOCOL_VERSION "1"

/*** Requests ***/

static int
is_text(char c)
{
    return (unsigned char)c >= KXOVER_FIRST_TEXT &&
        (unsigned char)c <= KXOVER_LAST_TEXT;
}

/* Append name=value to the request in out. */
static int
add_line(char *out, size_t size, size_t *len, const char *name,
         const char *value)
{
    size_t room = size - *len, line_len = strlen(name) + 1 + strlen(value);
    const char *p;

    if (*value == '\0')
        return EINVAL;
    for (p = value; *p != '\0'; p++) {
        if (!is_text(*p))
            return EINVAL;
    }
    /* Room for the line, its LF, and snprintf()'s NUL. */
    if (line_len > KXOVER_MAX_LINE || room < line_len + 2)
        return EMSGSIZE;
    snprintf(out + *len, room, "%s=%s\n", name, value);
    *len += line_len + 1;
    return 0;
}

int
kxover_build_request(uint64_t id, const struct kxover_question *question,
                     char *out, size_t size, size_t *len_out)
{
    int ret;
    size_t len = 0;
    char idstr[24], client[KXOVER_MAX_LINE + 1 - sizeof("client")];

    *len_out = 0;
    if (size > KXOVER_MAX_MESSAGE)
        size = KXOVER_MAX_MESSAGE;
    snprintf(idstr, sizeof(idstr), "%" PRIu64, id);

    ret = add_line(out, size, &len, "kxover", PROTOCOL_VERSION);
    if (!ret)
        ret = add_line(out, size, &len, "id", idstr);
    if (!ret)
        ret = add_line(out, size, &len, "realm", question->realm);
    if (!ret)
        ret = add_line(out, size, &len, "service", question->service);
    if (!ret && question->client != NULL && *question->client != '\0') {
        kxover_write_name(question->client, KXOVER_FIRST_TEXT, client,
                          sizeof(client));
        ret = add_line(out, size, &len, "client", client);
    }
    if (ret)
        return ret;

    /* Overwrites the NUL of the last line. */
    out[len++] = '\n';
    *len_out = len;
    return 0;
}

/*** Answers ***/

/* Parse a decimal number without sign, blanks or leading zeros. */
static int
parse_number(const char *value, uint64_t max, uint64_t *number_out)
{
    uint64_t n = 0;
    unsigned int digit;
    const char *p;

    if (*value == '\0' || (value[0] == '0' && value[1] != '\0'))
        return -1;
    for (p = value; *p != '\0'; p++) {
        if (*p < '0' || *p > '9')
            return -1;
        digit = *p - '0';
        if (n > (max - digit) / 10)
            return -1;
        n = n * 10 + digit;
    }
    *number_out = n;
    return 0;
}

static const char *
set_version(struct kxover_answer *answer, const char *value)
{
    (void)answer;
    return strcmp(value, PROTOCOL_VERSION) == 0 ? NULL :
        "unknown version of the protocol";
}

static const char *
set_id(struct kxover_answer *answer, const char *value)
{
    return parse_number(value, UINT64_MAX, &answer->id) == 0 ? NULL : "bad id";
}

static const char *
set_result(struct kxover_answer *answer, const char *value)
{
    static const char *const names[] = {
        [KXOVER_REFERRAL] = "referral", [KXOVER_LOCAL] = "local",
        [KXOVER_NONE] = "none", [KXOVER_DENIED] = "denied",
        [KXOVER_FAILED] = "failed"
    };
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (strcmp(value, names[i]) == 0) {
            answer->result = i;
            return NULL;
        }
    }
    return "bad result";
}

/* The KDC uses this in a principal name and in its log. */
static const char *
set_realm(struct kxover_answer *answer, const char *value)
{
    if (!kxover_is_realm(value))
        return "bad realm";
    snprintf(answer->realm, sizeof(answer->realm), "%s", value);
    return NULL;
}

static const char *
set_ttl(struct kxover_answer *answer, const char *value)
{
    uint64_t n;

    if (parse_number(value, UINT32_MAX, &n) != 0)
        return "bad ttl";
    answer->ttl = n;
    return NULL;
}

static const char *
set_reason(struct kxover_answer *answer, const char *value)
{
    snprintf(answer->reason, sizeof(answer->reason), "%s", value);
    return NULL;
}

enum { VERSION, ID, RESULT, REALM, TTL, REASON, NFIELDS };

static const struct {
    const char *name;
    const char *(*set)(struct kxover_answer *answer, const char *value);
} fields[NFIELDS] = {
    [VERSION] = { "kxover", set_version }, [ID] = { "id", set_id },
    [RESULT] = { "result", set_result }, [REALM] = { "realm", set_realm },
    [TTL] = { "ttl", set_ttl }, [REASON] = { "reason", set_reason }
};

#define SEEN(parser, field) (((parser)->seen & (1U << (field))) != 0)

/* Parse a non-empty line. Return an error, or NULL. */
static const char *
end_of_field(struct kxover_parser *parser)
{
    char text[KXOVER_MAX_LINE + 1], *value;
    const char *error;
    int i;

    memcpy(text, parser->line, parser->line_len);
    text[parser->line_len] = '\0';
    value = strchr(text, '=');
    if (value == NULL || value == text)
        return "line is not name=value";
    *value++ = '\0';

    for (i = 0; i < NFIELDS; i++) {
        if (strcmp(text, fields[i].name) != 0)
            continue;
        error = SEEN(parser, i) ? "a name comes twice" :
            fields[i].set(&parser->answer, value);
        parser->seen |= 1U << i;
        if (error != NULL)
            parser->wrong |= 1U << i;
        return error;
    }
    return NULL;                /* unknown field of a later version */
}

/* Check the complete message. Return an error, or NULL. */
static const char *
end_of_message(const struct kxover_parser *parser)
{
    int referral = parser->answer.result == KXOVER_REFERRAL;

    if (!SEEN(parser, VERSION))
        return "kxover is missing";
    if (!SEEN(parser, ID))
        return "id is missing";
    if (!SEEN(parser, RESULT))
        return "result is missing";
    if (referral && !SEEN(parser, REALM))
        return "realm is missing";
    if (!referral && SEEN(parser, REALM))
        return "realm without a referral";
    return NULL;
}

/* Keep the first error, as later ones may result from it. */
static void
note_error(struct kxover_parser *parser, const char *error)
{
    if (parser->error == NULL)
        parser->error = error;
}

/* Parse one octet. */
static enum kxover_parse
feed_octet(struct kxover_parser *parser, char c)
{
    if (++parser->message_len > KXOVER_MAX_MESSAGE) {
        parser->error = "message is too long";
        parser->lost = 1;
        return KXOVER_BAD;
    }
    if (c == '\n' && parser->line_len == 0) {
        note_error(parser, end_of_message(parser));
        parser->has_id = SEEN(parser, ID) && !(parser->wrong & (1U << ID));
        return parser->error == NULL ? KXOVER_ANSWER : KXOVER_BAD_ANSWER;
    }
    if (c == '\n') {
        note_error(parser, end_of_field(parser));
        parser->line_len = 0;
        return KXOVER_MORE;
    }
    if (!is_text(c))
        note_error(parser, "octet that is not printable ASCII");
    if (parser->line_len == KXOVER_MAX_LINE)
        note_error(parser, "line is too long");
    else
        parser->line[parser->line_len++] = c;
    return KXOVER_MORE;
}

void
kxover_parser_init(struct kxover_parser *parser)
{
    memset(parser, 0, sizeof(*parser));
}

enum kxover_parse
kxover_parser_feed(struct kxover_parser *parser, const char *data, size_t len,
                   size_t *used_out)
{
    enum kxover_parse state = KXOVER_MORE;
    size_t used = 0;

    *used_out = 0;
    if (parser->lost)
        return KXOVER_BAD;
    if (parser->message_len == 0) {
        memset(&parser->answer, 0, sizeof(parser->answer));
        parser->seen = parser->wrong = 0;
        parser->has_id = 0;
        parser->error = NULL;
    }
    while (used < len && state == KXOVER_MORE)
        state = feed_octet(parser, data[used++]);
    if (state == KXOVER_ANSWER || state == KXOVER_BAD_ANSWER)
        parser->message_len = 0;
    *used_out = used;
    return state;
}
