/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kdc_profile.h - print what a KDC's profile says of kxover */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KDC_PROFILE_H
#define KDC_PROFILE_H

#include <krb5.h>

/*
 * Print lines about the settings that the KDC of realm has:
 *
 *     settings            there is a section [kxover]
 *     socket PATH         the socket that the KDC uses, if one is named
 *     loads TYPE PATH     a module of the name kxover that can be loaded
 *     fails TYPE PATH: REASON
 *
 * TYPE is hostrealm or kdcpolicy.
 */
krb5_error_code
kdc_profile_print(krb5_context context, const char *realm);

#endif /* KDC_PROFILE_H */
