/* SPDX-License-Identifier: Apache-2.0 */
/*
 * annotations, forbid: forbidden keys and groups of keys, with the tenants, classes,
 * kinds and values to which an entry applies or does not apply.
 */
#include "core/policy/key_groups.h"
#include "yaml/policy/sections/sections.h"

struct lists_given {
    struct texts_at tenants, classes, kinds, values;
};
struct forbid_fields {
    struct texts_at keys;
    struct text_at reason;
    struct lists_given only, unless;
    const struct node *except;
};
#define ROW(member, name, ...) FIELD(struct forbid_fields, member, name, __VA_ARGS__)
static const struct field_row forbid_fields[] = {
    ROW(keys, "keys", FIELD_TEXTS, FIELD_REQUIRED),
    ROW(only.values, "values", FIELD_TEXTS),
    ROW(only.classes, "classes", FIELD_TEXTS),
    ROW(only.kinds, "kinds", FIELD_TEXTS),
    ROW(reason, "reason", FIELD_TEXT),
    ROW(except, "except", FIELD_MAP),
};
static const struct field_row except_fields[] = {
    ROW(unless.tenants, "tenants", FIELD_TEXTS),
    ROW(unless.classes, "classes", FIELD_TEXTS),
    ROW(unless.kinds, "kinds", FIELD_TEXTS),
    ROW(unless.values, "values", FIELD_TEXTS),
};
#undef ROW

static const struct words groups = {"unknown-group", "group", key_group_names,
                                    GROUP_COUNT};

/* Add the keys of the group in every profile, in use or not. */
static void add_group(struct reader *reader, enum key_group group,
                      struct key_patterns *keys, struct key_patterns *names)
{
    size_t n_built_in;
    const struct profile *built_in = policy_builtin_profiles(reader->policy, &n_built_in);

    for (size_t i = 0; i < n_built_in; i++)
        key_group_of_profile(group, &built_in[i], keys, names);
    for (size_t i = 0; i + n_built_in < reader->profiles.words.n; i++) {
        if (reader->own_profiles[i] != NULL)
            key_group_of_profile(group, reader->own_profiles[i], keys, names);
    }
    key_group_of_none(group, keys);
}

static void set_keys(struct reader *reader, const struct texts_at *given,
                     struct forbidden *forbidden)
{
    struct key_patterns keys = {.arena = &reader->policy->arena};
    struct key_patterns names = {.arena = &reader->policy->arena};

    for (size_t i = 0; i < given->n && reader_has_room(reader, 0); i++) {
        const struct text_at *key = &given->items[i];
        const struct texts_at one = {key, 1, key->place};
        size_t group = 0;

        if (key->text.ptr[0] != '@') {
            (void)key_globs_read(reader, &one, "forbidden key", &group);
            key_patterns_add(&keys, key->text);
        } else if (reader_word(reader, &groups, key, &group)) {
            add_group(reader, (enum key_group)group, &keys, &names);
        }
    }
    forbidden->globs = keys.all;
    forbidden->n_globs = keys.n;
    forbidden->names = names.all;
    forbidden->n_names = names.n;
}

static bool check_value(struct reader *reader, const struct text_at *value)
{
    return reader_lines_are_printable(reader, "value", value);
}

static void set_lists(struct reader *reader, const struct lists_given *given,
                      struct forbidden_lists *lists)
{
    struct arena *arena = &reader->policy->arena;
    const struct tenant **tenants =
        ARENA_NEW(arena, const struct tenant *, given->tenants.n);
    const struct class **classes =
        ARENA_NEW(arena, const struct class *, given->classes.n);
    uint32_t index = 0;

    lists->tenants = tenants;
    for (size_t i = 0; i < given->tenants.n; i++) {
        if (names_find(reader, &reader->tenants, &given->tenants.items[i], &index))
            tenants[lists->n_tenants++] = &reader->policy->tenants[index];
    }
    lists->classes = classes;
    for (size_t i = 0; i < given->classes.n; i++) {
        classes[lists->n_classes] = reader_class(reader, &given->classes.items[i]);
        if (classes[lists->n_classes] != NULL)
            lists->n_classes++;
    }
    lists->kinds = reader_texts(reader, &given->kinds, kind_check, &lists->n_kinds);
    lists->values = reader_texts(reader, &given->values, check_value, &lists->n_values);
}

void forbid_read(struct reader *reader, const struct node *list)
{
    struct spot spot = {"annotations.forbid", STR_NONE, 0, NULL};
    struct policy *policy = reader->policy;

    if (!reader_has_room(reader, list->n * sizeof(struct forbidden)))
        return;
    policy->forbidden = ARENA_NEW(&policy->arena, struct forbidden, list->n);
    for (const struct node *at = list->first; at != NULL; at = at->next, spot.index++) {
        struct forbidden *forbidden = &policy->forbidden[policy->n_forbidden];
        struct forbid_fields given = {0};

        if (!fields_read(reader, at, spot, FIELDS(forbid_fields), &given))
            continue;
        (void)fields_read(reader, given.except, spot_below(spot, "except"),
                          FIELDS(except_fields), &given);
        policy->n_forbidden++;
        set_keys(reader, &given.keys, forbidden);
        forbidden->reason = given.reason.text;
        (void)reader_is_printable(reader, "reason", &given.reason);
        set_lists(reader, &given.only, &forbidden->only);
        set_lists(reader, &given.unless, &forbidden->except);
    }
}
