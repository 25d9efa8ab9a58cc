/* SPDX-License-Identifier: Apache-2.0 */
/*
 * owners: the delegation of names as a tree: each entry once, with the tenants that list
 * it.
 *
 * Entries are in the order of the tree: an entry, then the entries within it, sorted by
 * labels from the right.
 */
#ifndef CMD_REPORT_SURVEY_OWNERS_H
#define CMD_REPORT_SURVEY_OWNERS_H

#include "base/map.h"
#include "core/entries/delegation.h"
#include "core/policy/policy.h"

/* A tenant that lists an entry, and the item of the policy that does so. */
struct owner {
    const struct tenant *tenant;
    const void *item; /* an item of tenant->domains, ->hosts or ->families */
};

struct owned_entry {
    struct str text; /* canonical; a wildcard is without its `*.` */
    enum domain_entry kind;
    const struct family *family; /* NULL: no placeholder */
    struct owner *owners;        /* in file order */
    size_t n_owners;
    size_t cap_owners;
    uint32_t depth;       /* the number of entries around it */
    uint32_t end;         /* the first later entry that is not within it */
    struct str sorted_by; /* the labels from the right */
};

#define OWNED_NONE UINT32_MAX

struct owners {
    struct arena arena;
    struct owned_entry *all;
    size_t n;
    size_t cap;
    struct map by_item; /* address of an item -> index of its entry */
    const struct delegation *delegation;
};

/* Borrows the policy and its delegation. */
void owners_init(struct owners *owners, const struct policy *policy,
                 const struct delegation *delegation);
void owners_clear(struct owners *owners);
DEFINE_AUTO_CLEAR(owners_clear, struct owners);

/* The entry that decides for a canonical name or wildcard; OWNED_NONE: none. */
uint32_t owners_find(const struct owners *owners, struct str text);

/* The entry of an item of tenant->domains, ->hosts or ->families; OWNED_NONE: none. */
uint32_t owners_of_item(const struct owners *owners, const void *item);

/* "domain", "host", "wildcard" */
const char *owned_kind(const struct owned_entry *entry);

/* Whether the tenant lists the entry. */
bool owned_by(const struct owned_entry *entry, const struct tenant *tenant);

#endif
