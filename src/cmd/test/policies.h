/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policies: the policies that tests run against, each loaded once.
 */
#ifndef CMD_TEST_POLICIES_H
#define CMD_TEST_POLICIES_H

#include <sys/types.h>

#include "base/str.h"
#include "cmd/desk/desk.h"

struct coverage;
struct delegation;

struct tested_policy {
    struct desk_policy desk; /* policy NULL: loading failed and was reported */
    struct delegation *delegation;
    struct coverage *coverage;
    bool was_run; /* a test was run against it */
    dev_t device; /* identifies the file if it is given by several paths */
    ino_t inode;
};

struct tested_policies {
    struct tested_policy **all;
    size_t n;
    size_t cap;
    struct arena arena; /* owns the paths, which the places borrow */
};

void tested_policies_clear(struct tested_policies *policies);

/* Returns NULL if the policy does not load; the problems are on stderr. */
struct tested_policy *tested_policies_load(struct tested_policies *policies,
                                           const char *path, int32_t today);

#endif
