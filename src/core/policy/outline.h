/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outline: the sections, items and fields of a policy's document, with a hash of the
 * contents of each.  Two outlines show what changed between policies, without knowledge
 * of the sections.
 *
 * An item is a member of a section, or a named entry of a list; any other value is an
 * item without a name.  Plain data in the policy's arena.
 */
#ifndef CORE_POLICY_OUTLINE_H
#define CORE_POLICY_OUTLINE_H

#include "base/arena.h"
#include "base/str.h"

struct outline_field {
    uint32_t name; /* index in the outline's names; OUTLINE_WHOLE: the item itself */
    uint32_t hash;
};
#define OUTLINE_WHOLE UINT32_MAX

struct outline_item {
    struct str section;
    struct str name; /* len 0: none */
    const struct outline_field *fields;
    uint32_t n_fields;
};

struct outline {
    struct outline_item *items; /* in the order of the files */
    size_t n;
    size_t cap;
    struct str *names; /* of fields, each once */
    size_t n_names;
    size_t cap_names;
};

#endif
