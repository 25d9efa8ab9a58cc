/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wanted_entry: one key that the platform wants, or permits to users under conditions.
 */
#ifndef CORE_WANTED_WANTED_ENTRY_H
#define CORE_WANTED_WANTED_ENTRY_H

#include "core/object/inquiry.h"
#include "core/values/template.h"

/* The key is `prefix` followed by `suffix`. */
struct wanted {
    struct str prefix;
    struct str suffix;
    bool is_written;    /* if the key is absent; else only the user writes it */
    bool any_case;      /* the object may have the key in another case */
    bool in_other_case; /* the object has the key in another case */
    struct str value;   /* the value that is written */
    struct str own;     /* the entry's own value if `value` is a copy; else `value` */
    bool has_entry;     /* false: a copy of a value that users may write without one */
    bool is_users;      /* the present value is the user's original of a copy */
    struct str copied;  /* the prefix that the value is copied from; len 0: no copy */
    enum wanted_mode mode;
    enum value_form form;
    const struct str *values; /* patterns for the user's value; n 0: any */
    size_t n_values;
    uint32_t ttl_min; /* FORM_TTL: the bounds of the user's value */
    uint32_t ttl_max;
    enum rule_id rule;
    /* The part of the policy that wants it: a dns_entry, the dns_instance that is
     * switched off, or an annotation_entry; NULL: source ranges, or a copy. */
    const void *from;
};

/* The key: in the arena, unless the suffix is empty. */
struct str wanted_key(const struct wanted *wanted, struct arena *arena);

/* The value at the key; NULL if the key is absent. */
const struct str *wanted_present(const struct wanted *wanted, const struct view *view);

/* True if the final object may have this value.  Not for source ranges, and not without
 * has_entry. */
bool wanted_accepts(const struct wanted *wanted, struct str value);

/* True if the value matches one of n patterns; false for n 0. */
bool wanted_is_among(struct str value, const struct str *patterns, size_t n);

/* The growing list of wanted keys; in the inquiry's arena. */
struct collector {
    const struct inquiry *inquiry;
    const struct class *class;
    bool is_listed_gateway; /* the policy lists this Gateway by its namespace */
    struct template_values values;
    struct wanted *all;
    size_t n;
    size_t cap;
};
void collector_add(struct collector *collector, struct wanted wanted);

#endif
