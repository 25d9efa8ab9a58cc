/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare: compares the owners of names, and the names that an actor reaches in a class,
 * between two policies.
 *
 * Exact: a name is listed if and only if its answer differs.  Wildcards that must be
 * listed literally are compared one by one; if neither policy demands that, other
 * wildcards have the answer of the names around them.
 */
#ifndef CORE_REACH_COMPARE_H
#define CORE_REACH_COMPARE_H

#include "core/reach/paint.h"

/* Names that an actor reaches in only one of the policies. */
struct reach_difference {
    uint32_t actor;
    uint32_t class;       /* among reach_names.classes */
    enum reach_side only; /* REACH_NEW: gained */
    const struct reach_part *parts;
    size_t n_parts;
};

/* Names whose owners differ.  owners: numbers of sets; 0: nobody. */
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

/* Everything lives in the arena, except maps, which reach_comparison_clear() frees.
 * Returns false if there are too many patterns of namespaces. */
bool reach_compare(const struct reach_policies *policies, struct arena *arena,
                   struct reach_comparison *ret);
void reach_comparison_clear(struct reach_comparison *comparison);
DEFINE_AUTO_CLEAR(reach_comparison_clear, struct reach_comparison);

/* The actor that has the namespace. */
uint32_t reach_actor_find(const struct reach_comparison *comparison,
                          struct str namespace);

/* True if the actor consists of some namespaces, but not of all namespaces of a tenant
 * that both policies have. */
bool reach_actor_is_space(const struct reach_comparison *comparison, uint32_t actor);

/* Add a text for the actor: `shop`, or `namespace a, b-* (OLD -> NEW)`.  Names are not
 * escaped. */
void reach_actor_add(struct buf *buf, const struct reach_comparison *comparison,
                     uint32_t actor);

#endif
