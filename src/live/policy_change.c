/* SPDX-License-Identifier: Apache-2.0 */
/* policy_change: compares names as sets; a domain belongs to the first tenant that lists
 * it. */
#include "live/policy_store.h"

#include <assert.h>

#include "base/map.h"
#include "core/policy/policy.h"

/* A domain or host entry and its owner; the owner of a plain name is empty. */
struct owned {
    struct str name;
    struct str owner;
};

struct owned_list {
    struct arena *arena;
    struct owned *items;
    size_t n;
    size_t cap;
    struct map by_name; /* name -> index, the first one */
};

void change_list_add(struct change_list *list, struct str item)
{
    if (list->n < POLICY_CHANGE_LISTED)
        list->items[list->n++] = item;
    list->total++;
}

static void owned_add(struct owned_list *list, struct str name, struct str owner)
{
    if (list->n == list->cap)
        list->items =
            arena_grow(list->arena, list->items, &list->cap, sizeof *list->items);
    list->items[list->n] = (struct owned){name, owner};
    map_put(&list->by_name, name, (uint32_t)list->n);
    list->n++;
}

static void list_tenants(const struct policy *policy, struct owned_list *ret)
{
    size_t n;
    const struct tenant *tenants = policy_tenants(policy, &n);

    for (size_t i = 0; i < n; i++)
        owned_add(ret, tenants[i].name, STR_NONE);
}

static void list_classes(const struct policy *policy, struct owned_list *ret)
{
    size_t n;
    const struct str *names = policy_class_names(policy, &n);

    for (size_t i = 0; i < n; i++)
        owned_add(ret, names[i], STR_NONE);
}

static void list_exemptions(const struct policy *policy, struct owned_list *ret)
{
    size_t n;
    const struct exemption *exemptions = policy_exemptions(policy, &n);

    for (size_t i = 0; i < n; i++)
        owned_add(ret, exemptions[i].name, STR_NONE);
}

static void list_domains(const struct policy *policy, struct owned_list *ret)
{
    size_t n;
    const struct tenant *tenants = policy_tenants(policy, &n);

    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < tenants[i].n_domains; j++)
            owned_add(ret, tenants[i].domains[j], tenants[i].name);
        for (size_t j = 0; j < tenants[i].n_hosts; j++)
            owned_add(ret, tenants[i].hosts[j], tenants[i].name);
        for (size_t j = 0; j < tenants[i].n_families; j++)
            owned_add(ret, tenants[i].families[j].text, tenants[i].name);
    }
}

static struct str described(const struct owned *owned, struct arena *arena)
{
    if (owned->owner.len == 0)
        return owned->name;
    return arena_format(arena, "%.*s (%.*s)", STR_ARGS(owned->name),
                        STR_ARGS(owned->owner));
}

/* List the names in `in` that are not in `out`, in order. */
static void list_missing(const struct owned_list *in, const struct owned_list *out,
                         struct arena *arena, struct change_list *ret)
{
    for (size_t i = 0; i < in->n; i++) {
        uint32_t at;

        if (!map_get(&out->by_name, in->items[i].name, &at))
            change_list_add(ret, ret->n < POLICY_CHANGE_LISTED
                                     ? described(&in->items[i], arena)
                                     : STR_NONE);
    }
}

static void list_moved(const struct owned_list *before, const struct owned_list *after,
                       struct arena *arena, struct change_list *ret)
{
    for (size_t i = 0; i < after->n; i++) {
        const struct owned *new = &after->items[i];
        uint32_t first;
        uint32_t old;

        if (!map_get(&after->by_name, new->name, &first) || first != i ||
            !map_get(&before->by_name, new->name, &old))
            continue;
        assert(before->items != NULL && old < before->n);
        if (str_equal(before->items[old].owner, new->owner))
            continue;
        change_list_add(ret, ret->n < POLICY_CHANGE_LISTED
                                 ? arena_format(arena, "%.*s (%.*s -> %.*s)",
                                                STR_ARGS(new->name),
                                                STR_ARGS(before->items[old].owner),
                                                STR_ARGS(new->owner))
                                 : STR_NONE);
    }
}

typedef void (*list_fn)(const struct policy *policy, struct owned_list *ret);

/* moved: NULL if names have no owner. */
static void compare(const struct policy *before, const struct policy *after, list_fn list,
                    struct arena *arena, struct change_list *lists[3])
{
    struct owned_list old = {.arena = arena};
    struct owned_list new = {.arena = arena};

    list(before, &old);
    list(after, &new);
    list_missing(&new, &old, arena, lists[0]);
    list_missing(&old, &new, arena, lists[1]);
    if (lists[2] != NULL)
        list_moved(&old, &new, arena, lists[2]);
    map_clear(&old.by_name);
    map_clear(&new.by_name);
}

static bool same_rule(const struct rule_entry *a, const struct rule_entry *b)
{
    return a->action == b->action && a->then == b->then && a->from_day == b->from_day &&
           a->on_update == b->on_update;
}

static void compare_settings(const struct policy *before, const struct policy *after,
                             struct policy_change *ret)
{
    for (enum rule_id rule = 0; rule < RULE_COUNT; rule++) {
        if (!same_rule(policy_rule_entry(before, NULL, rule),
                       policy_rule_entry(after, NULL, rule)))
            change_list_add(&ret->rules_changed, rule_id_name(rule));
    }
    if (policy_mode(before) != policy_mode(after))
        change_list_add(&ret->settings_changed, STR("mode"));
    if (policy_on_update(before) != policy_on_update(after))
        change_list_add(&ret->settings_changed, STR("onUpdate"));
}

void policy_change_find(const struct policy *before, const struct policy *after,
                        struct arena *arena, struct policy_change *ret)
{
    *ret = (struct policy_change){0};
    compare(before, after, list_tenants, arena,
            (struct change_list *[]){&ret->tenants_added, &ret->tenants_removed, NULL});
    compare(before, after, list_classes, arena,
            (struct change_list *[]){&ret->classes_added, &ret->classes_removed, NULL});
    compare(
        before, after, list_exemptions, arena,
        (struct change_list *[]){&ret->exemptions_added, &ret->exemptions_removed, NULL});
    compare(before, after, list_domains, arena,
            (struct change_list *[]){&ret->domains_added, &ret->domains_removed,
                                     &ret->domains_moved});
    compare_settings(before, after, ret);
    section_changes_find(before, after, arena, ret);
}
