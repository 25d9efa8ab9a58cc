/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs: matches the things of two policies by name.
 */
#ifndef CMD_DIFF_PAIRS_H
#define CMD_DIFF_PAIRS_H

#include "cmd/diff/differences.h"

struct diff_pair {
    struct str name;
    const void *of[REACH_SIDES]; /* NULL: that policy does not have it */
};

/* Classes, tenants, exemptions, kinds and so on, sorted by name. */
struct diff_pairs {
    struct diff_pair *all;
    size_t n;
};

/* The arrays of both policies, and where a name is in an element. */
struct diff_list {
    const void *all[REACH_SIDES];
    size_t n[REACH_SIDES];
    size_t size;    /* of an element */
    size_t name_at; /* offset of its struct str */
};
struct diff_pairs diff_pairs_of(struct arena *arena, const struct diff_list *list);

struct diff_pairs diff_pairs_of_classes(const struct differences *differences);
struct diff_pairs diff_pairs_of_tenants(const struct differences *differences);

#endif
