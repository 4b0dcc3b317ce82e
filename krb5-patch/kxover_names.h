/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_names.h - syntax of host names and realms */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_NAMES_H
#define KXOVER_NAMES_H

#define KXOVER_MAX_HOST 253     /* RFC 1035 section 2.3.4 */
#define KXOVER_MAX_REALM 253    /* a DNS name's limit, as above */

/*
 * Return true if host, in lower case, can be the name of a host on the
 * Internet (RFC 1123 section 2.1), and not an address or a local short name.
 */
int
kxover_is_host_name(const char *host);

/* Return true for a domain-style realm (RFC 4120 section 6.1), the only
 * style that DNS can name. */
int
kxover_is_realm(const char *realm);

#endif /* KXOVER_NAMES_H */
