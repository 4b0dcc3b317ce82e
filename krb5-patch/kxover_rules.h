/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_rules.h - rules, patterns and transited fields */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * The texts that the guard reads. This code needs no database and no context,
 * and allocates nothing. No input can make it read beyond the end.
 */

#ifndef KXOVER_RULES_H
#define KXOVER_RULES_H

#include <krb5/krb5.h>

/* The realm from which kxoverd tries the guard (RFC 2606: no such domain). */
#define KXOVER_PROBE_REALM "KXOVER-PROBE.INVALID"

/* While the crossover from this realm is blocked, all are. */
#define KXOVER_ALL_REALM "KXOVER-ALL.INVALID"

#define KXOVER_MAX_RULES 4096   /* octets of the attribute kxover.open */
#define KXOVER_MAX_PATTERN 255  /* octets of a pattern */
#define KXOVER_MAX_TRANSITED 32 /* realms of a transited field */

/* Return true if the data is this string. */
int
kxover_is(const krb5_data *data, const char *string);

/* Return true if both have the same octets. */
int
kxover_equal(const krb5_data *a, const krb5_data *b);

enum kxover_opening {
    KXOVER_BAD_RULES,           /* not in the grammar, or too long */
    KXOVER_CLOSED,
    KXOVER_OPEN
};

/*
 * Apply the rules of a service, such as "allow *.edu, deny *, anonymous", to a
 * realm. The grammar is that of peer_realms in kxoverd.conf and the word
 * "anonymous". The first rule that matches decides; without one the service is
 * closed. All rules must be valid, those after the decision too. Anonymous
 * users need both a rule that allows their realm, and the word. For the
 * probe's realm only rules with its name count.
 */
enum kxover_opening
kxover_apply_rules(const char *rules, const krb5_data *realm, int anonymous);

/* Return true for a valid pattern of names, such as HTTP/ and a star. */
int
kxover_is_pattern(const char *pattern);

/* Return true if a valid pattern matches the name without its realm. A star
 * matches any octets of one component. */
int
kxover_matches(const char *pattern, krb5_const_principal name);

/*
 * Call fn for each realm in a transited field of type DOMAIN-X500-COMPRESS
 * (RFC 4120 section 3.3.3.2), with names written in full. MIT's KDC writes no
 * empty subfields, which stand for all realms between two others. They are
 * skipped. Return the first result of fn that is not 0, or -1 if the field is
 * not valid or has too many realms.
 */
int
kxover_each_transited(const krb5_data *field,
                      int (*fn)(void *arg, const krb5_data *realm), void *arg);

#endif /* KXOVER_RULES_H */
