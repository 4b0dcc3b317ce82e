/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/now_ns.h - the clock of the drivers that measure */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

#ifndef NOW_NS_H
#define NOW_NS_H

#include <stdint.h>
#include <time.h>

/* The monotonic clock in nanoseconds. */
static inline int64_t
now_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

#endif /* NOW_NS_H */
