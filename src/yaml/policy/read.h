/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy_read: policy documents (YAML) -> policy.
 *
 * Reading continues after errors; all problems are in `problems`, sorted by place.  Pure:
 * the caller reads the files.
 */
#ifndef YAML_POLICY_READ_H
#define YAML_POLICY_READ_H

#include "base/budget.h"

struct places;
struct policy;

/* One file of the policy.  name: as messages write it; borrowed as long as the problems
 * are used. */
struct policy_file {
    const char *name;
    struct str bytes;
};

#define POLICY_MAX_BYTES ((size_t)64 << 20)

/* The input of policy_read_within(). */
struct policy_reading {
    const struct policy_file *files;
    size_t n;
    struct budget budget;  /* beyond it, for the reading or for the policy: `too-large` */
    struct str hash;       /* short hash of the files */
    int32_t today;         /* day number, for warnings about dates */
    struct places *places; /* receives the place of each part; NULL: not wanted */
};

/* NULL when problems->n_errors > 0, else the policy with one reference. */
struct policy *policy_read_within(const struct policy_reading *given,
                                  struct problems *problems) MUST_CHECK;

/* The same without a budget and without places. */
struct policy *policy_read(const struct policy_file *files, size_t n, struct str hash,
                           int32_t today, struct problems *problems) MUST_CHECK;

#endif
