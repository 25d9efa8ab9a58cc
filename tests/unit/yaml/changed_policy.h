/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changed_policy: an example policy with some of its text replaced.
 *
 * A test can tell whether a problem is in a changed line.  The example itself has no
 * errors and no warnings.
 */
#ifndef TESTS_CHANGED_POLICY_H
#define TESTS_CHANGED_POLICY_H

#include "base/arena.h"
#include "core/policy/policy.h"
#include "core/values/day.h"
#include "unit.h"
#include "yaml/policy/read.h"

#define TODAY 20779 /* 2026-11-22 */

extern const char example[];

/* `from` occurs once in the example; NULL: no change. */
struct change {
    const char *from;
    const char *to;
};

/* The document with its problems, and the policy; NULL if there are errors. */
struct changed {
    struct arena arena;
    struct str text;
    const bool *marks; /* for each byte of the text: whether it was changed */
    struct problems problems;
    struct policy *policy;
};
void changed_read(struct changed *changed, const struct change *changes, size_t n);
void changed_clear(struct changed *changed);
DEFINE_AUTO_CLEAR(changed_clear, struct changed);

/* Whether the problem is in a line with a changed byte. */
bool changed_holds(const struct changed *changed, const struct problem *problem);

/* Prints the problems, to explain why a test failed. */
void changed_print(const struct changed *changed);

#endif
