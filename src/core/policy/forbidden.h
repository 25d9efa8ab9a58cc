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
    const struct str *names; /* over the part after any prefix, or the whole key */
    size_t n_globs, n_names;
    struct forbidden_lists only;   /* where the entry applies; no tenants */
    struct forbidden_lists except; /* where it does not apply: one match suffices */
    struct str reason;
};

#endif
