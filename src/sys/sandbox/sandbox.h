/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sandbox: gives up, for good, the rights that the server does not need.
 *
 * Afterwards the process can write only to files that are already open, cannot open a
 * connection or run a program, and can read only the folders of the named files.  A
 * forbidden call ends the process; a file elsewhere cannot be read (EACCES).
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
    SANDBOX_BEST_EFFORT, /* as much as the kernel supports */
    SANDBOX_OFF,
    SANDBOX_REQUIRED, /* all of it, or fail */
};

/* What is in force.  Texts live in the caller's arena. */
struct sandbox_report {
    size_t n_calls;      /* permitted by seccomp; 0: not in force */
    int landlock_abi;    /* 0: it is not in force */
    struct str *folders; /* the folders that Landlock permits to read */
    size_t n_folders;
    struct str *missing; /* sentences */
    size_t n_missing;
};

/* paths: files and folders that the server reads; NULLs are skipped.  Returns false if
 * mode is SANDBOX_REQUIRED and a part is missing; other parts may be in force then. */
bool sandbox_enter(enum sandbox_mode mode, const char *const *paths, size_t n,
                   struct arena *arena, struct sandbox_report *ret, struct err *err)
    MUST_CHECK;

/* Give up the rights that only the start needs: new threads and ports.  Returns false
 * with errno if they stay; true if seccomp is not in force. */
bool sandbox_seal(const struct sandbox_report *report) MUST_CHECK;

#endif
