/*
 * seccomp: the system calls that are permitted, seccomp.def.
 *
 * Any other call ends the process with SIGSYS.
 * Threads: seccomp_enter() before the first thread; seccomp_seal() reaches all.
 */
#ifndef SYS_SANDBOX_SECCOMP_H
#define SYS_SANDBOX_SECCOMP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

/* Forbid all that the table does not name; *ret_calls is how many calls it names.
 * False with errno: nothing is in force.  Needs PR_SET_NO_NEW_PRIVS. */
bool seccomp_enter(size_t *ret_calls) MUST_CHECK;

/* Forbid what the table has for the start only.  False with errno: it stays allowed. */
bool seccomp_seal(void) MUST_CHECK;

#endif
