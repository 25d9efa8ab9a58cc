/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attempt: something tried inside the sandbox, by a process of its own.
 */
#ifndef TESTS_FENCES_ATTEMPT_H
#define TESTS_FENCES_ATTEMPT_H

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

/* What came of it: an errno, or one of these. */
enum {
    ENDS_WELL = 0,
    ENDS_BY_SIGNAL = 1000, /* plus the signal */
};

/* 0, or errno. */
typedef int attempt_fn(const char *folder);

/* Run it in a sandbox that can read the folder. */
int attempt(attempt_fn *run, const char *folder, enum after when);

/* 0 when it is not -1, else errno. */
int result_of(long returned);

#endif
