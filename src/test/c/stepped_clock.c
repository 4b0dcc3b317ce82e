/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/stepped_clock.c - a wall clock that tests can step */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * With LD_PRELOAD, gives a program a wall clock that can be stepped while it
 * runs: the true time plus an offset from the file in LAB_CLOCK, in
 * nanoseconds, as a native 64-bit integer. The monotonic clock is unchanged,
 * as when an administrator sets the time.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

typedef int (*clock_fn)(clockid_t, struct timespec *);

static clock_fn true_clock;
static const volatile int64_t *ahead;

static void __attribute__((constructor))
begin(void)
{
    const char *path = getenv("LAB_CLOCK");
    void *map;
    int fd;

    true_clock = (clock_fn)dlsym(RTLD_NEXT, "clock_gettime");
    if (path == NULL || (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
        abort();
    map = mmap(NULL, sizeof(*ahead), PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (map == MAP_FAILED || true_clock == NULL)
        abort();
    ahead = map;
}

int
clock_gettime(clockid_t id, struct timespec *now)
{
    int64_t nanos;
    int ret;

    /* Another library's constructor may run before ours. */
    if (ahead == NULL)
        begin();
    ret = true_clock(id, now);
    if (ret != 0 || (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE))
        return ret;
    nanos = now->tv_nsec + *ahead;
    now->tv_sec += nanos / SECOND;
    now->tv_nsec = nanos % SECOND;
    if (now->tv_nsec < 0) {
        now->tv_sec--;
        now->tv_nsec += SECOND;
    }
    return 0;
}

int
gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec spec;

    (void)zone;
    clock_gettime(CLOCK_REALTIME, &spec);
    now->tv_sec = spec.tv_sec;
    now->tv_usec = spec.tv_nsec / 1000;
    return 0;
}

time_t
time(time_t *now)
{
    struct timespec spec;

    clock_gettime(CLOCK_REALTIME, &spec);
    if (now != NULL)
        *now = spec.tv_sec;
    return spec.tv_sec;
}
