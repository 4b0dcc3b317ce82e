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

/* An environment variable, set by a KDC with the patch for modules in its own
 * process: the one who asks kxoverd is the KDC itself. */
#define KXOVER_KDC_ASKS "KXOVER_KDC_ASKS"

/* Milliseconds to wait for an answer. */
#define KXOVER_DEFAULT_TIME_BUDGET 3000
#define KXOVER_LEAST_TIME_BUDGET 100
#define KXOVER_GREATEST_TIME_BUDGET 30000

struct kxover_settings {
    char socket[sizeof(((struct sockaddr_un *)0)->sun_path)];
    int time_budget;
};

/*
 * Read the settings for realm: what [kxover] says in the realm's subsection,
 * else for all realms, else the defaults.  On error *problem_out is a phrase
 * for the log.
 */
krb5_error_code
kxover_read_settings(krb5_context context, const char *realm,
                     struct kxover_settings *settings,
                     const char **problem_out);

/* Return true if there is a section [kxover], with or without anything in
 * it. */
int
kxover_has_settings(krb5_context context);

#endif /* KXOVER_SETTINGS_H */
