/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare: whose names, and which names an actor reaches in a class, in two policies.
 *
 * Exact: a name is listed if and only if its answer differs.  Wildcards that the policies
 * refuse unless they are listed literally are compared one by one; where neither refuses
 * others, these have the answer of the names around them.
 */
#ifndef CORE_REACH_COMPARE_H
#define CORE_REACH_COMPARE_H

#include "core/reach/paint.h"

/* Names that an actor reaches in one of the policies only. */
struct reach_difference {
    uint32_t actor;
    uint32_t class;       /* among reach_names.classes */
    enum reach_side only; /* REACH_NEW: gained */
    const struct reach_part *parts;
    size_t n_parts;
};

/* Names that have other owners.  old, new: numbers of sets; 0: nobody. */
struct reach_move {
    struct reach_part part;
    uint32_t owners[REACH_SIDES];
    struct reach_decider deciders[REACH_SIDES];
};

struct reach_comparison {
    struct reach_names names;
    struct reach_spaces spaces;
    struct reach_difference *differences; /* by actor, class and side */
    size_t n_differences, cap_differences;
    struct reach_move *moves; /* in the order of the tree */
    size_t n_moves, cap_moves;
};

/* Everything lives in the arena, but for maps: reach_comparison_clear().  False: there
 * are too many patterns of namespaces. */
bool reach_compare(const struct reach_policies *policies, struct arena *arena,
                   struct reach_comparison *ret);
void reach_comparison_clear(struct reach_comparison *comparison);
DEFINE_AUTO_CLEAR(reach_comparison_clear, struct reach_comparison);

/* The actor that has the namespace. */
uint32_t reach_actor_find(const struct reach_comparison *comparison,
                          struct str namespace);

/* The actor is some namespaces, and not all of a tenant that both policies have. */
bool reach_actor_is_space(const struct reach_comparison *comparison, uint32_t actor);

/* The actor as people call it: `shop`, or `namespace a, b-* (OLD -> NEW)`.  Names are
 * raw. */
void reach_actor_add(struct buf *buf, const struct reach_comparison *comparison,
                     uint32_t actor);

#endif
