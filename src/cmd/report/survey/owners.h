/* SPDX-License-Identifier: Apache-2.0 */
/*
 * owners: the delegation of names as a tree, each entry once, with those who list it.
 *
 * Entries are in the order of the tree: an entry, then what lies within it, by labels
 * from the right.
 */
#ifndef CMD_REPORT_SURVEY_OWNERS_H
#define CMD_REPORT_SURVEY_OWNERS_H

#include "base/map.h"
#include "core/entries/delegation.h"
#include "core/policy/policy.h"

/* Who lists an entry, and as which thing of the policy. */
struct owner {
    const struct tenant *tenant;
    const void *item; /* of tenant->domains, ->hosts or ->families */
};

struct owned_entry {
    struct str text; /* as listed, canonical; of a wildcard without `*.` */
    enum domain_entry kind;
    const struct family *family; /* NULL: no placeholder */
    struct owner *owners;        /* in file order */
    size_t n_owners;
    size_t cap_owners;
    uint32_t depth;
    uint32_t end;         /* the first entry behind it that is not within it */
    struct str sorted_by; /* labels from the right */
};

#define OWNED_NONE UINT32_MAX

struct owners {
    struct arena arena;
    struct owned_entry *all;
    size_t n;
    size_t cap;
    struct map by_item; /* address of a thing of the policy -> entry */
    const struct delegation *delegation;
};

/* Borrows the delegation, which is the policy's. */
void owners_init(struct owners *owners, const struct policy *policy,
                 const struct delegation *delegation);
void owners_clear(struct owners *owners);
DEFINE_AUTO_CLEAR(owners_clear, struct owners);

/* The entry that decides over the canonical name, maybe a wildcard; OWNED_NONE: none. */
uint32_t owners_find(const struct owners *owners, struct str text);

/* The entry of an item of tenant->domains, ->hosts or ->families. */
uint32_t owners_of_item(const struct owners *owners, const void *item);

/* "domain", "host", "wildcard" */
const char *owned_kind(const struct owned_entry *entry);

/* The tenant lists the entry. */
bool owned_by(const struct owned_entry *entry, const struct tenant *tenant);

#endif
