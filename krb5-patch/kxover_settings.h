/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kxover_settings.h - the [kxover] section of kdc.conf */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef KXOVER_SETTINGS_H
#define KXOVER_SETTINGS_H

#include <krb5/krb5.h>
#include <sys/un.h>

#define KXOVER_DEFAULT_SOCKET "/run/kxover/kdc.sock"

/* An environment variable that a patched KDC sets for the hostrealm module
 * in its process: the KDC itself asks kxoverd. */
#define KXOVER_KDC_ASKS "KXOVER_KDC_ASKS"

/* Milliseconds to wait for an answer. */
#define KXOVER_DEFAULT_TIME_BUDGET 3000
#define KXOVER_MIN_TIME_BUDGET 100
#define KXOVER_MAX_TIME_BUDGET 30000

struct kxover_settings {
    char socket[sizeof(((struct sockaddr_un *)0)->sun_path)];
    int time_budget;
    int all_clients;            /* also clients of other realms cross over */
};

/*
 * Read the settings for realm: from the realm's subsection in [kxover], else
 * from [kxover] itself, else the defaults. On error *problem_out is a text for
 * the log.
 */
krb5_error_code
kxover_read_settings(krb5_context context, const char *realm,
                     struct kxover_settings *settings,
                     const char **problem_out);

/* Return true if there is a section [kxover], even if it is empty. */
int
kxover_has_settings(krb5_context context);

#endif /* KXOVER_SETTINGS_H */
