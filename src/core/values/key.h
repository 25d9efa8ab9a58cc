/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key: annotation keys against globs and prefixes, quick to say no.
 */
#ifndef CORE_VALUES_KEY_H
#define CORE_VALUES_KEY_H

#include "base/str.h"

/* key is glob, where glob has no star; else it matches it. */
bool key_matches(struct str key, struct str glob);

/* key is prefix followed by suffix. */
bool key_is(struct str key, struct str prefix, struct str suffix);

/* Order of key against prefix followed by suffix, as str_compare(). */
int key_compare(struct str key, struct str prefix, struct str suffix);

#endif
