/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grow: builds nodes from the sorted entries of both policies; each node inherits from
 * those above.
 */
#include "core/reach/grow.h"

#include "core/reach/collected.h"
#include "core/reach/keys.h"

/* The number of the set; ids are sorted, each once. */
static uint32_t put_set(struct reach_names *names, const uint32_t *ids, uint32_t n,
                        bool is_family)
{
    const struct str bytes = {(const char *)ids, n * sizeof *ids};
    const uint64_t seed = is_family ? ~STR_HASH_SEED : STR_HASH_SEED;
    struct str key = bytes;
    uint32_t at;

    if (n == 0)
        return 0;
    if (is_family) {
        char *tagged = arena_alloc(names->arena, bytes.len + 1);

        memcpy(tagged, bytes.ptr, bytes.len);
        tagged[bytes.len] = 'f';
        key = (struct str){tagged, bytes.len + 1};
    }
    if (map_get_hashed(&names->set_by_ids, key, str_hash(key, seed), &at))
        return at;
    key = is_family ? key : arena_dup(names->arena, key);
    at = (uint32_t)names->n_sets;
    (void)map_put_hashed(&names->set_by_ids, key, str_hash(key, seed), at);
    if (names->n_sets == names->cap_sets)
        names->sets =
            arena_grow(names->arena, names->sets, &names->cap_sets, sizeof *names->sets);
    uint32_t *kept = arena_alloc(names->arena, bytes.len);
    memcpy(kept, bytes.ptr, bytes.len);
    names->sets[names->n_sets++] = (struct reach_set){kept, n, is_family};
    return at;
}

/* The entries of one name, on one side. */
struct name_entries {
    const struct collected *first;
    size_t n;
};

/* The owners of this kind of entry at the name, as a set.  scratch: room for all. */
static uint32_t set_of(struct reach_names *names, struct name_entries entries,
                       enum collected_kind kind, enum reach_side side, uint32_t *scratch)
{
    uint32_t n = 0;

    for (size_t i = 0; i < entries.n; i++) {
        const struct collected *one = &entries.first[i];

        if (one->kind != kind || one->side != side ||
            (n > 0 && scratch[n - 1] == one->owner))
            continue;
        scratch[n++] = one->owner;
    }
    return put_set(names, scratch, n, kind >= COLLECTED_FAMILY_BELOW);
}

/* The family with this parent that decides over the label; NULL: none. */
static const struct reach_family *best_family(const struct reach_names *names,
                                              const struct reach_node *node,
                                              enum domain_entry entry,
                                              enum reach_side side)
{
    const struct reach_family *best = NULL;
    const struct str label = reach_label(node->sample);
    uint32_t at;

    if (node->sample.len == 0 ||
        !map_get(&names->family_parents, name_parent(node->sample), &at))
        return NULL;
    for (; at != REACH_NOBODY; at = names->families[at].next) {
        const struct reach_family *one = &names->families[at];

        if (one->side != side || one->family->entry != entry ||
            !hole_matches(&one->label, label))
            continue;
        if (best == NULL || one->label.head.len > best->label.head.len ||
            (one->label.head.len == best->label.head.len &&
             one->label.tail.len > best->label.tail.len))
            best = one;
    }
    return best;
}

/* The set of all owners of this family. */
static uint32_t sharers(struct reach_names *names, const struct reach_family *family,
                        uint32_t *scratch)
{
    uint32_t n = 0;
    uint32_t at = REACH_NOBODY;

    (void)map_get(&names->family_parents, family->parent, &at);
    for (; at != REACH_NOBODY; at = names->families[at].next) {
        const struct reach_family *one = &names->families[at];
        uint32_t place = n;

        if (one->side != family->side || one->family->entry != family->family->entry ||
            !str_equal(one->label.head, family->label.head) ||
            !str_equal(one->label.tail, family->label.tail))
            continue;
        while (place > 0 && scratch[place - 1] > one->id)
            place--;
        if (place > 0 && scratch[place - 1] == one->id)
            continue;
        memmove(scratch + place + 1, scratch + place, (n - place) * sizeof *scratch);
        scratch[place] = one->id;
        n++;
    }
    return put_set(names, scratch, n, true);
}

static void inherit(struct reach_node *node, const struct reach_node *parent,
                    enum reach_side side)
{
    node->below[side] = parent->below[side];
    node->by_below[side] = parent->by_below[side];
    node->served[side] = parent->served[side];
}

static void settle_side(struct reach_names *names, uint32_t at,
                        struct name_entries entries, enum reach_side side,
                        uint32_t *scratch)
{
    struct reach_node *node = &names->nodes[at];
    const uint32_t below = set_of(names, entries, COLLECTED_BELOW, side, scratch);
    const uint32_t exact = set_of(names, entries, COLLECTED_EXACT, side, scratch);
    const uint32_t served = set_of(names, entries, COLLECTED_CLASS, side, scratch);
    const struct reach_family *family = NULL;

    if (at > 0)
        inherit(node, &names->nodes[node->parent], side);
    if (served != 0)
        node->served[side] = served;
    if (below == 0 && exact == 0)
        family = best_family(names, node, DOMAIN_BELOW, side);
    if (below != 0 || family != NULL) {
        node->below[side] = below != 0 ? below : sharers(names, family, scratch);
        node->by_below[side] = (struct reach_decider){at, false};
    }
    node->self[side] = node->below[side];
    node->by_self[side] = node->by_below[side];
    family = NULL;
    if (below == 0 && exact == 0)
        family = best_family(names, node, DOMAIN_EXACT, side);
    if (exact != 0 || family != NULL) {
        node->self[side] = exact != 0 ? exact : sharers(names, family, scratch);
        node->by_self[side] = (struct reach_decider){at, true};
        node->is_exact = true;
    }
    node->wildcard[side] = set_of(names, entries, COLLECTED_WILDCARD, side, scratch);
    if (node->wildcard[side] == 0 && below == 0)
        family = best_family(names, node, DOMAIN_WILDCARD, side);
    else
        family = NULL;
    if (family != NULL)
        node->wildcard[side] = sharers(names, family, scratch);
    node->has_wildcard = node->has_wildcard || node->wildcard[side] != 0;
}

#define ROOM_BELOW (NAME_MAX_BYTES - 2) /* for a label of one byte and a dot */

/* True if all names directly below are instances: some family has no text beside its
 * placeholder. */
static bool is_filled_by_family(const struct reach_names *names, struct str name)
{
    uint32_t at = REACH_NOBODY;

    (void)map_get(&names->family_parents, name, &at);
    for (; at != REACH_NOBODY; at = names->families[at].next) {
        if (names->families[at].label.head.len + names->families[at].label.tail.len == 0)
            return true;
    }
    return false;
}

static void settle(struct reach_names *names, uint32_t at, struct name_entries entries,
                   uint32_t *scratch)
{
    struct reach_node *node = &names->nodes[at];

    settle_side(names, at, entries, REACH_OLD, scratch);
    settle_side(names, at, entries, REACH_NEW, scratch);
    node->is_hollow = node->sample.len > ROOM_BELOW ||
                      (at > 0 && node->is_family && node->sample.len == 0) ||
                      (!node->is_family && is_filled_by_family(names, node->name));
}

/* Find the node's place in the tree; the stack has the nodes around the previous one. */
struct stack {
    uint32_t nodes[NAME_MAX_BYTES + 2];
    struct str keys[NAME_MAX_BYTES + 2];
    size_t n;
};

static void push(struct reach_names *names, struct stack *stack, struct str key,
                 uint32_t at)
{
    while (stack->n > 0 && !reach_key_is_within(key, stack->keys[stack->n - 1]))
        names->nodes[stack->nodes[--stack->n]].end = at;
    names->nodes[at].parent = stack->n == 0 ? 0 : stack->nodes[stack->n - 1];
    stack->keys[stack->n] = key;
    stack->nodes[stack->n++] = at;
}

static struct name_entries entries_at(const struct collection *all, size_t from)
{
    size_t n = 1;

    while (from + n < all->n && str_equal(all->all[from + n].key, all->all[from].key))
        n++;
    return (struct name_entries){&all->all[from], n};
}

static void make_nodes(struct reach_names *names, const struct collection *all)
{
    uint32_t *scratch =
        arena_alloc(names->arena, (all->n + names->n_families + 1) * sizeof *scratch);
    struct stack stack = {.n = 0};

    names->nodes = ARENA_NEW(names->arena, struct reach_node, all->n);
    for (size_t i = 0; i < all->n;) {
        const struct name_entries entries = entries_at(all, i);
        const uint32_t at = names->n++;
        struct reach_node *node = &names->nodes[at];
        const bool is_root = all->all[i].key.len == 0;

        node->name = is_root ? STR_NONE : all->all[i].name;
        node->is_family = all->all[i].is_family;
        node->sample = node->is_family ? all->all[i].sample : node->name;
        for (size_t s = 0; s < REACH_SIDES; s++)
            node->by_below[s].node = node->by_self[s].node = REACH_NOBODY;
        push(names, &stack, all->all[i].key, at);
        settle(names, at, entries, scratch);
        i += entries.n;
    }
    while (stack.n > 0)
        names->nodes[stack.nodes[--stack.n]].end = names->n;
}

/* The tenants whose entries may decide over names of a node, in the order in which they
 * are found. */
struct owners {
    const struct reach_names *names;
    uint32_t sets[3]; /* below, self, wildcard */
    size_t set, at;
};

static bool is_met(const struct owners *owners, uint32_t id)
{
    for (size_t i = 0; i < owners->set; i++) {
        if (reach_set_has(owners->names, owners->sets[i], id))
            return true;
    }
    return false;
}

/* Returns false if there are no more. */
static bool next_owner(struct owners *owners, uint32_t *ret_id)
{
    for (; owners->set < ARRAY_LEN(owners->sets); owners->set++, owners->at = 0) {
        const struct reach_set *set = &owners->names->sets[owners->sets[owners->set]];

        while (owners->at < set->n) {
            *ret_id = set->ids[owners->at++];
            if (!is_met(owners, *ret_id))
                return true;
        }
    }
    return false;
}

static struct owners owners_of(const struct reach_names *names, uint32_t node,
                               enum reach_side side)
{
    const struct reach_node *at = &names->nodes[node];

    return (struct owners){.names = names,
                           .sets = {at->below[side], at->self[side], at->wildcard[side]}};
}

/* For each tenant, the nodes over whose names it may decide, in order. */
static void list_owned(struct reach_names *names, enum reach_side side)
{
    uint32_t *starts = ARENA_NEW(names->arena, uint32_t, names->tenants.n + 2);
    uint32_t *nodes;
    uint32_t id;

    for (uint32_t i = 0; i < names->n; i++) {
        struct owners owners = owners_of(names, i, side);

        while (next_owner(&owners, &id))
            starts[id + 2]++;
    }
    for (size_t t = 0; t < names->tenants.n; t++)
        starts[t + 2] += starts[t + 1];
    nodes = arena_alloc(names->arena,
                        ((size_t)starts[names->tenants.n + 1] + 1) * sizeof *nodes);
    for (uint32_t i = 0; i < names->n; i++) {
        struct owners owners = owners_of(names, i, side);

        while (next_owner(&owners, &id))
            nodes[starts[id + 1]++] = i;
    }
    names->owned[side] = nodes;
    names->owned_starts[side] = starts;
}

static void list_class_nodes(struct reach_names *names)
{
    uint32_t *nodes = arena_alloc(names->arena, (names->n + 1) * sizeof *nodes);

    for (uint32_t i = 0; i < names->n; i++) {
        const struct reach_node *node = &names->nodes[i];
        const struct reach_node *parent = &names->nodes[node->parent];

        if (i == 0 || node->has_wildcard || node->is_hollow || parent->is_hollow ||
            node->served[0] != parent->served[0] || node->served[1] != parent->served[1])
            nodes[names->n_class_nodes++] = i;
    }
    names->class_nodes = nodes;
}

void reach_names_of(const struct reach_policies *policies, struct arena *arena,
                    struct reach_names *ret)
{
    struct collection all = {.names = ret};

    *ret = (struct reach_names){.arena = arena, .policies = *policies};
    ret->sets = arena_grow(arena, NULL, &ret->cap_sets, sizeof *ret->sets);
    ret->sets[ret->n_sets++] = (struct reach_set){0};
    collect(&all);
    make_nodes(ret, &all);
    list_owned(ret, REACH_OLD);
    list_owned(ret, REACH_NEW);
    list_class_nodes(ret);
}
