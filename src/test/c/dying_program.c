/* -*- mode: c; c-basic-offset: 4; indent-tabs-mode: nil -*- */
/* src/test/c/dying_program.c - a kxover-kadm5-local that dies at a step */
/*
 * Copyright (c) 2026, the KXOVER developers
 * SPDX-License-Identifier: BSD-2-Clause
 */

/*
 * Runs a program of kxoverd/c, and kills it once at a step that a test
 * chooses, as dying-kadmin.sh does with a kadmin.  Each request is a step,
 * except the greeting and those that do nothing.
 *
 * $1: a file with "STEPS before|after kadmin|daemon".  After that many steps,
 * the program dies before the next step, or after it but before its reply.
 * With "daemon" the process that runs this one is killed too.  The file is
 * emptied then; while it is empty, no fault is injected.  While it is not
 * empty, the name of each step is added to $1.steps.  The other arguments: the
 * program.
 */

#include "frame.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define MORE 4

static uint8_t request[KX_MAX_REQUEST];
static uint8_t reply[KX_MAX_REPLY];
static struct kx_out out;
static pid_t program;

static void
die(const char *why)
{
    perror(why);
    if (program > 0)
        kill(program, SIGKILL);
    exit(1);
}

/* Start the program; return our ends of its pipes. */
static void
start(char **command, int *to, int *from)
{
    int in[2], result[2];

    if (pipe(in) != 0 || pipe(result) != 0)
        die("pipe");
    program = fork();
    if (program < 0)
        die("fork");
    if (program == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(result[1], STDOUT_FILENO);
        close(in[0]);
        close(in[1]);
        close(result[0]);
        close(result[1]);
        execvp(command[0], command);
        perror(command[0]);
        _exit(127);
    }
    close(in[0]);
    close(result[1]);
    *to = in[1];
    *from = result[0];
}

static void
pass(int fd, const uint8_t *octets, size_t len)
{
    kx_begin(&out);
    memcpy(out.octets + out.len, octets, len);
    out.len += len;
    if (kx_write_frame(fd, &out) != 0)
        die("write");
}

static void
put(const char *path, const char *mode, const char *text)
{
    FILE *file = fopen(path, mode);

    if (file == NULL)
        die(path);
    fputs(text, file);
    fclose(file);
}

/* Name the step: its kind, and the string attribute that it sets. */
static void
name_step(const char *steps, size_t len)
{
    struct kx_in in = { request, len, 0 };
    char kind = kx_get_number(&in, 1), peer[300], name[700], line[800];

    kx_get_number(&in, 1);
    kx_get_text(&in, peer, sizeof(peer));
    name[0] = '\0';
    if (kind == 'S' || kind == 'D')
        kx_get_text(&in, name, sizeof(name));
    snprintf(line, sizeof(line), "%c%s%s\n", kind, name[0] ? " " : "", name);
    put(steps, "a", line);
}

/* Pass the replies on.  With deaf nonzero, only read them.  A step of a walk
 * has one reply only. */
static void
answer(int from, int deaf)
{
    size_t len = 0;
    int more = 1;

    while (more) {
        if (kx_read_frame(from, reply, sizeof(reply), &len) <= 0)
            exit(1);
        more = reply[0] == MORE && request[0] != 'w';
        if (!deaf)
            pass(STDOUT_FILENO, reply, len);
    }
}

int
main(int argc, char **argv)
{
    char how[16] = "", victim[16] = "", steps_file[4096], line[64];
    int to, from, steps, fields, due;
    size_t len = 0;
    FILE *file;

    if (argc < 3)
        return 2;
    snprintf(steps_file, sizeof(steps_file), "%s.steps", argv[1]);
    start(argv + 2, &to, &from);
    while (kx_read_frame(STDIN_FILENO, request, sizeof(request), &len) > 0) {
        due = 0;
        file = fopen(argv[1], "r");
        if (file == NULL)
            die(argv[1]);
        fields = fscanf(file, "%d %15s %15s", &steps, how, victim);
        fclose(file);
        if (fields == 3 && strchr("hn", request[0]) == NULL) {
            name_step(steps_file, len);
            due = steps == 0;
            line[0] = '\0';
            if (!due)
                snprintf(line, sizeof(line), "%d %s %s\n", steps - 1, how,
                         victim);
            put(argv[1], "w", line);
        }
        if (!due || strcmp(how, "after") == 0) {
            pass(to, request, len);
            answer(from, due);
        }
        if (due) {
            kill(program, SIGKILL);
            if (strcmp(victim, "daemon") == 0)
                kill(getppid(), SIGKILL);
            return 1;
        }
    }
    return 0;
}
