/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key: matches annotation keys with globs and prefixes; optimised for mismatches.
 */
#ifndef CORE_VALUES_KEY_H
#define CORE_VALUES_KEY_H

#include "base/str.h"

/* True if the key matches the glob; a glob without a star must be equal. */
bool key_matches(struct str key, struct str glob);

/* True if the key is `prefix` followed by `suffix`. */
bool key_is(struct str key, struct str prefix, struct str suffix);

/* Compare the key with `prefix` followed by `suffix`, as str_compare() does. */
int key_compare(struct str key, struct str prefix, struct str suffix);

#endif
