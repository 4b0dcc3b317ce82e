/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/hostrealm_key.h - check that the KDC has a crossover key */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef HOSTREALM_KEY_H
#define HOSTREALM_KEY_H

#include <krb5/krb5.h>

/*
 * Return true if the KDC's database has krbtgt/OTHER@REALM and it has not
 * expired. In a program without a database return false.
 */
int
hostrealm_has_key(krb5_context context, const char *realm, const char *other);

#endif /* HOSTREALM_KEY_H */
