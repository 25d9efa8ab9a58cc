/* SPDX-License-Identifier: Apache-2.0 */
/*
 * managed: which keys on an object the webhook wrote.
 *
 * The list on the object is a claim, never trusted: a key is the webhook's on UPDATE when
 * the stored object lists it and its value is untouched, on CREATE when the object lists
 * it and its value would be a violation; in both cases only if a policy can have written
 * it. An entry KEY=ITEM is about the first item of a reference list whose others are the
 * user's.
 */
#ifndef CORE_OBJECT_MANAGED_H
#define CORE_OBJECT_MANAGED_H

#include "core/object/view.h"
#include "core/policy/policy.h"

/* Where the key of an entry stands: an annotation, or a Service's list of source ranges;
 * and the other way round. */
struct field_path managed_place(struct str key);
struct str managed_key_at(const struct field_path *place);

/* Keys and KEY=ITEM, sorted by bytes, each once. */
struct key_list {
    struct str *keys;
    size_t n;
};

/* The object's list, without carriers and without the list's own key. */
struct key_list managed_of(const struct policy *policy, const struct view *view,
                           struct arena *arena);

/* keys are sorted in place; repeated ones are dropped. */
void key_list_settle(struct key_list *list);
bool key_list_has(const struct key_list *list, struct str key);

/* Joined by commas, in the arena. */
struct str key_list_join(const struct key_list *list, struct arena *arena);

/* The entry is KEY=ITEM. */
bool managed_splits(struct str entry, struct str *ret_key, struct str *ret_item);

/* The value of a list begins with the item: what follows it; len 0: nothing does. */
bool managed_item_leads(struct str value, struct str item, struct str *ret_rest);

/* The keys of profiles' reference lists, one after the other, perhaps more than once;
 * false: there are no more. */
bool managed_reference_key(const struct policy *policy, size_t i, struct str *ret_key);

/* To which rule a key belongs that nothing on the object's class wants: keys under an
 * ExternalDNS prefix, source-range keys of any profile, the rest. */
enum rule_id managed_rule_of(const struct policy *policy, struct str key);

/* A policy like this one can have written the key: whoever lists another one lies. */
bool managed_can_be_ours(const struct policy *policy, struct str key);

#endif
