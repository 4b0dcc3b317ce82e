/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/stubs/k5-int.h - in place of krb5's internal header, for places_driver.c */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
