/* SPDX-License-Identifier: Apache-2.0 */
/*
 * template: {namespace}, {name}, {tenant}, {class}, {host} and a tenant's own placeholder
 * in the policy's annotation values.
 */
#ifndef CORE_VALUES_TEMPLATE_H
#define CORE_VALUES_TEMPLATE_H

#include "base/arena.h"
#include "base/str.h"

/* Values for the placeholders; len 0: it has none on this object. */
struct template_values {
    struct str namespace;
    struct str name;
    struct str tenant;
    struct str class;
    struct str host;
    struct str placeholder; /* the name of one more; len 0: there is none */
    struct str value;
};

/* False: a placeholder has no value.  *ret borrows from text when it has no braces. */
bool template_expand(struct str text, const struct template_values *values,
                     struct arena *arena, struct str *ret) MUST_CHECK;

#endif
