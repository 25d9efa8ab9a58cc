/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collected: collects entries, families, and the names at which instances begin.
 */
#include "core/reach/collected.h"

#include <stdlib.h>

#include "base/mem.h"
#include "core/reach/keys.h"

static uint32_t id_of(struct reach_ids *ids, struct arena *arena, struct str name)
{
    const uint32_t at = *map_put(&ids->by_name, name, (uint32_t)ids->n);

    if (at < ids->n)
        return at;
    if (ids->n == ids->cap)
        ids->names = arena_grow(arena, ids->names, &ids->cap, sizeof *ids->names);
    ids->names[ids->n++] = name;
    return at;
}

static void add(struct collection *all, struct collected one)
{
    struct arena *arena = all->names->arena;

    one.key = reach_key_of(arena, one.name);
    if (all->n == all->cap)
        all->all = arena_grow(arena, all->all, &all->cap, sizeof *all->all);
    all->all[all->n++] = one;
}

static void add_family(struct reach_names *names, struct reach_family one)
{
    const struct domain_family *key = &one.family->key;
    const struct str label = reach_label(key->key);
    uint32_t *first;

    one.parent = name_parent(key->key);
    one.label = (struct hole){
        .head = str_head(label, key->n_before),
        .tail = str_skip(label, (size_t)key->n_before + 1),
        .is_filled = true,
    };
    first = map_put(&names->family_parents, one.parent, REACH_NOBODY);
    one.next = *first;
    *first = (uint32_t)names->n_families;
    if (names->n_families == names->cap_families)
        names->families = arena_grow(names->arena, names->families, &names->cap_families,
                                     sizeof *names->families);
    names->families[names->n_families++] = one;
}

static void collect_tenant(struct collection *all, enum reach_side side,
                           const struct tenant *tenant, uint32_t id)
{
    struct collected one = {.owner = id, .side = (uint8_t)side, .kind = COLLECTED_BELOW};

    for (size_t i = 0; i < tenant->n_domains; i++) {
        one.name = tenant->domains[i];
        add(all, one);
    }
    for (size_t i = 0; i < tenant->n_hosts; i++) {
        const bool is_wildcard = str_has_prefix(tenant->hosts[i], STR("*."));

        one.kind = is_wildcard ? COLLECTED_WILDCARD : COLLECTED_EXACT;
        one.name = str_skip(tenant->hosts[i], is_wildcard ? 2 : 0);
        add(all, one);
    }
    for (size_t i = 0; i < tenant->n_families; i++)
        add_family(all->names, (struct reach_family){.side = side,
                                                     .tenant = tenant->index,
                                                     .id = id,
                                                     .family = &tenant->families[i]});
}

static void collect_policy(struct collection *all, enum reach_side side)
{
    struct reach_names *names = all->names;
    const struct policy *policy = names->policies.of[side];
    const struct tenant *tenants;
    const struct class *classes;
    size_t n;

    if (policy == NULL)
        return;
    tenants = policy_tenants(policy, &n);
    names->tenants.of[side] = arena_alloc(names->arena, (n + 1) * sizeof(uint32_t));
    for (size_t i = 0; i < n; i++) {
        const uint32_t id = id_of(&names->tenants, names->arena, tenants[i].name);

        names->tenants.of[side][i] = id;
        collect_tenant(all, side, &tenants[i], id);
    }
    classes = policy_classes(policy, &n);
    names->classes.of[side] = arena_alloc(names->arena, (n + 1) * sizeof(uint32_t));
    for (size_t i = 0; i < n; i++) {
        const uint32_t id = id_of(&names->classes, names->arena, classes[i].name);

        names->classes.of[side][i] = id;
        for (size_t k = 0; k < classes[i].n_domains; k++)
            add(all, (struct collected){.name = classes[i].domains[k],
                                        .owner = id,
                                        .kind = COLLECTED_CLASS,
                                        .side = (uint8_t)side});
    }
}

static bool denies_today(const struct rule_entry *entry, int32_t today)
{
    return entry == NULL || rule_entry_action(entry, today) == ACTION_DENY;
}

static bool is_excused(const struct policy *policy)
{
    size_t n;
    const struct exemption *exemptions = policy_exemptions(policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (exemptions[i].rules[RULE_HOST_WILDCARD])
            return true;
    }
    return false;
}

/* True if a wildcard may be reached that no tenant lists literally. */
static bool compares_wildcards(const struct policy *policy, int32_t today)
{
    const struct kind *kind =
        policy == NULL ? NULL : policy_kind_named(policy, STR("Ingress"));
    const struct tenant *tenants;
    const struct class *classes;
    size_t n;

    if (policy == NULL)
        return false;
    if (kind == NULL || kind->is_preview || is_excused(policy) ||
        !denies_today(policy_rule_entry(policy, NULL, RULE_HOST_WILDCARD), today) ||
        (kind->rules != NULL && !denies_today(kind->rules[RULE_HOST_WILDCARD], today)))
        return true;
    tenants = policy_tenants(policy, &n);
    for (size_t i = 0; i < n; i++) {
        if (!denies_today(tenants[i].rules[RULE_HOST_WILDCARD], today))
            return true;
    }
    classes = policy_classes(policy, &n);
    for (size_t i = 0; i < n; i++) {
        if (classes[i].rules != NULL &&
            !denies_today(classes[i].rules[RULE_HOST_WILDCARD], today))
            return true;
    }
    return false;
}

/* An entry decides whether the wildcard one label above it is refused. */
static void mark_parents(struct collection *all)
{
    const size_t n = all->n;

    for (size_t i = 0; i < n; i++) {
        const struct str parent = name_parent(all->all[i].name);

        if (parent.len > 0)
            add(all, (struct collected){.name = parent});
    }
}

/* Add the names that are an instance of some family and equal or contain an entry. */
static void mark_instances(struct collection *all)
{
    const struct reach_names *names = all->names;
    const size_t n = all->n;

    for (size_t i = 0; i < n && names->n_families > 0; i++) {
        struct str name = all->all[i].name;

        while (name.len > 0 && !str_equal(name, STR("."))) {
            const struct str parent = name_parent(name);
            uint32_t at;

            if (map_get(&names->family_parents, parent, &at))
                add(all, (struct collected){.name = name});
            name = parent;
        }
    }
}

static struct str below(struct arena *arena, struct str label, struct str parent)
{
    if (parent.len == 0)
        return label;
    return arena_format(arena, "%.*s.%.*s", STR_ARGS(label), STR_ARGS(parent));
}

static int compare(const void *left, const void *right)
{
    const struct collected *a = left;
    const struct collected *b = right;
    const int order = str_compare(a->key, b->key);

    if (order != 0)
        return order;
    if (a->kind != b->kind)
        return a->kind - b->kind;
    if (a->side != b->side)
        return a->side - b->side;
    return (a->owner > b->owner) - (a->owner < b->owner);
}

static void sort(struct collection *all)
{
    qsort(all->all, all->n, sizeof *all->all, compare);
}

/* True if no entry equals the name or is below it.  all[..n] is sorted. */
static bool is_free(const struct collection *all, size_t n, struct str name)
{
    const struct str key = reach_key_of(all->names->arena, name);
    size_t low = 0;
    size_t high = n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (str_compare(all->all[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low == n || !reach_key_is_within(all->all[low].key, key);
}

#define LABEL_MAX_BYTES 63

static bool is_name(const struct collection *all, struct str text)
{
    struct name name;
    const char *reason;

    return name_parse(all->names->arena, text, &name, &reason);
}

/* An unlikely beginning, so that the sample is not the own instance of a namespace that
 * is chosen at random. */
#define OTHERS STR("q9-z7")

static struct str sample_with(const struct collection *all, size_t n_sorted,
                              const struct holes *labels, size_t nth,
                              const struct sampling *sampling)
{
    const struct str parent = all->parent;
    size_t from = 0;

    for (;;) {
        const struct str label = holes_sample(labels, nth, sampling, &from);
        const struct str name = below(all->names->arena, label, parent);

        if (label.len == 0 || name.len > NAME_MAX_BYTES)
            return STR_NONE;
        if (is_free(all, n_sorted, name) && is_name(all, name))
            return name;
    }
}

static struct str sample_of(const struct collection *all, size_t n_sorted,
                            const struct holes *labels, size_t nth)
{
    const struct sampling rare = {OTHERS, LABEL_MAX_BYTES};
    const struct sampling any = {STR_NONE, LABEL_MAX_BYTES};
    const struct str sample = sample_with(all, n_sorted, labels, nth, &rare);

    return sample.len > 0 ? sample : sample_with(all, n_sorted, labels, nth, &any);
}

/* The placeholder as some family of this form has it. */
static struct str placeholder_of(const struct reach_names *names, uint32_t first,
                                 const struct hole *label)
{
    for (uint32_t at = first; at != REACH_NOBODY; at = names->families[at].next) {
        const struct reach_family *one = &names->families[at];
        const struct str text = one->family->text;
        size_t open;
        size_t close;

        if (str_equal(one->label.head, label->head) &&
            str_equal(one->label.tail, label->tail) && str_find(text, '{', &open) &&
            str_find(text, '}', &close))
            return str_head(str_skip(text, open), close + 1 - open);
    }
    return STR("{x}");
}

/* Add one node for each kind of label that the families at `parent` distinguish. */
static void add_labels(struct collection *all, size_t n_sorted, uint32_t first)
{
    struct reach_names *names = all->names;
    const struct str parent = names->families[first].parent;
    struct holes labels = {.arena = names->arena};

    all->parent = parent;

    for (uint32_t at = first; at != REACH_NOBODY; at = names->families[at].next)
        holes_add(&labels, names->families[at].label);
    (void)holes_close(&labels);
    for (size_t i = 0; i < labels.n; i++) {
        const struct hole *label = &labels.all[i];
        const struct str text = arena_format(
            names->arena, "%.*s%.*s%.*s", STR_ARGS(label->head),
            STR_ARGS(placeholder_of(names, first, label)), STR_ARGS(label->tail));

        add(all, (struct collected){.name = below(names->arena, text, parent),
                                    .sample = sample_of(all, n_sorted, &labels, i),
                                    .is_family = true});
    }
    for (size_t i = 0; i < labels.n_overlaps; i++) {
        const struct str name = below(names->arena, labels.overlaps[i], parent);

        if (is_name(all, name))
            add(all, (struct collected){.name = name});
    }
    holes_clear(&labels);
}

static void add_families(struct collection *all)
{
    struct reach_names *names = all->names;
    const size_t n_sorted = all->n;

    for (size_t i = 0; i < names->n_families; i++) {
        uint32_t first = REACH_NOBODY;

        (void)map_get(&names->family_parents, names->families[i].parent, &first);
        if (first == i) /* each list of families once */
            add_labels(all, n_sorted, first);
    }
}

void collect(struct collection *ret)
{
    struct reach_names *names = ret->names;
    const struct reach_policies *policies = &names->policies;

    add(ret, (struct collected){.name = STR_NONE});
    collect_policy(ret, REACH_OLD);
    collect_policy(ret, REACH_NEW);
    names->compares_wildcards =
        compares_wildcards(policies->of[REACH_OLD], policies->today) ||
        compares_wildcards(policies->of[REACH_NEW], policies->today);
    if (names->compares_wildcards)
        mark_parents(ret);
    for (size_t i = 0; i < names->n_families; i++)
        add(ret, (struct collected){.name = names->families[i].parent});
    mark_instances(ret);
    sort(ret);
    if (names->n_families == 0)
        return;
    add_families(ret);
    sort(ret);
}
