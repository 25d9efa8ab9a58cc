/*
 * near_name: the permitted name that a refused one may have been meant to be.
 *
 * A host for the whole name; a domain for the whole name, or for what is left of it
 * without its first labels.  Looks at the first NEAR_MAX_CANDIDATES of both.
 */
#ifndef CORE_RULES_NEAR_NAME_H
#define CORE_RULES_NEAR_NAME_H

#include "base/arena.h"
#include "core/policy/types.h"

/* Whether one of the tenant's domains holds the name (for a wildcard: its base). */
bool near_name_is_within(const struct tenant *tenant, struct str name);

/* *ret_front, of the name, and *ret_near behind it.  False: nothing is near, or the name
 * lies within a domain of the tenant. */
bool near_name_find(const struct tenant *tenant, struct str name, struct arena *arena,
                    struct str *ret_front, struct str *ret_near);

#endif
