/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sandbox: permanently give up what the server does not need.
 *
 * After it only files that are already open are written, no connection is opened, no
 * program is run, and only the folders of the named files can be read.  A forbidden call
 * ends the process; a file elsewhere cannot be read (EACCES).
 * Threads: sandbox_enter() before the first thread, sandbox_seal() after the last.
 */
#ifndef SYS_SANDBOX_SANDBOX_H
#define SYS_SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"

enum sandbox_mode {
    SANDBOX_BEST_EFFORT, /* as much as the kernel has */
    SANDBOX_OFF,
    SANDBOX_REQUIRED, /* all of it, or fail */
};

/* What is in force; texts live in the arena that was given. */
struct sandbox_report {
    size_t n_calls;      /* that seccomp permits; 0: it is not in force */
    int landlock_abi;    /* 0: it is not in force */
    struct str *folders; /* below which files can be read, with Landlock */
    size_t n_folders;
    struct str *missing; /* sentences */
    size_t n_missing;
};

/* paths: files and folders that are read; NULLs are skipped.  False: SANDBOX_REQUIRED,
 * and a part is missing; part of it may be in force. */
bool sandbox_enter(enum sandbox_mode mode, const char *const *paths, size_t n,
                   struct arena *arena, struct sandbox_report *ret, struct err *err)
    MUST_CHECK;

/* Give up what only the start needed: threads, new ports.  False with errno: they stay
 * possible.  True where seccomp is not in force. */
bool sandbox_seal(const struct sandbox_report *report) MUST_CHECK;

#endif
