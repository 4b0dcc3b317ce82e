/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_text.h - names in printable ASCII */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_TEXT_H
#define KXOVER_TEXT_H

#include <stddef.h>

/*
 * Write a name, as krb5_unparse_name() has it, to out (size octets with the
 * NUL, at least 16). Octets before first or after KXOVER_LAST_TEXT are written
 * as \xHH. If the text does not fit, cut the part before the realm, with
 * "..." there. A realm that takes more than half of out is left out.
 *
 * Users choose such names, so no name fails. krb5_unparse_name() doubles
 * backslashes, so \xHH is unambiguous.
 */
void
kxover_write_name(const char *name, unsigned char first, char *out,
                  size_t size);

#endif /* KXOVER_TEXT_H */
