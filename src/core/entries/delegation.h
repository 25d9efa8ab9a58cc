/* SPDX-License-Identifier: Apache-2.0 */
/*
 * delegation: finds the entry of a policy that decides over a name, and its owners.
 *
 * Used by commands that explain a decision, not by the server.  Built once for a finished
 * policy, from which it borrows.  The cost of a lookup depends on the labels of the name,
 * not on the number of entries; delegation_nearest() and delegation_below() visit only
 * entries that share the end of the name.
 */
#ifndef CORE_ENTRIES_DELEGATION_H
#define CORE_ENTRIES_DELEGATION_H

#include "core/policy/policy.h"

/* A domain or host as one tenant lists it. */
struct listing {
    const struct tenant *tenant;
    const void *of;  /* &tenant->domains[i], &tenant->hosts[i] or &tenant->families[i] */
    struct str text; /* canonical, with the placeholder written out */
    enum domain_entry entry;
    const struct family *family; /* NULL: a literal entry */
};

/* An entry and all its listings, in the order of the file.  A tenant occurs twice if it
 * has the family with both kinds of placeholders. */
struct delegated {
    const struct listing *const *listings;
    size_t n;
    struct str name;  /* of a family: the instance; else its text */
    struct str value; /* of a family's instance; len 0: the entry is literal */
};

struct delegation;

struct delegation *delegation_new(const struct policy *policy) MUST_CHECK NONNULL_RESULT;
void delegation_free(struct delegation *delegation); /* NULL is allowed */
DEFINE_AUTO(delegation_free, struct delegation *);

/* "domain", "host" or "wildcard". */
const char *listing_noun(const struct listing *listing);

/* True if a listing is the tenant's; of a family's instance, in any of its namespaces. */
bool delegated_has(const struct delegated *delegated, const struct tenant *tenant);

/* Find the entry that decides over the name.  Returns false if no tenant lists one.  In
 * the arena. */
bool delegation_find(const struct delegation *delegation, const struct name *name,
                     struct arena *arena, struct delegated *ret);

/* Find the next shorter entry that contains the name and that `decided` overrides, with
 * the listings of tenants that do not list `decided`.  Returns false if there is
 * none. */
bool delegation_find_overridden(const struct delegation *delegation,
                                const struct name *name, const struct delegated *decided,
                                struct arena *arena, struct delegated *ret);

/* The entries that share the most labels with the name, counted from the right, at least
 * two; the first ones in the order of the file.  Returns their number. */
#define DELEGATION_MAX_NEAREST 3
size_t delegation_nearest(const struct delegation *delegation, const struct name *name,
                          struct arena *arena,
                          struct delegated ret[DELEGATION_MAX_NEAREST]);

/* The domains and hosts exactly one label below the base of a wildcard. */
size_t delegation_below(const struct delegation *delegation, struct str base,
                        struct arena *arena, struct delegated **ret);

/* The class's domain by which it serves the name: &class->domains[i].  NULL if the class
 * has no domains, or if a domain of another class decides. */
const struct str *delegation_served_by(const struct delegation *delegation,
                                       const struct class *class,
                                       const struct name *name);

#endif
