/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_guard_settings.h - the guard's part of [kxover] */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_GUARD_SETTINGS_H
#define KXOVER_GUARD_SETTINGS_H

#include "kxover_guard.h"
#include "kxover_guard_tell.h"

enum kxover_guard_mode {
    KXOVER_ENFORCE,
    KXOVER_OBSERVE,             /* grant, and log what would be refused */
    KXOVER_OFF
};

struct kxover_guard_settings {
    enum kxover_guard_mode mode;
    struct kxover_patterns patterns;
    krb5_deltat max_life;       /* in seconds; 0: no limit */
    krb5_deltat renewable;      /* in seconds; at least 1 */
    int forwardable;            /* tickets that come in may be */
    krb5_principal kxoverd;     /* with which kxoverd logs in to kadmind */
    struct sockaddr_un refusals;        /* where kxoverd is told of refusals */
    const char *problem;        /* the first relation that is not valid */
    char **open, **stay_home;   /* as read, or NULL */
};

/*
 * Read the settings for realm: from the realm's subsection in [kxover], else
 * from [kxover] itself, else the defaults. Where a value is not valid, it is
 * the default that counts, patterns.valid is false, and problem names the
 * relation. Return an error if the guard cannot work at all.
 */
krb5_error_code
kxover_read_guard_settings(krb5_context context, const char *realm,
                           struct kxover_guard_settings *settings);

void
kxover_free_guard_settings(krb5_context context,
                           struct kxover_guard_settings *settings);

#endif /* KXOVER_GUARD_SETTINGS_H */
