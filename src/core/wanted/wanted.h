/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wanted: the annotations that the platform wants on an object of a class.
 *
 * Both stages use the same list: the mutating stage writes what the validating stage
 * requires.  Entries without effect on the object are left out.  Lives in the inquiry's
 * arena; borrows from policy and view.
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
    bool is_sorted; /* sorted by key; `prefix` is then the whole key */
    struct restriction restriction;
    struct ranges ranges; /* if the class requires a list or leaves it open */
};

/* Fill *ret with what is wanted on inquiry->view as an object of the class: keys under
 * the prefixes of ExternalDNS, the source-range list, and the annotation entries. */
void wanted_of(const struct inquiry *inquiry, const struct class *class,
               struct wanted_set *ret);

/* The same for an object without a class: the entries of annotations.add, which permit
 * users' values but are never written. */
void wanted_of_none(const struct inquiry *inquiry, struct wanted_set *ret);

/* The entry at the key; NULL if the platform neither wants the key nor has an entry that
 * permits it to users. */
const struct wanted *wanted_find(const struct wanted_set *set, struct str key);

/* True if the platform would write this very value at the key if it were absent, and the
 * value is not the user's original of a copy. */
bool wanted_is(const struct wanted_set *set, struct str key, struct str value);

/* The entry that lists values for the key; NULL if there is none. */
const struct wanted *wanted_listing(const struct wanted_set *set, struct str key);

/* True if an annotation entry for objects of this kind writes the value at the key, or
 * lists it: an entry of the class; an entry of any class or of annotations.add. */
bool wanted_entry_permits(const struct inquiry *inquiry, const struct class *class,
                          struct str key, struct str value);
bool wanted_some_entry_permits(const struct inquiry *inquiry, struct str key,
                               struct str value);

/* True if the platform writes the value at the key, or lists it for users. */
bool wanted_permits(const struct wanted_set *set, struct str key, struct str value);

/* The value to write under the class's list or reference key if it is absent, given the
 * other spellings in `ranges`. */
struct str wanted_ranges_value(const struct restriction *restriction,
                               const struct ranges *ranges);

#endif
