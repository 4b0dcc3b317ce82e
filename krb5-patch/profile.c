/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/profile.c - print what the KDC's configuration says */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * The command kxover runs this program to read the KDC's configuration.
 * libkrb5 itself reads it, as it does for the KDC: kdc.conf and krb5.conf,
 * with the files that these include, and with those that KRB5_CONFIG and
 * KRB5_KDC_PROFILE name.
 *
 *     kxover-profile values realms A.EXAMPLE acl_file
 *     kxover-profile names realms
 *
 * The first prints the values of a relation, the second the names of the
 * subsections of a section:
 *
 *     value /etc/krb5kdc/kadm5.acl
 *     end
 *
 * The last line shows that the output is complete.
 *
 *     kxover-profile kxover A.EXAMPLE
 *
 * prints the lines of kdc_profile.h about the KDC of that realm.
 */

#include "kdc_profile.h"

#include <krb5.h>

#include <profile.h>
#include <stdio.h>
#include <string.h>

static void
print_list(char **list)
{
    int i;

    for (i = 0; list[i] != NULL; i++)
        printf("value %s\n", list[i]);
}

/* Print the values of a relation, or the names of subsections. */
static long
print_values(profile_t profile, int names, const char **path)
{
    char **list = NULL;
    long ret;

    if (names)
        ret = profile_get_subsection_names(profile, path, &list);
    else
        ret = profile_get_values(profile, path, &list);
    if (ret == PROF_NO_SECTION || ret == PROF_NO_RELATION)
        return 0;
    if (ret == 0) {
        print_list(list);
        profile_free_list(list);
    }
    return ret;
}

int
main(int argc, char **argv)
{
    krb5_context context = NULL;
    profile_t profile = NULL;
    const char *message;
    long ret;
    int names = argc > 2 && strcmp(argv[1], "names") == 0;
    int kxover = argc == 3 && strcmp(argv[1], "kxover") == 0;

    if (argc < 3 ||
        (!names && !kxover && strcmp(argv[1], "values") != 0)) {
        fprintf(stderr, "usage: kxover-profile values|names SECTION...\n"
                "       kxover-profile kxover REALM\n");
        return 2;
    }
    ret = krb5_init_context_profile(NULL, KRB5_INIT_CONTEXT_KDC, &context);
    if (ret == 0)
        ret = krb5_get_profile(context, &profile);
    /* The argument after the last one is NULL. */
    if (ret == 0 && kxover)
        ret = kdc_profile_print(context, argv[2]);
    else if (ret == 0)
        ret = print_values(profile, names, (const char **)argv + 2);
    if (ret != 0) {
        message = krb5_get_error_message(context, ret);
        fprintf(stderr, "%s\n", message);
        krb5_free_error_message(context, message);
    }
    if (profile != NULL)
        profile_release(profile);
    krb5_free_context(context);
    if (ret != 0)
        return 1;
    printf("end\n");
    return fflush(stdout) == 0 ? 0 : 1;
}
