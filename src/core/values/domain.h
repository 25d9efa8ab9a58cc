/* SPDX-License-Identifier: Apache-2.0 */
/*
 * domain: delegation of names, as in DNS.
 *
 * Entries are domains (a name and all below), exact hosts and wildcard hosts, each
 * listed by one or more owners (small numbers: tenants, or classes).  The longest
 * entry that contains a name decides; an exact host beats the equal domain; a wildcard
 * entry contains no name.  A lookup costs the name's labels, not the entries.
 *
 * A family is an entry with a placeholder in its first label: one entry, an instance,
 * for each value.  All instances exist, but an owner lists only that of its own value.
 * A literal entry hides the instance of the same name.
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

/* What a family's placeholder stands for. */
enum domain_binding {
    DOMAIN_BY_VALUE,     /* what the placeholder of the owner's namespace pattern holds */
    DOMAIN_BY_NAMESPACE, /* the whole namespace */
    DOMAIN_BINDINGS,
};

/* An entry whose first label is `before`, a value, `after`.  key: the entry with a `{` in
 * place of the placeholder, without `*.`. */
struct domain_family {
    struct str key;
    uint8_t n_before, n_after; /* bytes */
    enum domain_binding binding;
};

/* Who asks: an owner, with the values of its namespace; len 0: it has none. */
struct domain_asker {
    uint32_t owner;
    struct str values[DOMAIN_BINDINGS];
};

struct domain_tree;

struct domain_tree *domain_tree_new(void);
void domain_tree_free(struct domain_tree *tree);
DEFINE_AUTO(domain_tree_free, struct domain_tree *);

/* Memory that it holds; NULL holds none. */
size_t domain_tree_bytes(const struct domain_tree *tree_or_null) MUST_CHECK;

/* name: canonical (for DOMAIN_WILDCARD its base, without `*.`), borrowed; "." with
 * DOMAIN_BELOW is every name.  Adding the same entry for the same owner twice is one. */
void domain_tree_add(struct domain_tree *tree, enum domain_entry entry, struct str name,
                     uint32_t owner);

/* A family of such entries; its key is borrowed. */
void domain_tree_add_family(struct domain_tree *tree, enum domain_entry entry,
                            const struct domain_family *family, uint32_t owner);

/* After the last add, before the first question. */
void domain_tree_finish(struct domain_tree *tree);

/* After domain_tree_finish(): makes ready for names that are deep (name.h). */
void domain_tree_index_depth(struct domain_tree *tree);

/* Whether the entry that decides over the plain name lists the asker. */
bool domain_tree_permits_as(const struct domain_tree *tree, struct str name,
                            const struct domain_asker *asker);

/* The wildcard claim `*.base`: ingress-warden-policy(5), Names. */
bool domain_tree_permits_wildcard_as(const struct domain_tree *tree, struct str base,
                                     const struct domain_asker *asker);

/* The same of a claim for names at any depth; after domain_tree_index_depth(). */
bool domain_tree_permits_deep_as(const struct domain_tree *tree, struct str base,
                                 const struct domain_asker *asker);

/* The DOMAIN_WILDCARD entry `*.base` is the asker's. */
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

/* Some entry of anybody contains the name (for a wildcard: equals, contains or lies one
 * label below its base; for a deep one, at any depth below). */
bool domain_tree_covers(const struct domain_tree *tree, const struct name *name);

/* An entry, as a question finds it. */
struct domain_found {
    enum domain_entry entry;
    struct str name;  /* of a literal entry, len 0: every name; of a family its key */
    struct str value; /* which instance of the family; len 0: the entry is literal */
};

/* The entry that decides over the name; for a wildcard it is the one of its base, where
 * nobody lists the wildcard.  False: there is no such entry. */
bool domain_tree_find(const struct domain_tree *tree, const struct name *name,
                      struct domain_found *ret);

/* The longest domain that is the name or contains it. */
bool domain_tree_find_domain(const struct domain_tree *tree, struct str name,
                             struct domain_found *ret);

/* For notes on an entry; name: that of a literal entry, or the key of a family. */

/* The owner listed first of those who list the entry. */
uint32_t domain_tree_first_owner(const struct domain_tree *tree, enum domain_entry entry,
                                 struct str name);

/* An owner of the next domain around the entry who does not list the entry itself. */
bool domain_tree_loser(const struct domain_tree *tree, enum domain_entry entry,
                       struct str name, uint32_t *ret_owner);

/* The literal entry hides an instance of some family. */
bool domain_tree_hides_instance(const struct domain_tree *tree, enum domain_entry entry,
                                struct str name);

#endif
