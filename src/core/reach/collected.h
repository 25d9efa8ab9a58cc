/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collected: every entry of two policies that decides over names, sorted for grow.c.
 */
#ifndef CORE_REACH_COLLECTED_H
#define CORE_REACH_COLLECTED_H

#include "core/reach/names.h"

enum collected_kind {
    COLLECTED_MARK, /* no entry: something changes here all the same */
    COLLECTED_CLASS,
    COLLECTED_BELOW,
    COLLECTED_EXACT,
    COLLECTED_WILDCARD,
    COLLECTED_FAMILY_BELOW, /* these follow enum domain_entry; sets of them only */
};

struct collected {
    struct str key;    /* keys.h */
    struct str name;   /* without `*.`; of a family: with its placeholder */
    struct str sample; /* of a family: a name among its instances; len 0: none */
    uint32_t owner;
    uint8_t kind;
    uint8_t side;
    bool is_family;
};

struct collection {
    struct reach_names *names; /* gets the tenants, classes and families */
    struct collected *all;
    size_t n, cap;
    struct str parent; /* of the families at work */
};

/* Sorted by key, kind, side and owner; the root is there. */
void collect(struct collection *ret);

#endif
