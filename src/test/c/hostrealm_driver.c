/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/hostrealm_driver.c - ask libkrb5 for realms of hosts */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * Reads commands from standard input and answers each with one line:
 *
 *     host NAME        the realm, "-" for the referral realm, "error N"
 *     fork NAME        as host, in a forked child process
 *     realm REALM      makes it the default realm; answers "ok"
 *
 * Several realms are separated by spaces.
 */

#include <krb5/krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
host_realm(krb5_context context, const char *host)
{
    krb5_error_code ret;
    char **realms, **r;

    ret = krb5_get_host_realm(context, host, &realms);
    if (ret != 0) {
        printf("error %ld\n", (long)ret);
        return;
    }
    for (r = realms; *r != NULL; r++)
        printf("%s%s", r == realms ? "" : " ", **r == '\0' ? "-" : *r);
    printf("\n");
    krb5_free_host_realm(context, realms);
}

static int
in_child(krb5_context context, const char *host)
{
    pid_t pid;
    int status;

    pid = fork();
    if (pid == 0) {
        host_realm(context, host);
        krb5_free_context(context);
        exit(0);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

int
main(void)
{
    krb5_context context;
    char line[8192];

    if (krb5_init_context(&context) != 0)
        return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (fgets(line, sizeof(line), stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "host ", 5) == 0) {
            host_realm(context, line + 5);
        } else if (strncmp(line, "fork ", 5) == 0) {
            if (!in_child(context, line + 5))
                return 3;
        } else if (strncmp(line, "realm ", 6) == 0) {
            if (krb5_set_default_realm(context, line + 6) != 0)
                return 4;
            printf("ok\n");
        } else {
            return 5;
        }
    }
    krb5_free_context(context);
    return 0;
}
