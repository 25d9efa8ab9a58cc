/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parts: Landlock, seccomp and the folders to read; private to this folder.
 */
#ifndef SYS_SANDBOX_PARTS_H
#define SYS_SANDBOX_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

/* A build with sanitizers or coverage needs more system calls and files.  They are
 * permitted, so that all tests run in the sandbox.  meson.build sets WITH_COVERAGE. */
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
 * The folders that contain the named files, now and after they are replaced.  For each
 * path: its folder (if that does not exist, the nearest existing one above it); the path
 * itself if it is a folder; and for every link on the way, the folder that contains the
 * link's target, because a link is replaced by a link to a target beside the old one.
 * All are resolved, in the arena, each once.  Paths that are NULL are skipped.
 */
struct str *reach_folders(struct arena *arena, const char *const *paths, size_t n,
                          size_t *ret_n) MUST_CHECK;

/*
 * Restrict file access: only files below the folders can be read, and none written.  From
 * ABI 4 on, no TCP connection can be opened and no port bound.  A folder that does not
 * exist is skipped.  Returns the kernel's ABI, or 0 with errno if nothing is in force.
 * Needs PR_SET_NO_NEW_PRIVS.  Threads: applies to the caller, and to threads it starts
 * later.
 */
int landlock_enter(const struct str *folders, size_t n) MUST_CHECK;

/*
 * Permit only the system calls of seccomp.def; any other call ends the process with
 * SIGSYS. *ret_calls is the number of calls in the table.  Returns false with errno if
 * nothing is in force.  Needs PR_SET_NO_NEW_PRIVS.  Threads: before the first;
 * seccomp_seal() applies to all.
 */
bool seccomp_enter(size_t *ret_calls) MUST_CHECK;

/* Forbid the calls that the table permits for the start only.  Returns false with errno
 * if they stay permitted. */
bool seccomp_seal(void) MUST_CHECK;

#endif
