/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policies: those that tests were written for, each loaded once.
 */
#ifndef CMD_TEST_POLICIES_H
#define CMD_TEST_POLICIES_H

#include <sys/types.h>

#include "base/str.h"
#include "cmd/desk/desk.h"

struct coverage;
struct delegation;

struct tested_policy {
    struct desk_policy desk; /* policy NULL: it does not load, which was said */
    struct delegation *delegation;
    struct coverage *coverage;
    bool was_run; /* some test was */
    dev_t device; /* the same file by another path is the same policy */
    ino_t inode;
};

struct tested_policies {
    struct tested_policy **all;
    size_t n;
    size_t cap;
    struct arena arena; /* paths, which the places borrow */
};

void tested_policies_clear(struct tested_policies *policies);

/* NULL: it does not load, which was said on stderr. */
struct tested_policy *tested_policies_load(struct tested_policies *policies,
                                           const char *path, int32_t today);

#endif
