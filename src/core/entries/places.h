/* SPDX-License-Identifier: Apache-2.0 */
/*
 * places: the place of each part of a policy in its files.
 *
 * A table beside the policy, for commands that name the entry that decided; the server
 * has none.  A part has an address: the fields that lead to it, joined by dots.  Each
 * list or map is followed by one item in brackets, by its name, its text or its index:
 * `tenants[shop].domains[shop.example.com]`.  Domains and hosts are canonical in
 * addresses.
 */
#ifndef CORE_ENTRIES_PLACES_H
#define CORE_ENTRIES_PLACES_H

#include "base/arena.h"
#include "base/problems.h"

enum entry_kind {
    ENTRY_NONE, /* decides nothing by itself */
    ENTRY_NAMESPACE,
    ENTRY_TENANT_CLASS,
    ENTRY_DEFAULT_CLASS,
    ENTRY_DOMAIN,
    ENTRY_HOST,
    ENTRY_CLASS_DOMAIN,
    ENTRY_TLS,
    ENTRY_DNS,
    ENTRY_RANGES,
    ENTRY_ANNOTATION,
    ENTRY_ANNOTATIONS_ONLY,
    ENTRY_NETWORK,
    ENTRY_RULE,
    ENTRY_FORBID,
    ENTRY_FIELD,
    ENTRY_EXEMPTION,
    ENTRY_KIND,
    ENTRY_GATEWAY,
};

/* One part.  Everything lives as long as the table. */
struct entry {
    struct str address;
    struct place place;
    enum entry_kind kind;
    uint32_t parent; /* number of the list or map that contains it; UINT32_MAX: none */
    uint32_t at;     /* its index there */
};

struct places;

struct places *places_new(void) MUST_CHECK NONNULL_RESULT;
void places_free(struct places *places); /* NULL is allowed */
DEFINE_AUTO(places_free, struct places *);

/* Add a part, in the order of the files; texts are copied.  The first part with an
 * address counts.  Returns its number. */
uint32_t places_add(struct places *places, const struct entry *entry);

/* All parts, in the order of the files. */
const struct entry *places_all(const struct places *places, size_t *ret_n);

/* The part with this address; NULL if the files do not have it. */
const struct entry *places_find(const struct places *places, struct str address);
const struct entry *places_findf(const struct places *places, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* The item of a list or map with this index, from 0; NULL if there is none. */
const struct entry *places_item(const struct places *places, const struct entry *list,
                                size_t at);

/* The text in the last brackets of the item's address. */
struct str places_text(const struct entry *item, const struct entry *list);

#endif
