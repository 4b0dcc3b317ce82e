/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/stubs/verto.h - in place of libverto's header, for places_driver.c */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

typedef struct verto_ctx verto_ctx;
typedef struct verto_ev verto_ev;
