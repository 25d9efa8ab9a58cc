/*
 * landlock: which folders can be read; of all others, and of writing, nothing.
 *
 * Threads: the calling one, and those that it starts afterwards.
 */
#ifndef SYS_SANDBOX_LANDLOCK_H
#define SYS_SANDBOX_LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

/* Files below the folders can be read, and with ABI 4 no TCP connection can be opened and
 * no port bound.  A folder that is not there is skipped.  What the kernel speaks, or 0
 * with errno: nothing is in force.  Needs PR_SET_NO_NEW_PRIVS. */
int landlock_enter(const struct str *folders, size_t n) MUST_CHECK;

#endif
