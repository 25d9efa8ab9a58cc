/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_case: keys that a controller reads in any case, and are therefore compared so.
 *
 * Whether a class has that controller does not matter: a key has one meaning.
 */
#ifndef CORE_OBJECT_KEY_CASE_H
#define CORE_OBJECT_KEY_CASE_H

#include "base/str.h"

struct policy;

/* Some controller reads the key in any case. */
bool key_case_is_ignored(const struct policy *policy, struct str key);

/* One key: equal, or the same but for the case where that is not looked at. */
bool key_case_same(const struct policy *policy, struct str a, struct str b);

/* The same for a glob over whole keys. */
bool key_case_matches(const struct policy *policy, struct str key, struct str glob);

#endif
