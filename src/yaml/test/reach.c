/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reach: reads which namespaces may use which host names.
 */
#include "core/values/name.h"
#include "yaml/test/parts.h"

struct reach_fields {
    struct test_writer_fields writer;
    const struct node *namespaces, *may, *may_not;
};

static const struct field_row reach_fields[] = {
    FIELD(struct reach_fields, namespaces, "namespaces", FIELD_ANY, FIELD_REQUIRED),
    FIELD(struct reach_fields, may, "may", FIELD_ANY),
    FIELD(struct reach_fields, may_not, "mayNot", FIELD_ANY),
    TEST_WRITER_FIELDS(struct reach_fields),
};

#define EVERY_CLASS STR("*")

/* The lists of names in one item of `reach`. */
struct lists {
    struct test_names *all;
    size_t n;
    size_t cap;
};

static bool read_rule_of_reach(struct reader *reader, const struct text_at *text,
                               enum rule_id *ret)
{
    struct str known[RULE_COUNT];
    enum rule_id ids[RULE_COUNT];
    struct words rules = {"unknown-rule", "rule", known, 0};
    size_t index = 0;

    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (!rule_id_is_of_reach((enum rule_id)i))
            continue;
        ids[rules.n] = (enum rule_id)i;
        known[rules.n++] = rule_id_name((enum rule_id)i);
    }
    if (!reader_word(reader, &rules, text, &index))
        return false;
    *ret = ids[index];
    return true;
}

static bool read_name(struct reader *reader, const struct test_text *given,
                      struct test_text *ret)
{
    const char *reason = NULL;
    struct name name;

    if (!name_parse(&reader->policy->arena, given->text, &name, &reason)) {
        REFUSE(reader, "not-a-name", given->place, "%s is not a host name: %s",
               reader_quoted(reader, given->text), reason);
        return false;
    }
    *ret = (struct test_text){name.text, given->place};
    return true;
}

static void read_names(struct reader *reader, const struct node *node,
                       struct test_names names, struct lists *lists)
{
    struct arena *arena = &reader->policy->arena;
    const struct test_texts given = test_texts_read(reader, node, "names");
    struct test_text *all = ARENA_NEW(arena, struct test_text, given.n);

    for (size_t i = 0; i < given.n; i++)
        names.n += read_name(reader, &given.all[i], &all[names.n]);
    names.all = all;
    if (lists->n == lists->cap)
        lists->all = arena_grow(arena, lists->all, &lists->cap, sizeof names);
    lists->all[lists->n++] = names;
}

/* One class of `mayNot`: names, or a map from the rule that must deny to names. */
static void read_denied(struct reader *reader, const struct node *value,
                        struct test_names names, struct lists *lists)
{
    if (value->kind != NODE_MAP) {
        read_names(reader, value, names, lists);
        return;
    }
    for (const struct node *key = value->first; key != NULL; key = key->next->next) {
        const struct text_at rule = fields_key(reader, key);

        if (text_at_given(&rule) && read_rule_of_reach(reader, &rule, &names.rule))
            read_names(reader, key->next, names, lists);
    }
}

static void read_classes(struct reader *reader, const struct node *map,
                         struct test_names names, struct lists *lists)
{
    if (map == NULL || !test_map_check(reader, map, names.may ? "may" : "mayNot"))
        return;
    for (const struct node *key = map->first; key != NULL; key = key->next->next) {
        const struct text_at class = fields_key(reader, key);

        if (!text_at_given(&class))
            continue;
        names.class = class.text;
        names.place = class.place;
        if (!names.may && str_equal(class.text, EVERY_CLASS))
            names.class = STR_NONE;
        if (names.may)
            read_names(reader, key->next, names, lists);
        else
            read_denied(reader, key->next, names, lists);
    }
}

static void read_item(struct reader *reader, const struct node *node, struct spot spot,
                      const struct test_writer *outer, struct test_reach *ret)
{
    struct reach_fields fields = {0};
    struct lists lists = {0};
    const struct test_names may = {.may = true, .rule = RULE_COUNT};
    const struct test_names may_not = {.rule = RULE_COUNT};

    if (!fields_read(reader, node, spot, FIELDS(reach_fields), &fields))
        return;
    ret->writer = test_writer_read(reader, &fields.writer, outer);
    if (fields.namespaces != NULL) {
        const struct test_texts given =
            test_texts_read(reader, fields.namespaces, "namespaces");

        ret->namespaces = given.all;
        ret->n_namespaces = given.n;
    }
    for (size_t i = 0; i < ret->n_namespaces; i++)
        (void)test_namespace_check(
            reader, &(struct text_at){ret->namespaces[i].text, ret->namespaces[i].place});
    read_classes(reader, fields.may, may, &lists);
    read_classes(reader, fields.may_not, may_not, &lists);
    ret->names = lists.all;
    ret->n_names = lists.n;
}

void test_reach_read(struct reader *reader, const struct node *list,
                     const struct test_writer *outer, struct test_file *file)
{
    struct test_reach *all =
        ARENA_NEW(&reader->policy->arena, struct test_reach, list->n);
    size_t n = 0;

    for (const struct node *at = list->first; at != NULL; at = at->next, n++)
        read_item(reader, at, (struct spot){"reach", STR_NONE, n, NULL}, outer, &all[n]);
    file->reach = all;
    file->n_reach = n;
}
