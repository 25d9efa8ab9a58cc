/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changed_policy: an example policy as a document, with some of its text replaced.
 *
 * A test sees whether a problem stands in a line that was changed.  The example itself
 * has no errors and no warnings.
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

/* `from` stands once in the example; NULL: no change. */
struct change {
    const char *from;
    const char *to;
};

/* The document, what is wrong with it, and the policy, NULL when there are errors. */
struct changed {
    struct arena arena;
    struct str text;
    const bool *marks; /* by byte of the text: it was changed */
    struct problems problems;
    struct policy *policy;
};
void changed_read(struct changed *changed, const struct change *changes, size_t n);
void changed_clear(struct changed *changed);
DEFINE_AUTO_CLEAR(changed_clear, struct changed);

/* The problem stands in a line with a changed byte. */
bool changed_holds(const struct changed *changed, const struct problem *problem);

/* For those who look why a test failed. */
void changed_print(const struct changed *changed);

#endif
