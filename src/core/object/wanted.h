/*
 * wanted: what the platform wants on an object of a class.
 *
 * Computed here only: the mutating stage writes what the validating stage demands.
 * Entries that the object makes moot are left out.  In the arena; borrows from policy
 * and view.
 */
#ifndef CORE_OBJECT_WANTED_H
#define CORE_OBJECT_WANTED_H

#include "core/object/inquiry.h"
#include "core/object/ranges.h"

/* The key is prefix followed by suffix. */
struct wanted {
    struct str prefix;
    struct str suffix;
    struct str value;      /* what is written where the key is absent */
    enum wanted_mode mode; /* default: a user's value stays */
    uint32_t ttl_min;      /* 0: not seconds, else a user's must lie between these */
    uint32_t ttl_max;
    enum rule_id rule;
};

struct wanted_set {
    const struct class *class;
    const struct wanted *all;
    size_t n;
    struct ranges ranges; /* where the class demands a list, or leaves it open */
    const struct annotation_entry **listing; /* entries that list values */
    size_t n_listing;
};

/* On inquiry->view, if it is of that class. */
void wanted_of(const struct inquiry *inquiry, const struct class *class,
               struct wanted_set *ret);

/* Of an object without a class: only what annotations.add lets users write. */
void wanted_of_none(const struct inquiry *inquiry, struct wanted_set *ret);

struct str wanted_key(const struct wanted *wanted, struct arena *arena);

/* What stands at the key; NULL: nothing. */
const struct str *wanted_present(const struct wanted *wanted, const struct view *view);

/* The final object may hold value there.  Not for source-ranges. */
bool wanted_accepts(const struct wanted *wanted, struct str value);

/* NULL: the platform wants nothing at key. */
const struct wanted *wanted_find(const struct wanted_set *set, struct str key);

/* The platform wants these very bytes at key. */
bool wanted_is(const struct wanted_set *set, struct str key, struct str value);

/* The entry that lists values for the key; NULL: none does. */
const struct annotation_entry *wanted_listing(const struct wanted_set *set,
                                              struct str key);

/* One of the entry's values matches. */
bool wanted_is_listed(const struct annotation_entry *entry, struct str value);

/* What would be written under the class's list or reference key if it were absent, given
 * the other spellings in `ranges`. */
struct str wanted_ranges_value(const struct class *class, const struct ranges *ranges);

/* Seconds, written as one to ten digits, between min and max. */
bool wanted_is_ttl(struct str value, uint32_t min, uint32_t max);

#endif
