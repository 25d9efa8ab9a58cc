/* SPDX-License-Identifier: Apache-2.0 */
/*
 * domain: delegation of names, as in DNS.
 *
 * Entries are domains (a name and all names below), exact hosts and wildcard hosts, each
 * listed by one or more owners (small numbers: tenants, or classes).  The longest
 * entry that contains a name decides; an exact host beats the equal domain; a wildcard
 * entry contains no name.  The cost of a lookup depends on the number of the
 * name's labels, not of the entries.
 *
 * A family is an entry with a placeholder in its first label.  It has an instance for
 * each value.  All instances exist, but an owner lists only the one of its own value. A
 * literal entry hides the instance of the same name.
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

/* What replaces a family's placeholder. */
enum domain_binding {
    DOMAIN_BY_VALUE,     /* the placeholder's value in the owner's namespace pattern */
    DOMAIN_BY_NAMESPACE, /* the whole namespace */
    DOMAIN_BINDINGS,
};

/* An entry whose first label has n_before bytes, a value, and n_after bytes.  key: the
 * entry with a `{` in place of the placeholder, without `*.`. */
struct domain_family {
    struct str key;
    uint8_t n_before, n_after; /* bytes */
    enum domain_binding binding;
};

/* An owner with the values of its namespace; len 0: it has none. */
struct domain_asker {
    uint32_t owner;
    struct str values[DOMAIN_BINDINGS];
};

struct domain_tree;

struct domain_tree *domain_tree_new(void);
void domain_tree_free(struct domain_tree *tree);
DEFINE_AUTO(domain_tree_free, struct domain_tree *);

/* The number of bytes that it occupies; 0 for NULL. */
size_t domain_tree_bytes(const struct domain_tree *tree_or_null) MUST_CHECK;

/* Add an entry.  name: canonical (for DOMAIN_WILDCARD its base, without `*.`), borrowed;
 * "." with DOMAIN_BELOW is every name.  A second, equal entry of the same owner has no
 * effect. */
void domain_tree_add(struct domain_tree *tree, enum domain_entry entry, struct str name,
                     uint32_t owner);

/* Add a family of such entries; its key is borrowed. */
void domain_tree_add_family(struct domain_tree *tree, enum domain_entry entry,
                            const struct domain_family *family, uint32_t owner);

/* After the last add, before the first lookup. */
void domain_tree_finish(struct domain_tree *tree);

/* After domain_tree_finish(): prepares lookups of deep names (name.h). */
void domain_tree_index_depth(struct domain_tree *tree);

/* True if the entry that decides over the plain name lists the asker. */
bool domain_tree_permits_as(const struct domain_tree *tree, struct str name,
                            const struct domain_asker *asker);

/* The same for the wildcard claim `*.base`: ingress-warden-policy(5), Names. */
bool domain_tree_permits_wildcard_as(const struct domain_tree *tree, struct str base,
                                     const struct domain_asker *asker);

/* The same for a claim of names at any depth; after domain_tree_index_depth(). */
bool domain_tree_permits_deep_as(const struct domain_tree *tree, struct str base,
                                 const struct domain_asker *asker);

/* True if the asker lists the DOMAIN_WILDCARD entry `*.base`. */
bool domain_tree_lists_wildcard_as(const struct domain_tree *tree, struct str base,
                                   const struct domain_asker *asker);

/* The same for an owner without values. */
static inline bool domain_tree_permits(const struct domain_tree *tree, struct str name,
                                       uint32_t owner)
{
    const struct domain_asker asker = {.owner = owner};

    return domain_tree_permits_as(tree, name, &asker);
}
static inline bool domain_tree_permits_wildcard(const struct domain_tree *tree,
                                                struct str base, uint32_t owner)
{
    const struct domain_asker asker = {.owner = owner};

    return domain_tree_permits_wildcard_as(tree, base, &asker);
}
static inline bool domain_tree_lists_wildcard(const struct domain_tree *tree,
                                              struct str base, uint32_t owner)
{
    const struct domain_asker asker = {.owner = owner};

    return domain_tree_lists_wildcard_as(tree, base, &asker);
}

/* True if an entry of any owner contains the name; for a wildcard: equals, contains or is
 * one label below its base, or at any depth below for a deep one. */
bool domain_tree_covers(const struct domain_tree *tree, const struct name *name);

/* An entry that a lookup has found. */
struct domain_found {
    enum domain_entry entry;
    struct str name;  /* of a literal entry, len 0: every name; of a family its key */
    struct str value; /* which instance of the family; len 0: the entry is literal */
};

/* Find the entry that decides over the name; for a wildcard that no owner lists, the
 * entry that decides over its base.  Returns false if there is none. */
bool domain_tree_find(const struct domain_tree *tree, const struct name *name,
                      struct domain_found *ret);

/* Find the longest domain that equals or contains the name. */
bool domain_tree_find_domain(const struct domain_tree *tree, struct str name,
                             struct domain_found *ret);

/* For remarks on an entry.  name: of a literal entry, or the key of a family. */

/* The first owner that lists the entry. */
uint32_t domain_tree_first_owner(const struct domain_tree *tree, enum domain_entry entry,
                                 struct str name);

/* An owner that lists the next domain around the entry, but not the entry itself. */
bool domain_tree_loser(const struct domain_tree *tree, enum domain_entry entry,
                       struct str name, uint32_t *ret_owner);

/* True if the literal entry hides an instance of a family. */
bool domain_tree_hides_instance(const struct domain_tree *tree, enum domain_entry entry,
                                struct str name);

#endif
