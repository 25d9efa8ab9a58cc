/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wanted_entry: one key that the platform wants, or leaves to the user on conditions.
 */
#ifndef CORE_WANTED_WANTED_ENTRY_H
#define CORE_WANTED_WANTED_ENTRY_H

#include "core/object/inquiry.h"
#include "core/values/template.h"

/* The key is prefix followed by suffix. */
struct wanted {
    struct str prefix;
    struct str suffix;
    bool is_written;    /* where the key is absent; else the user writes it */
    bool any_case;      /* of an entry: its key may be there in another case */
    bool in_other_case; /* the key is there, but not as the entry writes it */
    struct str value;   /* what is written then */
    struct str own;     /* the entry's own value, where a copy is written; else `value` */
    bool has_entry;     /* else it is a copy of what users may write without one */
    bool is_users;      /* a copy the other way round: what is there is the user's */
    struct str copied;  /* the prefix of the instance that it is a copy from; or len 0 */
    enum wanted_mode mode;
    enum value_form form;
    const struct str *values; /* patterns for a user's value; n 0: any */
    size_t n_values;
    uint32_t ttl_min; /* FORM_TTL: a user's must lie between these */
    uint32_t ttl_max;
    enum rule_id rule;
    /* What of the policy wants it: a dns_entry, the dns_instance that is switched off, an
     * annotation_entry; NULL: the class's source ranges, or a copy. */
    const void *from;
};

struct str wanted_key(const struct wanted *wanted, struct arena *arena);

/* What is at the key; NULL: nothing. */
const struct str *wanted_present(const struct wanted *wanted, const struct view *view);

/* The final object may hold value there.  Not for source-ranges, and not where there is
 * no entry. */
bool wanted_accepts(const struct wanted *wanted, struct str value);

/* Some value of a pattern list; n 0: none. */
bool wanted_is_among(struct str value, const struct str *patterns, size_t n);

/* How the list of what is wanted grows. */
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
