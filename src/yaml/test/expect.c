/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expect: reads what a case expects of the answer.
 */
#include "yaml/test/parts.h"

struct expect_fields {
    struct text_at verdict, message;
    const struct node *rules, *warned, *at, *class, *annotations, *absent;
    const struct node *changes, *removes, *excused;
};

#define ROW(member, name, ...) FIELD(struct expect_fields, member, name, __VA_ARGS__)
static const struct field_row expect_fields[] = {
    ROW(verdict, "verdict", FIELD_WORD, FIELD_REQUIRED),
    ROW(rules, "rules", FIELD_ANY),
    ROW(warned, "warned", FIELD_ANY),
    ROW(at, "at", FIELD_ANY),
    ROW(class, "class", FIELD_ANY),
    ROW(annotations, "annotations", FIELD_ANY),
    ROW(absent, "absent", FIELD_ANY),
    ROW(changes, "changes", FIELD_ANY),
    ROW(removes, "removes", FIELD_ANY),
    ROW(message, "message", FIELD_WORD, FIELD_MAY_BE_EMPTY),
    ROW(excused, "excused", FIELD_ANY),
};

/* In the order of false and true. */
static const struct words verdicts =
    WORDS("unknown-verdict", "verdict", STR_INIT("allowed"), STR_INIT("denied"));

/* The place of the field's key. */
static struct place place_of(const struct reader *reader, const struct node *map,
                             const char *field)
{
    for (const struct node *key = map->first; key != NULL; key = key->next->next) {
        if (key->kind == NODE_SCALAR && str_equal(key->text, str_from(field)))
            return reader_place(reader, key);
    }
    return (struct place){0};
}

static struct test_texts read_texts(struct reader *reader, const struct node *map,
                                    const struct node *value, const char *field)
{
    struct test_texts texts = {0};

    if (value == NULL)
        return texts;
    texts = test_texts_read(reader, value, field);
    texts.place = place_of(reader, map, field);
    return texts;
}

static struct test_texts read_rules(struct reader *reader, const struct node *map,
                                    const struct node *value, const char *field)
{
    const struct test_texts rules = read_texts(reader, map, value, field);
    enum rule_id rule;

    for (size_t i = 0; i < rules.n; i++)
        (void)test_rule_read(
            reader, &(struct text_at){rules.all[i].text, rules.all[i].place}, &rule);
    return rules;
}

/* One class, or a list of classes. */
static struct test_texts read_class(struct reader *reader, const struct node *map,
                                    const struct node *value)
{
    struct test_texts texts = {0};
    struct test_text *one;

    if (value == NULL || value->kind == NODE_LIST)
        return read_texts(reader, map, value, "class");
    one = ARENA_NEW(&reader->policy->arena, struct test_text, 1);
    const struct text_at given =
        fields_text(reader, value, STR("class"), FIELD_WORD, FIELD_REQUIRED);

    *one = test_text_of(&given);
    texts.all = one;
    texts.n = text_at_given(&given) ? 1 : 0;
    texts.place = place_of(reader, map, "class");
    return texts;
}

/* A text, or a list whose items are joined by commas. */
static struct str read_value(struct reader *reader, const struct node *value,
                             const char *field)
{
    struct buf joined = buf_in(&reader->policy->arena);
    struct test_texts items;

    if (value->kind != NODE_LIST)
        return fields_text(reader, value, str_from(field), FIELD_WORD, FIELD_MAY_BE_EMPTY)
            .text;
    items = test_texts_read(reader, value, field);
    for (size_t i = 0; i < items.n; i++) {
        buf_add_text(&joined, i == 0 ? "" : ",");
        buf_add(&joined, items.all[i].text);
    }
    return buf_str(&joined);
}

static struct test_values read_values(struct reader *reader, const struct node *map,
                                      const struct node *value, const char *field)
{
    struct test_values values = {0};
    struct test_value *all;

    if (value == NULL || !test_map_check(reader, value, field))
        return values;
    all = ARENA_NEW(&reader->policy->arena, struct test_value, value->n);
    for (const struct node *key = value->first; key != NULL; key = key->next->next) {
        const struct text_at text = fields_key(reader, key);

        if (!text_at_given(&text))
            continue;
        all[values.n].key = test_text_of(&text);
        all[values.n++].value = read_value(reader, key->next, field);
    }
    values.all = all;
    values.place = place_of(reader, map, field);
    return values;
}

static void read_at(struct reader *reader, const struct node *map,
                    const struct node *value, struct test_expect *ret)
{
    struct test_at *all;

    if (value == NULL || !test_map_check(reader, value, "at"))
        return;
    all = ARENA_NEW(&reader->policy->arena, struct test_at, value->n);
    for (const struct node *key = value->first; key != NULL; key = key->next->next) {
        const struct text_at text = fields_key(reader, key);
        struct test_at *at = &all[ret->n_at];

        if (!text_at_given(&text) || !test_rule_read(reader, &text, &at->rule))
            continue;
        at->paths = test_texts_read(reader, key->next, "at");
        at->paths.place = text.place;
        ret->n_at++;
    }
    ret->at = all;
    ret->at_place = place_of(reader, map, "at");
}

/* Refuse `rules` and `message` in a case that expects `allowed`.  Empty ones are fine:
 * they expect that there are none. */
static void check_denied(struct reader *reader, const struct test_expect *expect)
{
    const char *field = NULL;
    struct place place = expect->rules.place;

    if (expect->denied)
        return;
    if (expect->rules.n > 0) {
        field = "rules";
    } else if (expect->message.text.len > 0) {
        field = "message";
        place = expect->message.place;
    }
    if (field != NULL)
        REFUSE(reader, "only-denied", place, "\"%s\" goes with verdict: denied only",
               field);
}

bool test_expect_read(struct reader *reader, const struct node *map, struct spot spot,
                      struct test_expect *ret)
{
    struct expect_fields fields = {0};
    size_t verdict = 0;

    if (!fields_read(reader, map, spot, FIELDS(expect_fields), &fields))
        return false;
    ret->node = map;
    ret->verdict = place_of(reader, map, "verdict");
    ret->rules = read_rules(reader, map, fields.rules, "rules");
    ret->warned = read_rules(reader, map, fields.warned, "warned");
    ret->class = read_class(reader, map, fields.class);
    ret->absent = read_texts(reader, map, fields.absent, "absent");
    ret->removes = read_texts(reader, map, fields.removes, "removes");
    ret->excused = read_texts(reader, map, fields.excused, "excused");
    ret->annotations = read_values(reader, map, fields.annotations, "annotations");
    ret->changes = read_values(reader, map, fields.changes, "changes");
    read_at(reader, map, fields.at, ret);
    ret->message.text = fields.message.text;
    if (text_at_given(&fields.message))
        ret->message.place = place_of(reader, map, "message");
    if (!reader_word(reader, &verdicts, &fields.verdict, &verdict))
        return false;
    ret->denied = verdict == 1;
    check_denied(reader, ret);
    return true;
}
