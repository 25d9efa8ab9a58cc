/* SPDX-License-Identifier: Apache-2.0 */
/* names: compares tenants and namespaces, owners of names, and reach. */
#include <stdlib.h>

#include "cmd/diff/differences.h"

/* Tenants by their ids; NULL: the policy has no tenant of that name. */
static const struct tenant **by_id(const struct differences *differences,
                                   enum reach_side side)
{
    const struct reach_ids *ids = &differences->reach.names.tenants;
    const struct tenant **all =
        ARENA_NEW(differences->arena, const struct tenant *, ids->n);
    size_t n;
    const struct tenant *tenants = policy_tenants(diff_policy(differences, side), &n);

    for (size_t i = 0; i < n; i++)
        all[ids->of[side][i]] = &tenants[i];
    return all;
}

static struct str name_of(const struct differences *differences, uint32_t id)
{
    return id == REACH_NOBODY ? STR("none") : differences->reach.names.tenants.names[id];
}

static struct str class_list(const struct differences *differences,
                             const struct tenant *tenant)
{
    struct str *names = ARENA_NEW(differences->arena, struct str, tenant->n_classes);

    for (size_t i = 0; i < tenant->n_classes; i++)
        names[i] = tenant->classes[i]->name;
    return tenant->all_classes
               ? STR("*")
               : diff_join(differences->arena, names, tenant->n_classes, "none");
}

static bool has_class(const struct tenant *tenant, struct str name)
{
    for (size_t i = 0; i < tenant->n_classes; i++) {
        if (str_equal(tenant->classes[i]->name, name))
            return true;
    }
    return false;
}

/* Compares the classes themselves, whether a list or "*" grants them. */
static bool has_same_classes(const struct tenant *old, const struct tenant *new)
{
    for (size_t i = 0; i < old->n_classes; i++) {
        if (!has_class(new, old->classes[i]->name))
            return false;
    }
    return old->n_classes == new->n_classes;
}

static void compare_tenant(struct differences *differences, const struct tenant *old,
                           const struct tenant *new)
{
    const struct str name = old != NULL ? old->name : new->name;
    struct str lists[REACH_SIDES];

    if (old == NULL) {
        diff_addf(differences, DIFF_TENANTS, DIFF_OTHER,
                  entries_of_tenant(differences->of[REACH_NEW]->entries, new),
                  "%.*s: new", STR_ARGS(name));
        return;
    }
    if (new == NULL) {
        diff_addf(differences, DIFF_TENANTS, DIFF_OTHER,
                  entries_of_tenant(differences->of[REACH_OLD]->entries, old),
                  "%.*s: removed", STR_ARGS(name));
        return;
    }
    lists[REACH_OLD] = class_list(differences, old);
    lists[REACH_NEW] = class_list(differences, new);
    if (!has_same_classes(old, new) && !str_equal(lists[REACH_OLD], lists[REACH_NEW]))
        diff_addf(
            differences, DIFF_TENANTS, DIFF_OTHER,
            entries_of_tenant_field(differences->of[REACH_NEW]->entries, new, "classes"),
            "%.*s: classes %.*s -> %.*s", STR_ARGS(name), STR_ARGS(lists[REACH_OLD]),
            STR_ARGS(lists[REACH_NEW]));
}

/* The pattern that assigns the namespace to its tenant, in NEW if it has one. */
static const struct entry *pattern_entry(const struct differences *differences,
                                         struct str namespace)
{
    for (int side = REACH_NEW; side >= REACH_OLD; side--) {
        const struct desk_policy *desk = differences->of[side];
        const struct tenant *tenant = policy_tenant_of(desk->policy, namespace);

        for (size_t i = 0; tenant != NULL && i < tenant->n_namespaces; i++) {
            if (name_pattern_matches(&tenant->namespaces[i], namespace))
                return entries_find(desk->entries, &tenant->namespaces[i]);
        }
    }
    return NULL;
}

static const struct reach_actor *actor_of(const struct differences *differences,
                                          size_t cell)
{
    const struct reach_spaces *spaces = &differences->reach.spaces;

    return &spaces->actors[spaces->actor_of[cell]];
}

/* No policy has a pattern for the cell, and the line of another cell covers it. */
static bool is_covered(const struct differences *differences, size_t at)
{
    const struct reach_spaces *spaces = &differences->reach.spaces;
    const uint32_t *ids = actor_of(differences, at)->ids;

    for (size_t i = 0; i < spaces->n_cells && spaces->cells[at].is_made; i++) {
        const uint32_t *others = actor_of(differences, i)->ids;

        if (i != at && ids[0] == others[0] && ids[1] == others[1] &&
            reach_cell_covers(&spaces->cells[i], &spaces->cells[at]))
            return true;
    }
    return false;
}

/* An item to sort by name, and its index. */
struct named {
    struct str name;
    size_t at;
};

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left;
    const struct named *b = right;

    return str_compare(a->name, b->name);
}

static void compare_namespaces(struct differences *differences)
{
    const struct reach_spaces *spaces = &differences->reach.spaces;
    struct named *cells = ARENA_NEW(differences->arena, struct named, spaces->n_cells);
    size_t n = 0;

    for (size_t i = 0; i < spaces->n_cells; i++) {
        const struct reach_actor *actor = actor_of(differences, i);

        if (actor->ids[0] != actor->ids[1] && !is_covered(differences, i))
            cells[n++] = (struct named){spaces->cells[i].text, i};
    }
    if (n > 1)
        qsort(cells, n, sizeof *cells, compare_named);
    for (size_t i = 0; i < n; i++) {
        const struct reach_actor *actor = actor_of(differences, cells[i].at);

        diff_addf(differences, DIFF_TENANTS, DIFF_OTHER,
                  pattern_entry(differences, spaces->cells[cells[i].at].namespace),
                  "namespace %.*s: %.*s -> %.*s", STR_ARGS(cells[i].name),
                  STR_ARGS(name_of(differences, actor->ids[REACH_OLD])),
                  STR_ARGS(name_of(differences, actor->ids[REACH_NEW])));
    }
}

void diff_tenants(struct differences *differences)
{
    const struct reach_ids *ids = &differences->reach.names.tenants;
    struct named *sorted = ARENA_NEW(differences->arena, struct named, ids->n);
    const struct tenant **old = by_id(differences, REACH_OLD);
    const struct tenant **new = by_id(differences, REACH_NEW);

    for (size_t i = 0; i < ids->n; i++)
        sorted[i] = (struct named){ids->names[i], i};
    if (ids->n > 1)
        qsort(sorted, ids->n, sizeof *sorted, compare_named);
    for (size_t i = 0; i < ids->n; i++)
        compare_tenant(differences, old[sorted[i].at], new[sorted[i].at]);
    compare_namespaces(differences);
}

static struct str owners_text(const struct differences *differences, uint32_t set)
{
    const struct reach_names *names = &differences->reach.names;
    const struct reach_set *owners = &names->sets[set];
    struct str *texts = ARENA_NEW(differences->arena, struct str, owners->n);

    for (uint32_t i = 0; i < owners->n; i++)
        texts[i] = names->tenants.names[owners->ids[i]];
    return diff_join(differences->arena, texts, owners->n, "nobody");
}

/* The entry of a family of which the name is an instance. */
static const struct entry *family_entry(const struct differences *differences,
                                        enum reach_side side, uint32_t owner,
                                        struct str name)
{
    const struct reach_names *names = &differences->reach.names;

    for (size_t i = 0; i < names->n_families; i++) {
        const struct reach_family *family = &names->families[i];

        if (family->side == side && family->id == owner &&
            str_equal(family->parent, name_parent(name)) &&
            hole_matches(&family->label, reach_label(name)))
            return entries_find(differences->of[side]->entries, family->family);
    }
    return NULL;
}

static const struct entry *decider_entry(const struct differences *differences,
                                         const struct reach_move *move,
                                         enum reach_side side)
{
    const struct reach_names *names = &differences->reach.names;
    const struct reach_decider *decider = &move->deciders[side];
    const struct places *places = differences->of[side]->places;
    const struct reach_set *owners = &names->sets[move->owners[side]];
    const struct reach_node *node;
    const struct entry *entry;
    struct str owner;
    struct str name;

    if (owners->n == 0)
        return NULL;
    owner = names->tenants.names[owners->ids[0]];
    if (move->part.form == REACH_WILDCARD) {
        entry = places_findf(places, "tenants[%.*s].hosts[*.%.*s]", STR_ARGS(owner),
                             STR_ARGS(move->part.name));
        if (entry != NULL)
            return entry;
    }
    if (decider->node == REACH_NOBODY)
        return NULL;
    node = &names->nodes[decider->node];
    name = node->name.len == 0 ? STR(".") : node->name;
    entry = places_findf(places, "tenants[%.*s].%s[%.*s]", STR_ARGS(owner),
                         decider->is_host ? "hosts" : "domains", STR_ARGS(name));
    return entry != NULL ? entry
                         : family_entry(differences, side, owners->ids[0], node->sample);
}

static void add_move(struct differences *differences, const struct reach_move *move)
{
    const struct str old = owners_text(differences, move->owners[REACH_OLD]);
    const struct str new = owners_text(differences, move->owners[REACH_NEW]);
    struct buf text = buf_in(differences->arena);
    struct diff_line line = {.section = DIFF_OWNERS, .mark = DIFF_MOVED, .move = move};
    const bool is_gone = move->owners[REACH_NEW] == 0;

    reach_part_add(&text, &move->part);
    buf_add_text(&text, ": ");
    if (move->owners[REACH_OLD] == 0)
        line.mark = DIFF_WIDER;
    else
        buf_add(&text, old);
    if (is_gone)
        line.mark = DIFF_NARROWER;
    else if (line.mark == DIFF_MOVED)
        buf_add_text(&text, " -> ");
    if (!is_gone)
        buf_add(&text, new);
    line.text = buf_str(&text);
    line.entry = decider_entry(differences, move, is_gone ? REACH_OLD : REACH_NEW);
    diff_add(differences, line);
}

void diff_owners(struct differences *differences)
{
    for (size_t i = 0; i < differences->reach.n_moves; i++)
        add_move(differences, &differences->reach.moves[i]);
}

/* A line of the section reach, with its sort key. */
struct reached {
    struct str actor;
    bool is_space; /* the actor is a group of namespaces, not a tenant */
    struct str class;
    const struct reach_difference *difference;
};

static int compare_reached(const void *left, const void *right)
{
    const struct reached *a = left;
    const struct reached *b = right;
    int order;

    if (a->is_space != b->is_space)
        return a->is_space ? 1 : -1;
    order = str_compare(a->actor, b->actor);
    if (order == 0)
        order = str_compare(a->class, b->class);
    if (order != 0)
        return order;
    return (b->difference->only > a->difference->only) -
           (b->difference->only < a->difference->only);
}

static void add_reached(struct differences *differences, const struct reached *reached)
{
    const struct reach_difference *difference = reached->difference;
    struct buf text = buf_in(differences->arena);

    buf_add(&text, reached->actor);
    buf_add_text(&text, ": in ");
    buf_add(&text, reached->class);
    for (size_t i = 0; i < difference->n_parts; i++) {
        buf_add_text(&text, i == 0 ? ": " : "; ");
        reach_part_add(&text, &difference->parts[i]);
    }
    diff_add(differences, (struct diff_line){.section = DIFF_REACH,
                                             .mark = diff_mark_of(difference->only),
                                             .text = buf_str(&text),
                                             .reach = difference});
}

void diff_reach(struct differences *differences)
{
    const struct reach_comparison *reach = &differences->reach;
    struct reached *all =
        ARENA_NEW(differences->arena, struct reached, reach->n_differences);

    for (size_t i = 0; i < reach->n_differences; i++) {
        const struct reach_difference *one = &reach->differences[i];
        struct buf actor = buf_in(differences->arena);

        reach_actor_add(&actor, reach, one->actor);
        all[i] = (struct reached){
            .actor = buf_str(&actor),
            .is_space = reach_actor_is_space(reach, one->actor),
            .class = reach->names.classes.names[one->class],
            .difference = one,
        };
    }
    if (reach->n_differences > 1)
        qsort(all, reach->n_differences, sizeof *all, compare_reached);
    for (size_t i = 0; i < reach->n_differences; i++)
        add_reached(differences, &all[i]);
}
