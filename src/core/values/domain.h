/*
 * domain: delegation of names, as in DNS.
 *
 * Entries are domains (a name and all below), exact hosts and wildcard hosts, each
 * listed by one or more owners (small numbers: tenants, or 0 for a class).  The longest
 * entry that contains a name decides; an exact host beats the equal domain; a wildcard
 * entry contains no name.  A lookup costs the name's labels, not the entries.
 */
#ifndef CORE_VALUES_DOMAIN_H
#define CORE_VALUES_DOMAIN_H

#include "base/arena.h"
#include "core/values/name.h"

enum domain_entry {
    DOMAIN_BELOW,
    DOMAIN_EXACT,
    DOMAIN_WILDCARD
};

struct domain_tree;

struct domain_tree *domain_tree_new(void);
void domain_tree_free(struct domain_tree *tree);
DEFINE_AUTO(domain_tree_free, struct domain_tree *);

/* name: canonical (for DOMAIN_WILDCARD its base, without `*.`), borrowed; "." with
 * DOMAIN_BELOW is every name.  Adding the same entry for the same owner twice is one. */
void domain_tree_add(struct domain_tree *tree, enum domain_entry entry, struct str name,
                     uint32_t owner);

/* After the last add, before the first question. */
void domain_tree_finish(struct domain_tree *tree);

/* Whether the entry that decides over the plain name lists owner. */
bool domain_tree_permits(const struct domain_tree *tree, struct str name, uint32_t owner);

/* The wildcard claim `*.base`: ingress-warden-policy(5), Names. */
bool domain_tree_permits_wildcard(const struct domain_tree *tree, struct str base,
                                  uint32_t owner);

/* Some owner's DOMAIN_WILDCARD entry `*.base` is the owner's. */
bool domain_tree_lists_wildcard(const struct domain_tree *tree, struct str base,
                                uint32_t owner);

/* Some entry of anybody contains the name (for a wildcard: equals, contains or lies one
 * label below its base). */
bool domain_tree_covers(const struct domain_tree *tree, const struct name *name);

#endif
