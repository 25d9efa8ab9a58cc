/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wanted: what the platform wants on an object of a class.
 *
 * Computed here only: the mutating stage writes what the validating stage demands.
 * Entries that have no effect on this object are left out.  In the arena; borrows from
 * policy and view.
 */
#ifndef CORE_WANTED_WANTED_H
#define CORE_WANTED_WANTED_H

#include "core/object/ranges.h"
#include "core/wanted/wanted_entry.h"

struct wanted_set {
    const struct policy *policy;
    const struct class *class;
    const struct wanted *all;
    size_t n;
    bool is_sorted; /* by key, which is then the prefix alone */
    struct restriction restriction;
    struct ranges ranges; /* where the class demands a list, or leaves it open */
};

/* On inquiry->view, if it is of that class. */
void wanted_of(const struct inquiry *inquiry, const struct class *class,
               struct wanted_set *ret);

/* Of an object without a class: what annotations.add lets users write.  Nothing is
 * written. */
void wanted_of_none(const struct inquiry *inquiry, struct wanted_set *ret);

/* NULL: the platform wants nothing at key, and lets the user write nothing there. */
const struct wanted *wanted_find(const struct wanted_set *set, struct str key);

/* The platform would write these very bytes at key if it were absent, and they are not a
 * user's that are copied elsewhere. */
bool wanted_is(const struct wanted_set *set, struct str key, struct str value);

/* The entry that lists values for the key; NULL: none does. */
const struct wanted *wanted_listing(const struct wanted_set *set, struct str key);

/* An annotation entry for objects of this kind writes the value at the key, or lists it:
 * one of the class; of any class and of annotations.add. */
bool wanted_entry_permits(const struct inquiry *inquiry, const struct class *class,
                          struct str key, struct str value);
bool wanted_some_entry_permits(const struct inquiry *inquiry, struct str key,
                               struct str value);

/* The platform writes the value there, or lists it for users. */
bool wanted_permits(const struct wanted_set *set, struct str key, struct str value);

/* What would be written under the class's list or reference key if it were absent, given
 * the other spellings in `ranges`. */
struct str wanted_ranges_value(const struct restriction *restriction,
                               const struct ranges *ranges);

#endif
