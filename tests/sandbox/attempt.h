/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attempt: runs a function inside the sandbox, in a process of its own.
 */
#ifndef TESTS_SANDBOX_ATTEMPT_H
#define TESTS_SANDBOX_ATTEMPT_H

#include "sys/sandbox/parts.h"

#ifdef SANDBOX_INSTRUMENTED
#define INSTRUMENTED 1
#else
#define INSTRUMENTED 0
#endif

enum after {
    AFTER_ENTER,
    AFTER_SEAL,
};

/* The result of an attempt: an errno, or one of these. */
enum {
    ENDS_WELL = 0,
    ENDS_BY_SIGNAL = 1000, /* plus the signal */
};

/* Returns 0 or an errno. */
typedef int attempt_fn(const char *folder);

/* Runs the function in a sandbox that can read the folder. */
int attempt(attempt_fn *run, const char *folder, enum after when);

/* 0, or errno if returned is -1. */
int result_of(long returned);

#endif
