/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/hostrealm_key.h - the key that a referral is to rest on */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef HOSTREALM_KEY_H
#define HOSTREALM_KEY_H

#include <krb5/krb5.h>

/*
 * Return true if the KDC that we are in would find krbtgt/OTHER@REALM in its
 * database, and issue tickets under it.  Where that cannot be told, as in a
 * program without a database, return false.
 */
int
hostrealm_has_key(krb5_context context, const char *realm, const char *other);

#endif /* HOSTREALM_KEY_H */
