/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy_load: loads a policy from a file or a folder.
 */
#ifndef LIVE_POLICY_LOAD_H
#define LIVE_POLICY_LOAD_H

#include "base/budget.h"
#include "base/err.h"

struct places;
struct policy;

/*
 * path: a file, a folder (its *.yaml in name order, except *.test.yaml and names that
 * begin with a dot), "-", or the manifest of a ConfigMap with such files.  Only regular
 * files are read.  The short hash is the first 12 hexadecimal digits of the SHA-256 of
 * the file; of a folder, of its files one after another.
 *
 * Returns the caller's reference, or NULL.  *err is then ERR_IO or ERR_LIMIT (unreadable,
 * problems unchanged) or ERR_INVALID (not a regular file, problems unchanged; or the
 * policy is not valid, and `problems` says why).
 */
struct policy *policy_load(const char *path, int32_t today, struct problems *problems,
                           struct err *err) MUST_CHECK;

/* The same with at most max_bytes of memory for loading and as much for the policy.  A
 * policy that needs more has the error `too-large`. */
struct policy *policy_load_within(const char *path, int32_t today, size_t max_bytes,
                                  struct problems *problems, struct err *err) MUST_CHECK;

/* As policy_load(), and adds the place of each part to `places`. */
struct policy *policy_load_with_places(const char *path, int32_t today,
                                       struct places *places, struct problems *problems,
                                       struct err *err) MUST_CHECK;

#define POLICY_MEMORY_BYTES ((size_t)8 << 20) /* the default of the command line */

#endif
