/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collected: all entries of two policies that decide over names, sorted for grow.c.
 */
#ifndef CORE_REACH_COLLECTED_H
#define CORE_REACH_COLLECTED_H

#include "core/reach/names.h"

enum collected_kind {
    COLLECTED_MARK, /* not an entry, but answers may change at the name */
    COLLECTED_CLASS,
    COLLECTED_BELOW,
    COLLECTED_EXACT,
    COLLECTED_WILDCARD,
    COLLECTED_FAMILY_BELOW, /* these follow enum domain_entry; sets of them only */
};

struct collected {
    struct str key;    /* keys.h */
    struct str name;   /* without `*.`; of a family: with its placeholder */
    struct str sample; /* of a family: the name of an instance; len 0: none */
    uint32_t owner;
    uint8_t kind;
    uint8_t side;
    bool is_family;
};

struct collection {
    struct reach_names *names; /* receives the tenants, classes and families */
    struct collected *all;
    size_t n, cap;
    struct str parent; /* of the families being collected */
};

/* Fill the collection, sorted by key, kind, side and owner.  It includes the root. */
void collect(struct collection *ret);

#endif
