/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/enctypes.c - print the encryption types a KDC permits */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * kxoverd runs this program to learn which encryption types the KDC on this
 * machine uses.  libkrb5 itself reads the configuration, as it does for the
 * KDC: kdc.conf and krb5.conf, with their includes, and with the files that
 * KRB5_CONFIG and KRB5_KDC_PROFILE name.
 *
 * libkrb5 skips a file that this user may not read, and says nothing.  So the
 * output names such files:
 *
 *     permitted 18 17 20 19
 *     closed /etc/krb5kdc/kdc.conf
 *     end
 *
 * The last line shows that the output is complete.
 */

#include <krb5.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The places of kdc.conf in Debian, in Red Hat, and in MIT's own builds. */
static const char *const usual_profiles[] = {
    "/etc/krb5kdc/kdc.conf",
    "/var/kerberos/krb5kdc/kdc.conf",
    "/usr/local/var/krb5kdc/kdc.conf",
    NULL
};

/* Name a file that exists, or may exist, but which we may not read. */
static void
print_if_closed(const char *path)
{
    if (access(path, R_OK) != 0 && (errno == EACCES || errno == EPERM))
        printf("closed %s\n", path);
}

/* Check each file of a list with colons, as in KRB5_CONFIG. */
static int
print_closed_files(const char *list)
{
    char *copy = strdup(list), *path, *next;

    if (copy == NULL)
        return ENOMEM;
    for (path = copy; path != NULL; path = next) {
        next = strchr(path, ':');
        if (next != NULL)
            *next++ = '\0';
        if (*path != '\0')
            print_if_closed(path);
    }
    free(copy);
    return 0;
}

static int
print_all_closed_files(void)
{
    const char *config = getenv("KRB5_CONFIG");
    const char *profile = getenv("KRB5_KDC_PROFILE");
    int i;

    if (profile != NULL) {
        print_if_closed(profile);
    } else {
        for (i = 0; usual_profiles[i] != NULL; i++)
            print_if_closed(usual_profiles[i]);
    }
    return print_closed_files(config != NULL ? config : "/etc/krb5.conf");
}

static krb5_error_code
print_permitted(krb5_context context)
{
    krb5_error_code ret;
    krb5_enctype *types;
    int i;

    ret = krb5_get_permitted_enctypes(context, &types);
    if (ret != 0)
        return ret;
    printf("permitted");
    for (i = 0; types[i] != 0; i++)
        printf(" %d", (int)types[i]);
    printf("\n");
    krb5_free_enctypes(context, types);
    return 0;
}

int
main(void)
{
    krb5_error_code ret;
    krb5_context context = NULL;
    const char *message;

    ret = krb5_init_context_profile(NULL, KRB5_INIT_CONTEXT_KDC, &context);
    if (ret == 0)
        ret = print_permitted(context);
    if (ret == 0)
        ret = print_all_closed_files();
    if (ret != 0) {
        message = krb5_get_error_message(context, ret);
        fprintf(stderr, "%s\n", message);
        krb5_free_error_message(context, message);
        krb5_free_context(context);
        return 1;
    }
    krb5_free_context(context);
    printf("end\n");
    return fflush(stdout) == 0 ? 0 : 1;
}
