/* SPDX-License-Identifier: Apache-2.0 */
/*
 * managed: reads and writes the managed list.
 */
#include "core/object/managed.h"

#include <stdlib.h>

#include "core/object/service.h"
#include "core/policy/class_keys.h"
#include "core/policy/profile_keys.h"

struct field_path managed_place(struct str key)
{
    return str_equal(key, SERVICE_RANGES_KEY) ? field_path_of(FIELD_SERVICE_RANGES)
                                              : field_path_annotation(key);
}

struct str managed_key_at(const struct field_path *place)
{
    return field_path_is(place, FIELD_SERVICE_RANGES) ? SERVICE_RANGES_KEY : place->key;
}

/* More entries do not fit into the 256 KiB of annotations that Kubernetes stores. */
#define MANAGED_MAX ((size_t)128 << 10)

/* Most lists are short, and qsort() costs more than their comparisons. */
#define KEYS_FEW 24

static void sort_few(struct str *keys, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct str key = keys[i];
        size_t at = i;

        for (; at > 0 && str_compare(keys[at - 1], key) > 0; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

void key_list_settle(struct key_list *list)
{
    size_t kept = 0;

    if (list->n <= KEYS_FEW)
        sort_few(list->keys, list->n);
    else
        qsort(list->keys, list->n, sizeof *list->keys, str_order);
    for (size_t i = 0; i < list->n; i++) {
        if (kept == 0 || !str_equal(list->keys[kept - 1], list->keys[i]))
            list->keys[kept++] = list->keys[i];
    }
    list->n = kept;
}

bool key_list_has(const struct key_list *list, struct str key)
{
    return list->n > 0 &&
           bsearch(&key, list->keys, list->n, sizeof *list->keys, str_order) != NULL;
}

static size_t count_items(struct str text)
{
    size_t n = 1;

    for (size_t i = 0; i < text.len && n < MANAGED_MAX; i++)
        n += text.ptr[i] == ',';
    return n;
}

static bool is_row_class_key(const struct kind *kind, struct str key)
{
    for (size_t i = 0; i < kind->n_class_keys; i++) {
        if (str_equal(kind->class_keys[i], key))
            return true;
    }
    return false;
}

/* Carriers are not listed.  Only Services have the field, and marks. */
static bool is_entry_for(const struct policy *policy, const struct view *view,
                         struct str key)
{
    if (key.len == 0 || is_class_key(policy, key) || is_row_class_key(view->kind, key) ||
        str_equal(key, MANAGED_KEY))
        return false;
    return view->service != NULL ? !service_is_mark(policy, key)
                                 : !str_equal(key, SERVICE_RANGES_KEY);
}

struct key_list managed_of(const struct policy *policy, const struct view *view,
                           struct arena *arena)
{
    const struct str *value = view == NULL ? NULL : view_annotation(view, MANAGED_KEY);
    struct key_list list = {0};
    struct str rest;
    struct str item;
    bool done = false;

    if (value == NULL)
        return list;
    rest = *value;
    list.keys = ARENA_NEW(arena, struct str, count_items(rest));
    while (list.n < MANAGED_MAX && str_next_item(&rest, ',', &done, &item)) {
        struct str entry = str_trim_blanks(item);
        struct str key = entry;
        struct str front;

        (void)managed_splits(entry, &key, &front);
        if (is_entry_for(policy, view, key))
            list.keys[list.n++] = entry;
    }
    key_list_settle(&list);
    return list;
}

struct str key_list_join(const struct key_list *list, struct arena *arena)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < list->n; i++) {
        if (i > 0)
            buf_add_byte(&buf, ',');
        buf_add(&buf, list->keys[i]);
    }
    return buf_str(&buf);
}

bool managed_splits(struct str entry, struct str *ret_key, struct str *ret_item)
{
    size_t at;

    if (!str_find(entry, '=', &at))
        return false;
    *ret_key = str_head(entry, at);
    *ret_item = str_skip(entry, at + 1);
    return true;
}

bool managed_item_leads(struct str value, struct str item, struct str *ret_rest)
{
    struct str rest = value;
    struct str first;
    bool done = false;

    (void)str_next_item(&rest, ',', &done, &first);
    if (item.len == 0 || !str_equal(str_trim_white(first), item))
        return false;
    *ret_rest = done ? STR_NONE : rest;
    return true;
}

typedef bool key_question(const struct profile *profile, struct str key);

static bool some_of(const struct profile *const *profiles, size_t n, key_question *ask,
                    struct str key)
{
    for (size_t i = 0; i < n; i++) {
        if (ask(profiles[i], key))
            return true;
    }
    return false;
}

/* Of those that are built in, and those that the policy defines. */
static bool some_profile(const struct policy *policy, key_question *ask, struct str key)
{
    size_t n_own;
    size_t n;
    const struct profile *const *own = policy_own_profiles(policy, &n_own);
    const struct profile *builtins = policy_builtin_profiles(policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (ask(&builtins[i], key))
            return true;
    }
    return some_of(own, n_own, ask, key);
}

bool managed_reference_key(const struct policy *policy, size_t i, struct str *ret_key)
{
    size_t n_own;
    size_t n_builtin;
    const struct profile *const *own = policy_own_profiles(policy, &n_own);
    const struct profile *builtins = policy_builtin_profiles(policy, &n_builtin);

    if (i >= n_own + n_builtin)
        return false;
    *ret_key = i < n_own ? own[i]->reference_key : builtins[i - n_own].reference_key;
    return true;
}

/* True if a service profile has the list under that key. */
static bool is_spelling(const struct policy *policy, struct str key)
{
    size_t n_own;
    size_t n;
    const struct service_profile *const *own =
        policy_own_service_profiles(policy, &n_own);
    const struct service_profile *builtins = service_profiles_builtin(&n);

    for (size_t i = 0; i < n; i++) {
        if (service_key_among(builtins[i].spellings, builtins[i].n_spellings, key) !=
            NULL)
            return true;
    }
    for (size_t i = 0; i < n_own; i++) {
        if (service_key_among(own[i]->spellings, own[i]->n_spellings, key) != NULL)
            return true;
    }
    return false;
}

enum rule_id managed_rule_of(const struct policy *policy, struct str key)
{
    if (policy_dns_prefix(policy, key) != NULL)
        return RULE_DNS_ANNOTATIONS;
    if (some_profile(policy, profile_is_range_key, key) ||
        str_equal(key, SERVICE_RANGES_KEY) || is_spelling(policy, key))
        return RULE_SOURCE_RANGES;
    return RULE_ANNOTATION_REQUIRED;
}

/* True for the only list key that is written, and for the reference key. */
static bool is_written_key(const struct profile *profile, struct str key)
{
    if (profile->n_list_keys > 0 && str_equal(profile->list_keys[0], key))
        return true;
    return profile->reference_key.len > 0 && str_equal(profile->reference_key, key);
}

bool managed_key_is_possible(const struct policy *policy, struct str key)
{
    return policy_has_entry(policy, key) || policy_dns_prefix(policy, key) != NULL ||
           some_profile(policy, is_written_key, key) ||
           str_equal(key, SERVICE_RANGES_KEY);
}
