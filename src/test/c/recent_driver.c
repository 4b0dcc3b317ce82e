/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/recent_driver.c - run the table of recent names without a KDC */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * recent_driver < commands
 *     carries out a command a line. The words of a command are separated by
 *     blanks:
 *         at NANOSECONDS           sets the clock; 0 is no clock
 *         keep REALM PART...       keeps a principal
 *         has REALM PART...        prints yes or no
 *         keep-pair ONE TWO        as keep, for a pair
 *         has-pair ONE TWO
 */

#define _GNU_SOURCE             /* strsep */

#include "kxover_recent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_WORDS 10

static int64_t now;

/* The clock of this program. */
int
clock_gettime(clockid_t which, struct timespec *out)
{
    if (which != CLOCK_MONOTONIC || now == 0)
        return -1;
    out->tv_sec = now / 1000000000;
    out->tv_nsec = now % 1000000000;
    return 0;
}

static void
make_name(krb5_data *words, int count, int pair,
          struct kxover_recent_name *name)
{
    krb5_principal_data principal = { 0 };

    if (pair) {
        kxover_recent_pair(&words[0], &words[1], name);
        return;
    }
    principal.realm = words[0];
    principal.data = words + 1;
    principal.length = count - 1;
    kxover_recent_principal(&principal, name);
}

int
main(void)
{
    static struct kxover_recent recent;
    static char line[2000];
    struct kxover_recent_name name;

    while (fgets(line, sizeof(line), stdin) != NULL) {
        krb5_data words[MAX_WORDS] = { { 0 } };
        char *rest = line, *word;
        char *command;
        int count = 0;

        line[strcspn(line, "\n")] = '\0';
        command = strsep(&rest, " ");
        while (count < MAX_WORDS && (word = strsep(&rest, " ")) != NULL) {
            words[count].data = word;
            words[count++].length = strlen(word);
        }
        if (strcmp(command, "at") == 0) {
            now = atoll(words[0].data);
            continue;
        }
        make_name(words, count, strstr(command, "-pair") != NULL, &name);
        if (strncmp(command, "keep", 4) == 0)
            kxover_recent_keep(&recent, &name);
        else
            puts(kxover_recent_has(&recent, &name) ? "yes" : "no");
    }
    return 0;
}
