/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy_load: a policy from a file or a folder on disk.
 */
#ifndef LIVE_POLICY_LOAD_H
#define LIVE_POLICY_LOAD_H

#include "base/budget.h"
#include "base/err.h"

struct places;
struct policy;

/*
 * path: a file, a folder (its *.yaml in name order, but for *.test.yaml and names with a
 * dot in front), "-", or the manifest of a ConfigMap that has such files.  Only regular
 * files are read.  The short hash is the first 12 hexadecimal digits of the SHA-256 of
 * the file (a folder: of its files, one after another).
 * NULL: *err is ERR_IO or ERR_LIMIT (unreadable: problems untouched) or ERR_INVALID (it
 * is no regular file: problems untouched; or it was read, and `problems` says what is
 * wrong).
 */
struct policy *policy_load(const char *path, int32_t today, struct problems *problems,
                           struct err *err) MUST_CHECK;

/* The same with at most max_bytes of memory for loading, and as much for the policy; a
 * policy that needs more has the error `too-large`. */
struct policy *policy_load_within(const char *path, int32_t today, size_t max_bytes,
                                  struct problems *problems, struct err *err) MUST_CHECK;

/* The same as policy_load(); where everything stands is added to `places`. */
struct policy *policy_load_with_places(const char *path, int32_t today,
                                       struct places *places, struct problems *problems,
                                       struct err *err) MUST_CHECK;

#define POLICY_MEMORY_BYTES ((size_t)8 << 20) /* unless the command line says more */

#endif
