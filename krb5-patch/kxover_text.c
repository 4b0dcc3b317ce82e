/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_text.c - names in printable ASCII */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include "kxover_text.h"
#include "kxover_client.h"

#include <stdio.h>
#include <string.h>

/* Return the realm of a name with its @, the only one that krb5_unparse_name()
 * writes without a backslash; or the empty end. */
static const char *
find_realm(const char *name)
{
    const char *p;

    for (p = name; *p != '\0' && *p != '@'; p++) {
        if (*p == '\\' && p[1] != '\0')
            p++;
    }
    return p;
}

/* Write the octets from p to end. Return the length, or 0 if they and a NUL
 * do not fit. */
static size_t
escape(const char *p, const char *end, unsigned char first, char *out,
       size_t size)
{
    size_t len = 0, n;

    for (; p < end; p++) {
        n = (unsigned char)*p >= first &&
            (unsigned char)*p <= KXOVER_LAST_TEXT ? 1 : 4;
        if (len + n >= size)
            return 0;
        if (n == 1)
            out[len] = *p;
        else
            snprintf(out + len, n + 1, "\\x%02x", (unsigned char)*p);
        len += n;
    }
    out[len] = '\0';
    return len;
}

void
kxover_write_name(const char *name, unsigned char first, char *out,
                  size_t size)
{
    static const char cut[] = "...";
    const char *realm = find_realm(name), *p;
    size_t len = 0, room, n, half = size / 2;
    char tail[KXOVER_MAX_LINE / 2];

    if (*name == '\0')
        *out = '\0';
    if (*name == '\0' ||
        escape(name, name + strlen(name), first, out, size) > 0)
        return;
    n = escape(realm, realm + strlen(realm), first, tail,
               half < sizeof(tail) ? half : sizeof(tail));
    if (n == 0)
        tail[0] = '\0';
    room = size - n - strlen(cut);
    for (p = name; p < realm; p++) {
        n = escape(p, p + 1, first, out + len, room - len);
        if (n == 0)
            break;
        len += n;
    }
    snprintf(out + len, size - len, "%s%s", cut, tail);
}
