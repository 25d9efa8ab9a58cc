/* SPDX-License-Identifier: Apache-2.0 */
/*
 * forbidden: an entry of annotations.forbid.
 */
#ifndef CORE_POLICY_FORBIDDEN_H
#define CORE_POLICY_FORBIDDEN_H

#include "core/policy/types.h"

/* Lists of an entry; an empty one does not restrict. */
struct forbidden_lists {
    const struct tenant *const *tenants;
    const struct class *const *classes;
    const struct str *kinds;  /* names */
    const struct str *values; /* patterns */
    size_t n_tenants, n_classes, n_kinds, n_values;
};

struct forbidden {
    const struct str *globs; /* over whole keys */
    const struct str *names; /* over what is behind any prefix, or without one */
    size_t n_globs, n_names;
    struct forbidden_lists only;   /* where it counts; no tenants */
    struct forbidden_lists except; /* where it does not: one that fits is enough */
    struct str reason;
};

#endif
