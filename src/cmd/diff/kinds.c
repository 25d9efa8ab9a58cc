/* kinds: which are judged and who may write them; gateways and fields. */
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

/* What tenants list. */
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

/* An empty list is everybody. */
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
}

/* One path of one entry of `fields`, for one kind. */
struct demanded {
    struct str name; /* everything that it says */
    const struct field_demand *demand;
};

struct str diff_demand_text(struct arena *arena, const struct kind *kind,
                            const struct kind_demand *one)
{
    const struct field_demand *demand = one->demand;
    struct buf text = buf_in(arena);

    buf_add(&text, kind->name);
    buf_add_text(&text, ": ");
    buf_add(&text, one->path.field->text);
    buf_add_text(&text, demand->is_allow ? " must be " : " is forbidden");
    if (!demand->is_allow && demand->n_values > 0)
        buf_add_text(&text, " with ");
    buf_add(&text, diff_join(arena, demand->values, demand->n_values, ""));
    if (demand->n_except > 0) {
        buf_add_text(&text, ", except for tenant ");
        buf_add(&text,
                diff_join(arena, tenant_names(arena, demand->except, demand->n_except),
                          demand->n_except, ""));
    }
    if (demand->reason.len > 0) {
        buf_add_text(&text, ": ");
        buf_add(&text, demand->reason);
    }
    return buf_str(&text);
}

static struct demanded *demands_of(const struct differences *differences,
                                   enum reach_side side, size_t *ret_n)
{
    size_t n_kinds;
    const struct kind *kinds = policy_kinds(diff_policy(differences, side), &n_kinds);
    size_t n = 0;
    struct demanded *all;

    for (size_t i = 0; i < n_kinds; i++)
        n += kinds[i].n_demands;
    all = ARENA_NEW(differences->arena, struct demanded, n);
    n = 0;
    for (size_t i = 0; i < n_kinds; i++) {
        for (size_t k = 0; k < kinds[i].n_demands; k++) {
            if (kinds[i].demands[k].demand->is_of_policy)
                all[n++] = (struct demanded){
                    diff_demand_text(differences->arena, &kinds[i], &kinds[i].demands[k]),
                    kinds[i].demands[k].demand};
        }
    }
    *ret_n = n;
    return all;
}

void diff_fields(struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct demanded),
                             .name_at = offsetof(struct demanded, name)};
    struct diff_pairs pairs;

    for (size_t s = 0; s < REACH_SIDES; s++)
        list.all[s] = demands_of(differences, (enum reach_side)s, &list.n[s]);
    pairs = diff_pairs_of(differences->arena, &list);
    for (size_t i = 0; i < pairs.n; i++) {
        const struct demanded *old = pairs.all[i].of[REACH_OLD];
        const struct demanded *new = pairs.all[i].of[REACH_NEW];
        const struct demanded *only = new != NULL ? new : old;
        const enum reach_side side = new != NULL ? REACH_NEW : REACH_OLD;

        if (only == NULL || (old != NULL && new != NULL))
            continue;
        diff_addf(differences, DIFF_KINDS, new != NULL ? DIFF_NARROWER : DIFF_WIDER,
                  entries_find(differences->of[side]->entries, only->demand), "%.*s%s",
                  STR_ARGS(pairs.all[i].name), new != NULL ? "" : " (removed)");
    }
}
