/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names: the names of two policies as a tree of cells.
 *
 * A node is a name at which something changes: an entry of a tenant or a class, of either
 * policy.  Its cell is the names below it that no longer node contains; the name itself
 * belongs to the cell, unless a host lists it.  Within a cell every name has the same
 * owners and the same serving classes, in both policies.
 *
 * A family has one node for the instances of all other namespaces.  The instance of the
 * actor's own namespace is not a node; it is part of the actor (spaces.h).
 *
 * Tenants and classes have numbers, one for each name, that both policies share.
 */
#ifndef CORE_REACH_NAMES_H
#define CORE_REACH_NAMES_H

#include "base/map.h"
#include "core/policy/policy.h"
#include "core/reach/holes.h"

enum reach_side {
    REACH_OLD,
    REACH_NEW,
    REACH_SIDES,
};

struct reach_policies {
    const struct policy *of[REACH_SIDES]; /* NULL: one that permits nothing */
    int32_t today;
};

#define REACH_NOBODY UINT32_MAX

/* Names of tenants, or of classes, of both policies. */
struct reach_ids {
    struct map by_name;
    struct str *names;
    size_t n, cap;
    uint32_t *of[REACH_SIDES]; /* by the index in the policy */
};

struct reach_set {
    const uint32_t *ids; /* in order */
    uint32_t n;
    bool is_family; /* they list a family; each may use only its own instance */
};

/* The entry that decides: the one of a node, as a domain or as a host.  node
 * REACH_NOBODY: none does. */
struct reach_decider {
    uint32_t node;
    bool is_host;
};

struct reach_node {
    struct str name;   /* of a family: {x}.D; len 0: the root */
    struct str sample; /* a name with the answers of the node's own; len 0: none */
    uint32_t parent;
    uint32_t end;      /* the nodes after this one and before `end` are below it */
    bool is_exact;     /* an entry is for the name alone */
    bool has_wildcard; /* an entry is for `*.name` */
    bool is_family;
    bool is_hollow; /* the cell has no name except the node's own */
    /* Numbers of sets; 0 is the empty one.  `self`: of the name itself. */
    uint32_t below[REACH_SIDES], self[REACH_SIDES];
    uint32_t wildcard[REACH_SIDES]; /* the owners of `*.name` */
    uint32_t served[REACH_SIDES];
    struct reach_decider by_below[REACH_SIDES], by_self[REACH_SIDES];
};

struct reach_family;
struct reach_names {
    struct arena *arena;
    struct reach_policies policies;
    struct reach_ids tenants, classes;
    struct reach_node *nodes; /* the root first; in the order of their labels from the
                                 last one on */
    uint32_t n;
    struct reach_set *sets;
    size_t n_sets, cap_sets;
    struct map set_by_ids;
    const uint32_t *owned[REACH_SIDES]; /* nodes by tenant; [starts..] */
    const uint32_t *owned_starts[REACH_SIDES];
    const uint32_t
        *class_nodes; /* where answers may change that do not depend on owners */
    size_t n_class_nodes;
    struct reach_family *families; /* of both policies */
    size_t n_families, cap_families;
    struct map family_parents; /* the name above -> the first family there */
    bool compares_wildcards;   /* host-wildcard does not deny everywhere */
};

/* Made by grow.h. */
void reach_names_clear(struct reach_names *names);
DEFINE_AUTO_CLEAR(reach_names_clear, struct reach_names);

bool reach_set_has(const struct reach_names *names, uint32_t set, uint32_t id);

/* The node of that name; REACH_NOBODY: none.  Families have none. */
uint32_t reach_names_find(const struct reach_names *names, struct str name);
/* The nearest node that is the name or contains it. */
uint32_t reach_names_around(const struct reach_names *names, struct str name);

/* True if the name is an instance of a family, so that the cell above it excludes it. */
bool reach_names_is_instance(const struct reach_names *names, struct str name);

/* The next name below the node that is in its cell; len 0: there are no more.  *from: 0
 * at first, then where to continue. */
struct str reach_names_inner(const struct reach_names *names, uint32_t node,
                             size_t *from);

/* A family, of one policy. */
struct reach_family {
    enum reach_side side;
    uint32_t tenant; /* its index in the policy */
    uint32_t id;
    const struct family *family;
    struct str parent; /* of its instances; len 0: the root */
    struct hole label; /* of an instance */
    uint32_t next;     /* family with this parent; REACH_NOBODY: none */
};

/* The first label of a name. */
struct str reach_label(struct str name);

#endif
