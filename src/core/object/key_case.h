/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_case: comparison of annotation keys that a controller reads without regard to case.
 *
 * The class of the object does not matter: a key has the same meaning on every object.
 */
#ifndef CORE_OBJECT_KEY_CASE_H
#define CORE_OBJECT_KEY_CASE_H

#include "base/arena.h"
#include "base/str.h"

struct policy;

/* True if some controller ignores the case of the key. */
bool key_case_is_ignored(const struct policy *policy, struct str key);

/* True if a and b are the same key: equal, or different only in a case that is
 * ignored. */
bool key_case_same(const struct policy *policy, struct str a, struct str b);

/* The text that all spellings of the key share: in lower case, if case is ignored. */
struct str key_case_folded(const struct policy *policy, struct arena *arena,
                           struct str key);

/* True if the glob, over the whole key, matches; case is ignored as above. */
bool key_case_matches(const struct policy *policy, struct str key, struct str glob);

#endif
