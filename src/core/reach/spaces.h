/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spaces: the namespaces that two policies treat alike, as actors.
 *
 * An actor is all namespaces with the same tenant in OLD and the same tenant in NEW.  Two
 * things set namespaces apart that have the same tenants: an exemption for some of them,
 * and the instances of families that are their own, where an entry overrides these.
 */
#ifndef CORE_REACH_SPACES_H
#define CORE_REACH_SPACES_H

#include "core/reach/gate.h"
#include "core/reach/names.h"

/* The instance of a family that is the actor's own. */
struct reach_own {
    struct str name; /* of the actor's sample namespace */
    struct str text; /* with the placeholder */
    const struct reach_family *family;
    uint32_t around; /* the nearest node that contains it */
    bool is_exact;   /* some family is for the name alone */
};

struct reach_cell {
    struct str text;             /* a namespace, or a pattern as policies write it */
    struct str namespace;        /* one of them */
    struct name_pattern pattern; /* of text */
    bool is_made;                /* no policy has it */
};

struct reach_actor {
    const uint32_t *cells; /* of reach_spaces.cells */
    size_t n_cells;
    struct str sample; /* a namespace */
    struct reach_asker askers[REACH_SIDES];
    uint32_t ids[REACH_SIDES]; /* of tenants; REACH_NOBODY: none */
    const struct reach_own *own;
    size_t n_own;
    const uint32_t *own_nodes; /* own instances that are nodes of the tree */
    size_t n_own_nodes;
    uint32_t main; /* the actor that is named by the two tenants; itself, if it is */
};

struct reach_spaces {
    struct reach_cell *cells;
    size_t n_cells, cap_cells;
    struct reach_actor *actors;
    size_t n_actors, cap_actors;
    uint32_t *actor_of; /* by cell */
};

/* Whoever reads of `cell` need not read of `made`, which no policy has a pattern for,
 * when both are treated alike: they are both of the same pattern, or of an intersection.
 */
bool reach_cell_tells(const struct reach_cell *cell, const struct reach_cell *made);

/* False: the policies have too many patterns of namespaces to compare. */
bool reach_spaces_of(const struct reach_names *names, struct reach_spaces *ret);

#endif
