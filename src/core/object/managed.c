/*
 * managed: reading and writing the list.
 */
#include "core/object/managed.h"

#include <stdlib.h>

#include "core/policy/class_keys.h"

/* More do not fit into the annotations that Kubernetes stores, all 256 KiB of them. */
#define MANAGED_MAX ((size_t)128 << 10)

static int key_order(const void *a, const void *b)
{
    const struct str *left = a;
    const struct str *right = b;

    return str_compare(*left, *right);
}

/* Most lists are short, and qsort() costs more than all their comparisons. */
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
        qsort(list->keys, list->n, sizeof *list->keys, key_order);
    for (size_t i = 0; i < list->n; i++) {
        if (kept == 0 || !str_equal(list->keys[kept - 1], list->keys[i]))
            list->keys[kept++] = list->keys[i];
    }
    list->n = kept;
}

bool key_list_has(const struct key_list *list, struct str key)
{
    return list->n > 0 &&
           bsearch(&key, list->keys, list->n, sizeof *list->keys, key_order) != NULL;
}

static size_t count_items(struct str text)
{
    size_t n = 1;

    for (size_t i = 0; i < text.len && n < MANAGED_MAX; i++)
        n += text.ptr[i] == ',';
    return n;
}

struct key_list managed_of(const struct view *view, struct arena *arena)
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
        struct str key = str_trim_blanks(item);

        if (key.len > 0 && !is_class_key(key) && !str_equal(key, MANAGED_KEY))
            list.keys[list.n++] = key;
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

static bool is_range_key_of_any(const struct policy *policy, struct str key)
{
    size_t n;
    const struct profile *const *in_use = policy_profiles_in_use(policy, &n);
    const struct profile *builtins;

    for (size_t i = 0; i < n; i++) {
        if (profile_is_range_key(in_use[i], key))
            return true;
    }
    builtins = policy_builtin_profiles(policy, &n);
    for (size_t i = 0; i < n; i++) {
        if (profile_is_range_key(&builtins[i], key))
            return true;
    }
    return false;
}

enum rule_id managed_rule_of(const struct policy *policy, struct str key)
{
    size_t n;
    const struct dns_prefix *prefixes = policy_dns_prefixes(policy, &n);

    if (dns_prefix_of(prefixes, n, key) != NULL)
        return RULE_DNS_ANNOTATIONS;
    if (is_range_key_of_any(policy, key))
        return RULE_SOURCE_RANGES;
    return RULE_ANNOTATION_REQUIRED;
}
