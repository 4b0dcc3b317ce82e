/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* krb5-patch/kdc_profile.c - print what a KDC's profile says of kxover */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#define _GNU_SOURCE             /* dladdr() */

#include "kdc_profile.h"
#include "kxover_settings.h"

#include <dlfcn.h>
#include <errno.h>
#include <profile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME "kxover"
#define PREFIX NAME ":"

static const char *const types[] = { "hostrealm", "kdcpolicy", NULL };

/* Print a value on one line. */
static void
print_value(const char *value)
{
    for (; *value != '\0'; value++)
        putchar(*value >= ' ' && *value <= '~' ? *value : '?');
}

static int
has_value(profile_t profile, const char *type, const char *relation,
          int *any_out)
{
    const char *path[] = { "plugins", type, relation, NULL };
    char **values = NULL, **v;
    int found = 0;

    *any_out = 0;
    if (profile_get_values(profile, path, &values) != 0)
        return 0;
    for (v = values; *v != NULL; v++) {
        *any_out = 1;
        found = found || strcmp(*v, NAME) == 0;
    }
    profile_free_list(values);
    return found;
}

/* Obey disable and enable_only, as libkrb5 does. */
static int
is_enabled(profile_t profile, const char *type)
{
    int any, listed;

    listed = has_value(profile, type, "enable_only", &any);
    if (any && !listed)
        return 0;
    return !has_value(profile, type, "disable", &any);
}

/* Put the folder of modules into path: plugin_base_dir, or the folder beside
 * libkrb5.  Return the number of characters, as snprintf() does. */
static int
base_folder(profile_t profile, char *path, size_t size)
{
    char *base = NULL;
    const char *slash;
    Dl_info info;
    int length;

    if (profile_get_string(profile, "libdefaults", "plugin_base_dir", NULL,
                           NULL, &base) == 0 && base != NULL) {
        length = snprintf(path, size, "%s", base);
        profile_release_string(base);
        return length;
    }
    if (dladdr((const void *)(size_t)krb5_init_context, &info) == 0)
        return -1;
    slash = strrchr(info.dli_fname, '/');
    if (slash == NULL)
        return -1;
    return snprintf(path, size, "%.*s/krb5/plugins",
                    (int)(slash - info.dli_fname), info.dli_fname);
}

/* Make the path of a module absolute, as libkrb5 does. */
static int
module_path(profile_t profile, const char *module, char *path, size_t size)
{
    char base[1024];
    int length;

    if (*module == '/') {
        length = snprintf(path, size, "%s", module);
    } else {
        length = base_folder(profile, base, sizeof(base));
        if (length < 0 || (size_t)length >= sizeof(base))
            return ENAMETOOLONG;
        length = snprintf(path, size, "%s/%s", base, module);
    }
    return length < 0 || (size_t)length >= size ? ENAMETOOLONG : 0;
}

/* Load the module as the KDC would, and print how that went. */
static void
print_module(const char *type, const char *path)
{
    char symbol[64];
    void *handle;
    const char *problem = NULL;

    snprintf(symbol, sizeof(symbol), "%s_kxover_initvt", type);
    handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        problem = dlerror();
    else if (dlsym(handle, symbol) == NULL)
        problem = "it is not this module";
    printf("%s %s ", problem == NULL ? "loads" : "fails", type);
    print_value(path);
    if (problem != NULL) {
        printf(": ");
        print_value(problem);
    }
    printf("\n");
    if (handle != NULL)
        dlclose(handle);
}

/* Print the module kxover of that type, if there is one. */
static int
print_modules(profile_t profile, const char *type)
{
    const char *names[] = { "plugins", type, "module", NULL };
    char **values = NULL, **v, path[4096];
    int ret = 0;

    if (!is_enabled(profile, type))
        return 0;
    if (profile_get_values(profile, names, &values) != 0)
        return 0;
    for (v = values; *v != NULL && ret == 0; v++) {
        if (strncmp(*v, PREFIX, strlen(PREFIX)) != 0)
            continue;
        ret = module_path(profile, *v + strlen(PREFIX), path, sizeof(path));
        if (ret == 0)
            print_module(type, path);
    }
    profile_free_list(values);
    return ret;
}

/* Print a relation for the realm, or else the one for all realms. */
static int
print_relation(profile_t profile, const char *realm, const char *name)
{
    char *value = NULL;
    int ret;

    ret = profile_get_string(profile, NAME, realm, name, NULL, &value);
    if (ret == 0 && value == NULL)
        ret = profile_get_string(profile, NAME, name, NULL, NULL, &value);
    if (ret == 0 && value != NULL) {
        printf("%s ", name);
        print_value(value);
        printf("\n");
    }
    profile_release_string(value);
    return ret;
}

krb5_error_code
kdc_profile_print(krb5_context context, const char *realm)
{
    profile_t profile = NULL;
    krb5_error_code ret;
    int i;

    if (kxover_has_settings(context))
        printf("settings\n");
    ret = krb5_get_profile(context, &profile);
    if (ret == 0)
        ret = print_relation(profile, realm, "socket");
    if (ret == 0)
        ret = print_relation(profile, realm, "guard");
    for (i = 0; types[i] != NULL && ret == 0; i++)
        ret = print_modules(profile, types[i]);
    if (profile != NULL)
        profile_release(profile);
    return ret;
}
