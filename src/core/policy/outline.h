/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outline: which sections, items and fields a policy's document has, and a hash of what
 * each of them says.  It tells what changed from one policy to the next, whatever the
 * sections are.
 *
 * An item is a member of a section, or an entry of a list that has a name; a value that
 * is neither is an item without name.  Plain data in the policy's arena.
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
