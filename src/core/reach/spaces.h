/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spaces: groups the namespaces that two policies treat alike into actors.
 *
 * An actor consists of all namespaces with the same tenant in OLD and the same tenant in
 * NEW.  Namespaces with the same tenants are separate actors in two cases: an exemption
 * applies to some of them, or an entry overrides their own instances of a family.
 */
#ifndef CORE_REACH_SPACES_H
#define CORE_REACH_SPACES_H

#include "core/reach/gate.h"
#include "core/reach/names.h"

/* The actor's own instance of a family. */
struct reach_own {
    struct str name; /* of the actor's sample namespace */
    struct str text; /* with the placeholder */
    const struct reach_family *family;
    uint32_t around; /* the nearest node that contains it */
    bool is_exact;   /* a family is for the name alone */
};

struct reach_cell {
    struct str text;             /* a namespace, or a pattern as policies write it */
    struct str namespace;        /* one of them */
    struct name_pattern pattern; /* of text */
    bool is_made;                /* in no policy */
};

struct reach_actor {
    const uint32_t *cells; /* of reach_spaces.cells */
    size_t n_cells;
    struct str sample; /* a namespace */
    struct reach_asker askers[REACH_SIDES];
    uint32_t ids[REACH_SIDES]; /* of tenants; REACH_NOBODY: none */
    const struct reach_own *own;
    size_t n_own;
    const uint32_t *own_nodes; /* own instances that are also nodes of the tree */
    size_t n_own_nodes;
    uint32_t main; /* the actor that is named by the two tenants; may be itself */
};

struct reach_spaces {
    struct reach_cell *cells;
    size_t n_cells, cap_cells;
    struct reach_actor *actors;
    size_t n_actors, cap_actors;
    uint32_t *actor_of; /* by cell */
};

/* True if `made` is in no policy and its namespace matches the pattern of `cell`.  If
 * both are treated alike, a report needs only `cell`. */
bool reach_cell_covers(const struct reach_cell *cell, const struct reach_cell *made);

/* Returns false if the policies have too many patterns of namespaces to compare. */
bool reach_spaces_of(const struct reach_names *names, struct reach_spaces *ret);

#endif
