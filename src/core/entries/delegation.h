/* SPDX-License-Identifier: Apache-2.0 */
/*
 * delegation: which entry of a policy decides over a name, and who lists it.
 *
 * For commands that explain; the server does not need it.  Made once for a finished
 * policy, from which it borrows.  A question costs the labels of the name, and no scan of
 * all entries; delegation_nearest() and delegation_below() look at what shares the end of
 * the name only.
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

/* An entry, and everybody who lists it, in the order of the file.  A tenant can be there
 * twice, if it has the family with both kinds of placeholders. */
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

/* Some listing is the tenant's; of a family's instance in any of its namespaces. */
bool delegated_has(const struct delegated *delegated, const struct tenant *tenant);

/* The entry that decides over the name; false: nobody lists one.  In the arena. */
bool delegation_find(const struct delegation *delegation, const struct name *name,
                     struct arena *arena, struct delegated *ret);

/* The next shorter entry that contains the name, of which `decided` takes it; only with
 * those who do not list `decided` as well.  False: there are none. */
bool delegation_find_overridden(const struct delegation *delegation,
                                const struct name *name, const struct delegated *decided,
                                struct arena *arena, struct delegated *ret);

/* Entries that share the most labels with the name, counted from the right and at least
 * two; the first ones in the order of the file.  Returns how many. */
#define DELEGATION_MAX_NEAREST 3
size_t delegation_nearest(const struct delegation *delegation, const struct name *name,
                          struct arena *arena,
                          struct delegated ret[DELEGATION_MAX_NEAREST]);

/* The domains and hosts exactly one label below the base of a wildcard. */
size_t delegation_below(const struct delegation *delegation, struct str base,
                        struct arena *arena, struct delegated **ret);

/* The class's domain by which it serves the name: &class->domains[i].  NULL: it has no
 * domains, or another class's decides. */
const struct str *delegation_served_by(const struct delegation *delegation,
                                       const struct class *class,
                                       const struct name *name);

#endif
