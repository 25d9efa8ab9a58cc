/* SPDX-License-Identifier: Apache-2.0 */
/*
 * template: placeholders in the policy's annotation values: {namespace}, {name},
 * {tenant}, {class}, {host}, and a tenant's own placeholder.
 */
#ifndef CORE_VALUES_TEMPLATE_H
#define CORE_VALUES_TEMPLATE_H

#include "base/arena.h"
#include "base/str.h"

/* The values of the placeholders; len 0: no value on this object. */
struct template_values {
    struct str namespace;
    struct str name;
    struct str tenant;
    struct str class;
    struct str host;
    struct str placeholder; /* the name of the tenant's own; len 0: none */
    struct str value;
};

/* Replace the placeholders in text.  Returns false if one has no value.  *ret is in the
 * arena; it borrows from text if that has no braces. */
bool template_expand(struct str text, const struct template_values *values,
                     struct arena *arena, struct str *ret) MUST_CHECK;

#endif
