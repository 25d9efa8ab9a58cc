/* SPDX-License-Identifier: Apache-2.0 */
/*
 * managed: which keys on an object the webhook wrote.
 *
 * The list on the object is a claim and is never trusted.  On UPDATE a key is the
 * webhook's when the stored object lists it and its value is untouched; on CREATE, when
 * the object lists it and its value would be a violation.  In both cases a policy must be
 * able to have written it.  An entry KEY=ITEM stands for the first item of a reference
 * list whose other items are the user's.
 */
#ifndef CORE_OBJECT_MANAGED_H
#define CORE_OBJECT_MANAGED_H

#include "core/object/view.h"
#include "core/policy/policy.h"

/* The place of a key: an annotation, or a Service's list of source ranges; and the key
 * of a place. */
struct field_path managed_place(struct str key);
struct str managed_key_at(const struct field_path *place);

/* Keys and KEY=ITEM, sorted by bytes, each once. */
struct key_list {
    struct str *keys;
    size_t n;
};

/* The list on the object, without carriers and without the list's own key. */
struct key_list managed_of(const struct policy *policy, const struct view *view,
                           struct arena *arena);

/* Sort the keys in place and drop duplicates. */
void key_list_settle(struct key_list *list);
bool key_list_has(const struct key_list *list, struct str key);

/* Joined by commas, in the arena. */
struct str key_list_join(const struct key_list *list, struct arena *arena);

/* True if the entry has the form KEY=ITEM; then both parts are returned. */
bool managed_splits(struct str entry, struct str *ret_key, struct str *ret_item);

/* True if the list in `value` begins with the item.  *ret_rest is what follows it; len 0:
 * nothing. */
bool managed_item_leads(struct str value, struct str item, struct str *ret_rest);

/* The ith key of a reference list of a profile; a key may occur more than once.  Returns
 * false when there are no more. */
bool managed_reference_key(const struct policy *policy, size_t i, struct str *ret_key);

/* The rule to which a key belongs that the object's class does not want: dns-annotations
 * for keys under an ExternalDNS prefix, source-ranges for source-range keys of any
 * profile, else annotation-required. */
enum rule_id managed_rule_of(const struct policy *policy, struct str key);

/* True if this policy, or a similar one, can have written the key.  A list entry with any
 * other key is forged. */
bool managed_key_is_possible(const struct policy *policy, struct str key);

#endif
