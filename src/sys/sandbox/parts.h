/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parts: the parts of the sandbox; private to this folder.
 */
#ifndef SYS_SANDBOX_PARTS_H
#define SYS_SANDBOX_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

/* A build that carries sanitizers or counts its branches needs some more system calls and
 * files; it gets them, so that every test runs inside.  WITH_COVERAGE comes from
 * meson.build. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                     \
    defined(WITH_COVERAGE)
#define SANDBOX_INSTRUMENTED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||               \
    __has_feature(memory_sanitizer)
#define SANDBOX_INSTRUMENTED
#endif
#endif

/*
 * The folders below which the named files lie, now and after they are replaced.  For each
 * path: the folder that it is written in (while that is not there: the nearest
 * above it), itself when it is a folder, and for every link on the way the folder that
 * holds what the link leads to, since links are swapped for others beside them.  All in
 * the arena, resolved, each once; paths that are NULL are skipped.
 */
struct str *reach_folders(struct arena *arena, const char *const *paths, size_t n,
                          size_t *ret_n) MUST_CHECK;

/*
 * Files below the folders can be read, no other one, and nothing is written.  With ABI 4
 * no TCP connection can be opened and no port bound.  A folder that is not there is
 * skipped.  Returns the kernel's ABI, or 0 with errno: nothing is in force.  Needs
 * PR_SET_NO_NEW_PRIVS.  Threads: the calling one, and those that it starts afterwards.
 */
int landlock_enter(const struct str *folders, size_t n) MUST_CHECK;

/*
 * Permit the system calls of seccomp.def; any other one ends the process with SIGSYS.
 * *ret_calls is how many calls the table names.  False with errno: nothing is in force.
 * Needs PR_SET_NO_NEW_PRIVS.  Threads: before the first; seccomp_seal() reaches all.
 */
bool seccomp_enter(size_t *ret_calls) MUST_CHECK;

/* Forbid what the table has for the start only.  False with errno: it stays allowed. */
bool seccomp_seal(void) MUST_CHECK;

#endif
