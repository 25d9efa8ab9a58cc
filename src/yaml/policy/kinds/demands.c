/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demands: the section `fields`: which values the fields at some paths of some kinds may
 * have.
 */
#include "yaml/policy/sections/sections.h"

#define ENTRIES_MAX 64
#define PATHS_MAX   16
/* Over all kinds; bounds the memory of a policy. */
#define DEMANDS_MAX 65536

struct lists {
    const struct node *forbid, *allow;
};
static const struct field_row list_fields[] = {
    FIELD(struct lists, forbid, "forbid", FIELD_LIST),
    FIELD(struct lists, allow, "allow", FIELD_LIST),
};

struct entry_fields {
    struct texts_at kinds, paths, values, tenants;
    struct text_at reason;
    const struct node *except;
};
#define ROW(member, name, ...) FIELD(struct entry_fields, member, name, __VA_ARGS__)
static const struct field_row entry_fields[] = {
    ROW(kinds, "kinds", FIELD_WORDS, FIELD_REQUIRED),
    ROW(paths, "paths", FIELD_TEXTS, FIELD_REQUIRED),
    ROW(values, "values", FIELD_WORDS),
    ROW(reason, "reason", FIELD_TEXT),
    ROW(except, "except", FIELD_MAP),
};
static const struct field_row except_fields[] = {
    ROW(tenants, "tenants", FIELD_TEXTS, FIELD_REQUIRED),
};
#undef ROW

/* An entry of a list, with its paths and kinds. */
struct made {
    struct field_demand *demand;
    struct path *paths;
    size_t n_paths;
    uint32_t *kinds;
    size_t n_kinds;
};
/* All entries of both lists, and the number of demands that each kind receives. */
struct making {
    struct reader *reader;
    struct made all[2 * ENTRIES_MAX];
    size_t n;
    size_t *n_demands; /* by kind */
    size_t *seen;      /* by kind: the last entry that named it, from 1 */
    size_t total;
};

static void set_except(struct reader *reader, const struct texts_at *given,
                       struct field_demand *demand)
{
    const struct tenant **tenants =
        ARENA_NEW(&reader->policy->arena, const struct tenant *, given->n);
    uint32_t index = 0;

    demand->except = tenants;
    for (size_t i = 0; i < given->n; i++) {
        if (names_find(reader, &reader->tenants, &given->items[i], &index))
            tenants[demand->n_except++] = &reader->policy->tenants[index];
    }
}

static bool has_path(const struct made *made, const struct path *path)
{
    for (size_t i = 0; i < made->n_paths; i++) {
        if (made->paths[i].field == path->field)
            return true;
    }
    return false;
}

static void set_paths(struct reader *reader, const struct texts_at *given,
                      struct made *made)
{
    made->paths = ARENA_NEW(&reader->arena, struct path, given->n);
    if (given->n > PATHS_MAX)
        REFUSE(reader, "fields-entry", given->place, "%zu paths; an entry has at most %d",
               given->n, PATHS_MAX);
    for (size_t i = 0; i < given->n && i < PATHS_MAX; i++) {
        struct path path;

        if (row_path_read(reader, &given->items[i], &path) && !has_path(made, &path))
            made->paths[made->n_paths++] = path;
    }
}

/* A kind that is listed twice counts once. */
static void set_kinds(struct making *making, const struct texts_at *given,
                      struct made *made)
{
    struct reader *reader = making->reader;

    made->kinds = ARENA_NEW(&reader->arena, uint32_t, given->n);
    for (size_t i = 0; i < given->n; i++) {
        const struct kind *kind = kind_find(reader, &given->items[i]);

        if (kind == NULL || making->seen[kind->index] == making->n)
            continue;
        making->seen[kind->index] = making->n;
        made->kinds[made->n_kinds++] = kind->index;
        making->n_demands[kind->index] += made->n_paths;
        making->total += made->n_paths;
    }
}

enum list {
    LIST_FORBID,
    LIST_ALLOW,
};

static void read_entry(struct making *making, const struct node *map, struct spot spot,
                       enum list list)
{
    struct reader *reader = making->reader;
    struct made *made = &making->all[making->n];
    struct entry_fields given = {0};

    if (!fields_read(reader, map, spot, FIELDS(entry_fields), &given))
        return;
    making->n++;
    made->demand = ARENA_NEW(&reader->policy->arena, struct field_demand, 1);
    made->demand->is_allow = list == LIST_ALLOW;
    made->demand->is_of_policy = true;
    made->demand->at = (uint32_t)spot.index;
    made->demand->reason = given.reason.text;
    (void)reader_is_printable(reader, "reason", &given.reason);
    made->demand->values =
        demand_values_read(reader, &given.values, &made->demand->n_values);
    if (list == LIST_ALLOW && !texts_at_given(&given.values))
        REFUSE(reader, "fields-entry", reader_place(reader, map),
               "an entry of fields.allow needs \"values\": the permitted values at its "
               "paths");
    if (fields_read(reader, given.except, spot_below(spot, "except"),
                    FIELDS(except_fields), &given))
        set_except(reader, &given.tenants, made->demand);
    set_paths(reader, &given.paths, made);
    set_kinds(making, &given.kinds, made);
}

static void read_list(struct making *making, const struct node *list, enum list which)
{
    struct spot spot = {which == LIST_ALLOW ? "fields.allow" : "fields.forbid", STR_NONE,
                        0, NULL};

    if (list == NULL)
        return;
    for (const struct node *at = list->first; at != NULL; at = at->next, spot.index++) {
        if (spot.index == ENTRIES_MAX) {
            REFUSE(making->reader, "fields-entry", reader_place(making->reader, at),
                   "%u entries of %s; there are at most %d", (unsigned)list->n,
                   spot.section, ENTRIES_MAX);
            return;
        }
        read_entry(making, at, spot, which);
    }
}

/* Give each kind its demands, after those of its row and in the order of the lists. */
static void set_demands(struct making *making)
{
    struct policy *policy = making->reader->policy;
    struct kind_demand **all =
        ARENA_NEW(&making->reader->arena, struct kind_demand *, policy->n_kinds);

    for (size_t i = 0; i < policy->n_kinds; i++) {
        struct kind *kind = &policy->kinds[i];

        if (making->n_demands[i] == 0)
            continue;
        all[i] = ARENA_NEW(&policy->arena, struct kind_demand,
                           kind->n_demands + making->n_demands[i]);
        for (size_t j = 0; j < kind->n_demands; j++)
            all[i][j] = kind->demands[j];
        kind->demands = all[i];
    }
    for (size_t i = 0; i < making->n; i++) {
        const struct made *made = &making->all[i];

        for (size_t j = 0; j < made->n_kinds * made->n_paths; j++) {
            const uint32_t index = made->kinds[j / made->n_paths];
            struct kind *kind = &policy->kinds[index];

            all[index][kind->n_demands++] =
                (struct kind_demand){made->paths[j % made->n_paths], made->demand};
        }
    }
}

void demands_read(struct reader *reader, const struct section *section)
{
    const struct spot spot = {"fields", STR_NONE, SPOT_WHOLE, NULL};
    struct making *making = NULL;
    struct lists lists = {0};

    if (section_first(reader, section) == NULL ||
        !fields_read(reader, section->value, spot, FIELDS(list_fields), &lists))
        return;
    making = ARENA_NEW(&reader->arena, struct making, 1);
    making->reader = reader;
    making->n_demands = ARENA_NEW(&reader->arena, size_t, reader->policy->n_kinds);
    making->seen = ARENA_NEW(&reader->arena, size_t, reader->policy->n_kinds);
    read_list(making, lists.forbid, LIST_FORBID);
    read_list(making, lists.allow, LIST_ALLOW);
    if (making->total <= DEMANDS_MAX)
        set_demands(making);
    else
        REFUSE(reader, "fields-entry", reader_place(reader, section->value),
               "the entries have %zu paths, counted for each of their kinds; there are "
               "at most %d",
               making->total, DEMANDS_MAX);
}
