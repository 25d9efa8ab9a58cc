/* SPDX-License-Identifier: Apache-2.0 */
/* update: plans and applies edits of a test file; see update.h. */
#include "cmd/test/update.h"

#include <stdlib.h>

#include "core/policy/policy.h"
#include "wire/answer.h"
#include "yaml/doc/node.h"

struct plan {
    const struct test_source *source;
    const struct test_expect *expect;
    const struct test_actual *actual;
    const struct policy *policy;
    struct test_edits *edits;
};

static void add(struct plan *plan, size_t from, size_t to, struct str text)
{
    struct test_edits *edits = plan->edits;

    if (edits->n == edits->cap)
        edits->all =
            arena_grow(edits->arena, edits->all, &edits->cap, sizeof edits->all[0]);
    edits->all[edits->n++] = (struct test_edit){from, to, text};
}

static const struct node *key_of(const struct node *map, struct str name)
{
    for (const struct node *key = map->first; key != NULL; key = key->next->next) {
        if (key->kind == NODE_SCALAR && str_equal(key->text, name))
            return key;
    }
    return NULL;
}

/* The end of a key's value.  A block text is indented deeper than the key. */
static size_t value_end(const struct plan *plan, const struct node *key)
{
    return test_source_end(plan->source, key->next, key->column - 1);
}

/* Replace a scalar value. */
static void put_scalar(struct plan *plan, const struct node *key, struct str text)
{
    struct buf scalar = buf_in(plan->edits->arena);

    test_scalar_add(&scalar, text);
    add(plan, test_source_offset(plan->source, key->next), value_end(plan, key),
        buf_str(&scalar));
}

static bool is_flow(const struct plan *plan, const struct node *value)
{
    const size_t at = test_source_offset(plan->source, value);

    return value->kind == NODE_SCALAR || at >= plan->source->bytes.len ||
           plan->source->bytes.ptr[at] == '[' || plan->source->bytes.ptr[at] == '{';
}

/* The offset after the colon of a key. */
static size_t colon_end(const struct plan *plan, const struct node *key)
{
    const struct str bytes = plan->source->bytes;
    size_t at = test_source_end(plan->source, key, 0);

    while (at < bytes.len && bytes.ptr[at] != ':')
        at++;
    return at < bytes.len ? at + 1 : at;
}

/* Add an item: a scalar, or a key and its value. */
static void add_item(struct buf *buf, const struct pair *item)
{
    test_scalar_add(buf, item->key);
    if (item->value.ptr == NULL)
        return;
    buf_add_text(buf, ": ");
    test_scalar_add(buf, item->value);
}

static void add_items(struct plan *plan, struct buf *buf, const struct node *value,
                      struct pairs items)
{
    const bool flow = is_flow(plan, value);
    const bool is_list = items.n > 0 && items.all[0].value.ptr == NULL;
    const char *line_break =
        str_contains(plan->source->bytes, STR("\r\n")) ? "\r\n" : "\n";

    for (size_t i = 0; i < items.n; i++) {
        if (i > 0 && flow)
            buf_add_text(buf, ", ");
        if (i > 0 && !flow)
            buf_addf(buf, "%s%*s", line_break, (int)value->column - 1, "");
        if (is_list && !flow)
            buf_add_text(buf, "- ");
        add_item(buf, &items.all[i]);
    }
}

/* Replace a value by a list (items without values) or by a map, in the same style. */
static void put_items(struct plan *plan, const struct node *key, enum node_kind kind,
                      struct pairs items)
{
    const struct node *value = key->next;
    struct buf text = buf_in(plan->edits->arena);
    size_t from = test_source_offset(plan->source, value);
    const bool flow = is_flow(plan, value);

    if (!flow && items.n == 0)
        from = colon_end(plan, key);
    if (!flow && items.n == 0)
        buf_add_byte(&text, ' ');
    if (flow || items.n == 0)
        buf_add_byte(&text, kind == NODE_LIST ? '[' : '{');
    add_items(plan, &text, value, items);
    if (flow || items.n == 0)
        buf_add_byte(&text, kind == NODE_LIST ? ']' : '}');
    add(plan, from, value_end(plan, key), buf_str(&text));
}

static void put_texts(struct plan *plan, const struct node *key, struct texts texts)
{
    struct pair *all = ARENA_NEW(plan->edits->arena, struct pair, texts.n);

    for (size_t i = 0; i < texts.n; i++)
        all[i].key = texts.all[i];
    put_items(plan, key, NODE_LIST, (struct pairs){all, texts.n});
}

static struct texts given_texts(struct plan *plan, const struct test_texts *given)
{
    struct str *all = ARENA_NEW(plan->edits->arena, struct str, given->n);

    for (size_t i = 0; i < given->n; i++)
        all[i] = given->all[i].text;
    return (struct texts){all, given->n};
}

static void plan_texts(struct plan *plan, const char *field,
                       const struct test_texts *given, struct texts actual)
{
    if (given->place.line == 0 ||
        texts_same(given_texts(plan, given), actual, plan->edits->arena))
        return;
    put_texts(plan, key_of(plan->expect->node, str_from(field)), actual);
}

/* A scalar stays a scalar if there is one class. */
static void plan_class(struct plan *plan)
{
    const struct test_texts *given = &plan->expect->class;
    const struct texts actual = plan->actual->class;
    struct texts expected = given_texts(plan, given);
    struct str *names = ARENA_NEW(plan->edits->arena, struct str, given->n);
    const struct node *key;

    for (size_t i = 0; i < given->n; i++)
        names[i] = policy_class_named(plan->policy, given->all[i].text)->name;
    expected.all = names;
    if (given->place.line == 0 || texts_same(expected, actual, plan->edits->arena))
        return;
    key = key_of(plan->expect->node, STR("class"));
    if (key->next->kind == NODE_SCALAR && actual.n == 1)
        put_scalar(plan, key, actual.all[0]);
    else
        put_texts(plan, key, actual);
}

static void plan_absent(struct plan *plan)
{
    const struct test_texts *given = &plan->expect->absent;
    struct str *all = ARENA_NEW(plan->edits->arena, struct str, given->n);
    size_t n = 0;

    for (size_t i = 0; i < given->n; i++) {
        if (pairs_find(&plan->actual->annotations, given->all[i].text) == NULL)
            all[n++] = given->all[i].text;
    }
    if (n < given->n)
        put_texts(plan, key_of(plan->expect->node, STR("absent")),
                  (struct texts){all, n});
}

/* If the keys stay the same, replace only values.  Otherwise, replace the whole map. */
static void plan_values(struct plan *plan, const char *field,
                        const struct test_values *given, struct pairs wanted)
{
    const struct node *key = key_of(plan->expect->node, str_from(field));
    bool same_keys = wanted.n == given->n;

    for (size_t i = 0; i < given->n && same_keys; i++)
        same_keys = pairs_find(&wanted, given->all[i].key.text) != NULL;
    if (!same_keys) {
        put_items(plan, key, NODE_MAP, wanted);
        return;
    }
    for (size_t i = 0; i < given->n; i++) {
        const struct test_value *value = &given->all[i];
        const struct str *actual = pairs_find(&wanted, value->key.text);

        if (!str_equal(*actual, value->value))
            put_scalar(plan, key_of(key->next, value->key.text), *actual);
    }
}

/* In an item, a NULL pointer means no value, so an empty value becomes "". */
static struct str value_of(struct str value)
{
    return value.ptr == NULL ? STR("") : value;
}

static void plan_annotations(struct plan *plan)
{
    const struct test_values *given = &plan->expect->annotations;
    struct pair *all = ARENA_NEW(plan->edits->arena, struct pair, given->n);
    struct pairs wanted = {all, 0};

    if (given->place.line == 0)
        return;
    for (size_t i = 0; i < given->n; i++) {
        const struct str key = given->all[i].key.text;
        const struct str *actual = pairs_find(&plan->actual->annotations, key);

        if (actual != NULL)
            all[wanted.n++] = (struct pair){key, value_of(*actual)};
    }
    pairs_sort(all, wanted.n);
    plan_values(plan, "annotations", given, wanted);
}

static void plan_changes(struct plan *plan)
{
    const struct pairs actual = plan->actual->changes;
    struct pair *all = ARENA_NEW(plan->edits->arena, struct pair, actual.n);

    if (plan->expect->changes.place.line == 0)
        return;
    for (size_t i = 0; i < actual.n; i++)
        all[i] = (struct pair){actual.all[i].key, value_of(actual.all[i].value)};
    plan_values(plan, "changes", &plan->expect->changes, (struct pairs){all, actual.n});
}

static void plan_places(struct plan *plan)
{
    const struct node *at = key_of(plan->expect->node, STR("at"));

    for (size_t i = 0; i < plan->expect->n_at; i++) {
        const struct test_at *given = &plan->expect->at[i];
        const struct texts actual =
            test_actual_places(plan->actual, given->rule, plan->edits->arena);

        if (!texts_same(given_texts(plan, &given->paths), actual, plan->edits->arena))
            put_texts(plan, key_of(at->next, rule_id_name(given->rule)), actual);
    }
}

/* The sentence of the first denial in the message, or the error of an object that cannot
 * be judged.  STR_NONE if nothing is denied. */
static struct str message_of(const struct test_actual *actual)
{
    const struct answer *validated = actual->validated;

    if (!actual->denied)
        return STR_NONE;
    for (size_t i = 0; i < validated->decision.n_violations; i++) {
        const struct violation *violation = &validated->decision.violations[i];

        if (violation->disposition == DISPOSITION_DENIED &&
            str_contains(actual->message, violation->sentence))
            return violation->sentence;
    }
    return str_contains(actual->message, validated->error) ? validated->error : STR_NONE;
}

static void plan_message(struct plan *plan)
{
    const struct test_text *given = &plan->expect->message;

    if (given->place.line == 0 || str_contains(plan->actual->message, given->text))
        return;
    put_scalar(plan, key_of(plan->expect->node, STR("message")),
               message_of(plan->actual));
}

void test_update_plan(const struct test_source *source, const struct test_expect *expect,
                      const struct test_actual *actual, const struct policy *policy,
                      struct test_edits *ret)
{
    struct plan plan = {source, expect, actual, policy, ret};

    if (actual->denied != expect->denied)
        put_scalar(&plan, key_of(expect->node, STR("verdict")),
                   actual->denied ? STR("denied") : STR("allowed"));
    plan_texts(&plan, "rules", &expect->rules, actual->rules);
    plan_texts(&plan, "warned", &expect->warned, actual->warned);
    plan_places(&plan);
    plan_class(&plan);
    plan_annotations(&plan);
    plan_absent(&plan);
    plan_changes(&plan);
    plan_texts(&plan, "removes", &expect->removes, actual->removes);
    plan_message(&plan);
    plan_texts(&plan, "excused", &expect->excused, actual->excused);
}

bool test_edits_same(const struct test_edits *a, const struct test_edits *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        if (a->all[i].from != b->all[i].from || a->all[i].to != b->all[i].to ||
            !str_equal(a->all[i].text, b->all[i].text))
            return false;
    }
    return true;
}

static int by_offset(const void *a, const void *b)
{
    const struct test_edit *left = a;
    const struct test_edit *right = b;

    return (left->from > right->from) - (left->from < right->from);
}

bool test_edits_apply(struct test_edits *edits, struct str bytes, struct buf *ret)
{
    size_t at = 0;

    if (edits->n > 1)
        qsort(edits->all, edits->n, sizeof edits->all[0], by_offset);
    for (size_t i = 0; i < edits->n; i++) {
        const struct test_edit *edit = &edits->all[i];

        if (edit->from < at || edit->to < edit->from)
            return false;
        buf_add(ret, str_skip(str_head(bytes, edit->from), at));
        buf_add(ret, edit->text);
        at = edit->to;
    }
    buf_add(ret, str_skip(bytes, at));
    return true;
}
