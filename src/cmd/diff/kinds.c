/* SPDX-License-Identifier: Apache-2.0 */
/* kinds: compares the judged kinds and who may write them, gateways, and fields. */
#include <stdlib.h>

#include "cmd/diff/pairs.h"

static void add(struct differences *differences, enum diff_mark mark, struct str name,
                const char *field, struct str text)
{
    const struct entry *place =
        diff_place(differences, "kinds[%.*s]%s", STR_ARGS(name), field);

    if (place == NULL)
        place = diff_place(differences, "kinds[%.*s]", STR_ARGS(name));
    diff_addf(differences, DIFF_KINDS, mark, place, "%.*s: %.*s", STR_ARGS(name),
              STR_ARGS(text));
}

static void compare_kind(struct differences *differences, const struct kind *old,
                         const struct kind *new)
{
    if (old->is_preview != new->is_preview)
        add(differences, new->is_preview ? DIFF_WIDER : DIFF_NARROWER, new->name, "",
            new->is_preview ? STR("enforce -> preview") : STR("preview -> enforce"));
    if (old->is_listed != new->is_listed)
        add(differences, new->is_listed ? DIFF_NARROWER : DIFF_WIDER, new->name, ".grant",
            new->is_listed ? STR("grant all -> listed") : STR("grant listed -> all"));
}

/* The kinds that tenants may write. */
static void compare_grants(struct differences *differences)
{
    const struct diff_pairs tenants = diff_pairs_of_tenants(differences);

    for (size_t i = 0; i < tenants.n; i++) {
        struct diff_sets sets = {0};

        for (size_t s = 0; s < REACH_SIDES; s++) {
            const struct tenant *tenant = tenants.all[i].of[s];
            struct str *names;

            sets.n[s] = tenant == NULL ? 0 : tenant->n_kinds;
            names = ARENA_NEW(differences->arena, struct str, sets.n[s]);
            for (size_t k = 0; k < sets.n[s]; k++)
                names[k] = tenant->kinds[k]->name;
            sets.lists[s] = names;
        }
        for (int side = REACH_NEW; side >= REACH_OLD; side--) {
            size_t n;
            const struct str *only =
                diff_sets_only(differences->arena, &sets, (enum reach_side)side, &n);

            for (size_t k = 0; k < n; k++)
                diff_addf(differences, DIFF_KINDS, diff_mark_of((enum reach_side)side),
                          diff_place(differences, "tenants[%.*s].kinds[%.*s]",
                                     STR_ARGS(tenants.all[i].name), STR_ARGS(only[k])),
                          "%.*s: may %swrite %.*s", STR_ARGS(tenants.all[i].name),
                          side == REACH_NEW ? "" : "no longer ", STR_ARGS(only[k]));
        }
    }
}

void diff_kinds(struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct kind),
                             .name_at = offsetof(struct kind, name)};
    struct diff_pairs pairs;

    for (size_t s = 0; s < REACH_SIDES; s++)
        list.all[s] =
            policy_kinds(diff_policy(differences, (enum reach_side)s), &list.n[s]);
    pairs = diff_pairs_of(differences->arena, &list);
    for (size_t i = 0; i < pairs.n; i++) {
        const struct kind *old = pairs.all[i].of[REACH_OLD];
        const struct kind *new = pairs.all[i].of[REACH_NEW];

        if (old == NULL || new == NULL) {
            add(differences, new != NULL ? DIFF_NARROWER : DIFF_WIDER, pairs.all[i].name,
                "", new != NULL ? STR("judged") : STR("no longer judged"));
            continue;
        }
        compare_kind(differences, old, new);
        diff_row(differences, old, new);
    }
    compare_grants(differences);
}

static const struct str *tenant_names(struct arena *arena,
                                      const struct tenant *const *tenants, size_t n)
{
    struct str *names = ARENA_NEW(arena, struct str, n);

    for (size_t i = 0; i < n; i++)
        names[i] = tenants[i]->name;
    return names;
}

static void add_gateway(struct differences *differences, enum diff_mark mark,
                        struct str name, const char *field, struct str text)
{
    const struct entry *place =
        diff_place(differences, "gateways[%.*s]%s", STR_ARGS(name), field);

    if (place == NULL)
        place = diff_place(differences, "gateways[%.*s]", STR_ARGS(name));
    diff_addf(differences, DIFF_KINDS, mark, place, "gateway %.*s: %.*s", STR_ARGS(name),
              STR_ARGS(text));
}

/* An empty list means every tenant, so it is the widest. */
static enum diff_mark mark_of_tenants(const struct diff_sets *sets)
{
    if (sets->n[REACH_NEW] == 0)
        return DIFF_WIDER;
    return sets->n[REACH_OLD] == 0 ? DIFF_NARROWER : diff_sets_mark(sets);
}

static void compare_gateway(struct differences *differences,
                            const struct gateway_entry *old,
                            const struct gateway_entry *new)
{
    struct arena *arena = differences->arena;
    const struct diff_sets tenants = {{tenant_names(arena, old->tenants, old->n_tenants),
                                       tenant_names(arena, new->tenants, new->n_tenants)},
                                      {old->n_tenants, new->n_tenants}};

    if (!str_equal(old->class->name, new->class->name))
        add_gateway(differences, DIFF_OTHER, new->text, ".class",
                    arena_format(arena, "class %.*s -> %.*s", STR_ARGS(old->class->name),
                                 STR_ARGS(new->class->name)));
    if (!diff_sets_equal(&tenants))
        add_gateway(
            differences, mark_of_tenants(&tenants), new->text, ".tenants",
            arena_format(
                arena, "tenants %.*s -> %.*s",
                STR_ARGS(diff_join(arena, tenants.lists[0], tenants.n[0], "all")),
                STR_ARGS(diff_join(arena, tenants.lists[1], tenants.n[1], "all"))));
    if (old->is_hostless != new->is_hostless)
        add_gateway(differences, new->is_hostless ? DIFF_WIDER : DIFF_NARROWER, new->text,
                    ".hostless",
                    new->is_hostless ? STR("hostless deny -> allow")
                                     : STR("hostless allow -> deny"));
    if (old->is_default != new->is_default)
        add_gateway(differences, DIFF_OTHER, new->text, ".default",
                    new->is_default ? STR("default false -> true")
                                    : STR("default true -> false"));
}

static bool is_same_gateway(const struct gateway_entry *a, const struct gateway_entry *b)
{
    return a->class == b->class && a->is_hostless == b->is_hostless &&
           a->is_default == b->is_default && a->n_tenants == 0 && b->n_tenants == 0;
}

/* True if some parent matches both. */
static bool overlap(const struct gateway_entry *a, const struct gateway_entry *b)
{
    const bool is_near = a->namespace.len == 0 || b->namespace.len == 0 ||
                         str_equal(a->namespace, b->namespace);

    return is_near && ((a->is_beginning && str_has_prefix(b->name, a->name)) ||
                       (b->is_beginning && str_has_prefix(a->name, b->name)) ||
                       str_equal(a->name, b->name));
}

/* The first entry that matches a parent decides, so the order of two entries that overlap
 * matters.  first, second: in the order of OLD. */
static void compare_order(struct differences *differences, const struct diff_pair *first,
                          const struct diff_pair *second)
{
    const struct gateway_entry *one = first->of[REACH_NEW];
    const struct gateway_entry *other = second->of[REACH_NEW];

    if (one > other && overlap(one, other) && !is_same_gateway(one, other))
        add_gateway(differences, DIFF_OTHER, other->text, "",
                    arena_format(differences->arena, "after %.*s -> before it",
                                 STR_ARGS(one->text)));
}

static int compare_old_places(const void *left, const void *right)
{
    const struct diff_pair *a = left;
    const struct diff_pair *b = right;

    return (a->of[REACH_OLD] > b->of[REACH_OLD]) - (a->of[REACH_OLD] < b->of[REACH_OLD]);
}

static bool is_wide(const struct gateway_entry *entry)
{
    return entry->is_beginning || entry->namespace.len == 0;
}

static void compare_orders(struct differences *differences,
                           const struct diff_pairs *pairs)
{
    struct diff_pair *both = ARENA_NEW(differences->arena, struct diff_pair, pairs->n);
    bool is_moved = false;
    size_t n = 0;

    for (size_t i = 0; i < pairs->n; i++) {
        if (pairs->all[i].of[REACH_OLD] != NULL && pairs->all[i].of[REACH_NEW] != NULL)
            both[n++] = pairs->all[i];
    }
    if (n > 1)
        qsort(both, n, sizeof *both, compare_old_places);
    for (size_t i = 1; i < n; i++)
        is_moved = is_moved || both[i - 1].of[REACH_NEW] > both[i].of[REACH_NEW];
    for (size_t i = 0; i < n && is_moved; i++) {
        for (size_t k = i + 1; k < n; k++) {
            if (is_wide(both[i].of[REACH_NEW]) || is_wide(both[k].of[REACH_NEW]))
                compare_order(differences, &both[i], &both[k]);
        }
    }
}

void diff_gateways(struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct gateway_entry),
                             .name_at = offsetof(struct gateway_entry, text)};
    struct diff_pairs pairs;

    for (size_t s = 0; s < REACH_SIDES; s++)
        list.all[s] =
            policy_gateways(diff_policy(differences, (enum reach_side)s), &list.n[s]);
    pairs = diff_pairs_of(differences->arena, &list);
    for (size_t i = 0; i < pairs.n; i++) {
        const struct gateway_entry *old = pairs.all[i].of[REACH_OLD];
        const struct gateway_entry *new = pairs.all[i].of[REACH_NEW];

        if (old != NULL && new != NULL)
            compare_gateway(differences, old, new);
        else
            add_gateway(differences, new != NULL ? DIFF_WIDER : DIFF_NARROWER,
                        pairs.all[i].name, "", new != NULL ? STR("new") : STR("removed"));
    }
    compare_orders(differences, &pairs);
}

/* One path of one entry of `fields`, for one kind. */
struct demanded {
    struct str name; /* kind, path and demand as text; paths are matched by it */
    struct str kind, path;
    const struct field_demand *demand;
};

/* The demand as text, without kind and path. */
static struct str demand_text(struct arena *arena, const struct field_demand *demand)
{
    struct buf text = buf_in(arena);

    buf_add_text(&text, demand->is_allow ? " must be " : " is forbidden");
    if (!demand->is_allow && demand->n_values > 0)
        buf_add_text(&text, " with ");
    buf_add(&text, diff_join(arena, demand->values, demand->n_values, ""));
    if (demand->n_except > 0)
        buf_addf(&text, ", except for tenant %.*s",
                 STR_ARGS(diff_join(arena,
                                    tenant_names(arena, demand->except, demand->n_except),
                                    demand->n_except, "")));
    return buf_str(&text);
}

static size_t count_demands(const struct kind *kinds, size_t n_kinds)
{
    size_t n = 0;

    for (size_t i = 0; i < n_kinds; i++)
        n += kinds[i].n_demands;
    return n;
}

static struct demanded *demands_of(const struct differences *differences,
                                   enum reach_side side, size_t *ret_n)
{
    struct arena *arena = differences->arena;
    size_t n_kinds;
    const struct kind *kinds = policy_kinds(diff_policy(differences, side), &n_kinds);
    struct demanded *all =
        ARENA_NEW(arena, struct demanded, count_demands(kinds, n_kinds));
    size_t n = 0;

    for (size_t i = 0; i < n_kinds; i++) {
        for (size_t k = 0; k < kinds[i].n_demands; k++) {
            const struct kind_demand *one = &kinds[i].demands[k];

            if (one->demand->is_of_policy)
                all[n++] = (struct demanded){
                    .name = arena_format(arena, "%.*s: %.*s%.*s", STR_ARGS(kinds[i].name),
                                         STR_ARGS(one->path.field->text),
                                         STR_ARGS(demand_text(arena, one->demand))),
                    .kind = kinds[i].name,
                    .path = one->path.field->text,
                    .demand = one->demand,
                };
        }
    }
    *ret_n = n;
    return all;
}

/* An entry as text: its demand, with those kinds and paths at which the other policy does
 * not have it. */
static struct str entry_text(struct arena *arena, const struct diff_pairs *pairs,
                             enum reach_side side, const struct field_demand *demand)
{
    const enum reach_side other = side == REACH_NEW ? REACH_OLD : REACH_NEW;
    struct str *kinds = ARENA_NEW(arena, struct str, pairs->n);
    struct str *paths = ARENA_NEW(arena, struct str, pairs->n);
    size_t n = 0;

    for (size_t i = 0; i < pairs->n; i++) {
        const struct demanded *one = pairs->all[i].of[side];

        if (pairs->all[i].of[other] != NULL || one == NULL || one->demand != demand)
            continue;
        kinds[n] = one->kind;
        paths[n++] = one->path;
    }
    return arena_format(arena, "%.*s: %.*s%.*s", STR_ARGS(diff_join(arena, kinds, n, "")),
                        STR_ARGS(diff_join(arena, paths, n, "")),
                        STR_ARGS(demand_text(arena, demand)));
}

/* The entries of both policies that already have a line. */
struct reported {
    const struct field_demand **all;
    size_t n;
};

/* Returns false if the entry was reported before. */
static bool add_reported(struct reported *reported, const struct field_demand *demand)
{
    for (size_t i = 0; i < reported->n; i++) {
        if (reported->all[i] == demand)
            return false;
    }
    reported->all[reported->n++] = demand;
    return true;
}

static void compare_reasons(struct differences *differences, struct reported *reported,
                            const struct field_demand *old,
                            const struct field_demand *new)
{
    struct arena *arena = differences->arena;
    const struct entry *entry = entries_find(differences->of[REACH_NEW]->entries, new);
    const struct str texts[REACH_SIDES] = {
        old->reason.len == 0 ? STR_NONE
                             : arena_format(arena, "\"%.*s\"", STR_ARGS(old->reason)),
        new->reason.len == 0 ? STR_NONE
                             : arena_format(arena, "\"%.*s\"", STR_ARGS(new->reason))};

    if (entry != NULL && !str_equal(old->reason, new->reason) &&
        add_reported(reported, new))
        diff_setting(differences, DIFF_KINDS,
                     arena_format(arena, "%.*s.reason", STR_ARGS(entry->address)), texts);
}

/* An entry gets one line if it demands something that the other policy does not. */
void diff_fields(struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct demanded),
                             .name_at = offsetof(struct demanded, name)};
    struct reported reported = {0};
    struct diff_pairs pairs;

    for (size_t s = 0; s < REACH_SIDES; s++)
        list.all[s] = demands_of(differences, (enum reach_side)s, &list.n[s]);
    pairs = diff_pairs_of(differences->arena, &list);
    reported.all = ARENA_NEW(differences->arena, const struct field_demand *, pairs.n);
    for (size_t i = 0; i < pairs.n; i++) {
        const struct demanded *old = pairs.all[i].of[REACH_OLD];
        const struct demanded *new = pairs.all[i].of[REACH_NEW];
        const enum reach_side side = new != NULL ? REACH_NEW : REACH_OLD;
        const struct demanded *only = new != NULL ? new : old;

        if (old != NULL && new != NULL)
            compare_reasons(differences, &reported, old->demand, new->demand);
        else if (only != NULL && add_reported(&reported, only->demand))
            diff_addf(
                differences, DIFF_KINDS, new != NULL ? DIFF_NARROWER : DIFF_WIDER,
                entries_find(differences->of[side]->entries, only->demand), "%.*s%s",
                STR_ARGS(entry_text(differences->arena, &pairs, side, only->demand)),
                new != NULL ? "" : " (removed)");
    }
}
