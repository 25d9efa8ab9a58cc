/* SPDX-License-Identifier: Apache-2.0 */
/* compare: compares what a case expects with its actual results; see actual.h. */
#include "base/buf.h"
#include "cmd/test/actual.h"
#include "core/policy/policy.h"

struct comparison {
    struct arena *arena;
    struct test_difference *all;
    size_t n;
    size_t cap;
};

static void differ(struct comparison *comparison, struct place place, struct str field,
                   struct str expected, struct str actual)
{
    if (comparison->n == comparison->cap)
        comparison->all = arena_grow(comparison->arena, comparison->all, &comparison->cap,
                                     sizeof comparison->all[0]);
    comparison->all[comparison->n++] =
        (struct test_difference){place, field, expected, actual};
}

static struct texts texts_of(const struct test_texts *given, struct arena *arena)
{
    struct str *all = ARENA_NEW(arena, struct str, given->n);

    for (size_t i = 0; i < given->n; i++)
        all[i] = given->all[i].text;
    return (struct texts){all, given->n};
}

static void compare_texts(struct comparison *comparison, const char *field,
                          const struct test_texts *given, struct texts actual)
{
    const struct texts expected = texts_of(given, comparison->arena);

    if (given->place.line == 0 || texts_same(expected, actual, comparison->arena))
        return;
    differ(comparison, given->place, str_from(field),
           texts_joined(expected, comparison->arena),
           texts_joined(actual, comparison->arena));
}

/* Compare classes by name, because `expect` may contain aliases. */
static void compare_class(struct comparison *comparison, const struct test_texts *given,
                          const struct test_actual *actual, const struct policy *policy)
{
    struct test_text *names = ARENA_NEW(comparison->arena, struct test_text, given->n);
    const struct test_texts expected = {names, given->n, given->place};

    for (size_t i = 0; i < given->n; i++) {
        names[i] = given->all[i];
        names[i].text = policy_class_named(policy, names[i].text)->name;
    }
    compare_texts(comparison, "class", &expected, actual->class);
}

static struct str shown(struct str value)
{
    return value.len == 0 ? STR("\"\"") : value;
}

static void compare_annotations(struct comparison *comparison,
                                const struct test_expect *expect,
                                const struct test_actual *actual)
{
    for (size_t i = 0; i < expect->annotations.n; i++) {
        const struct test_value *value = &expect->annotations.all[i];
        const struct str *found = pairs_find(&actual->annotations, value->key.text);

        if (found == NULL)
            differ(comparison, value->key.place, value->key.text, shown(value->value),
                   STR("absent"));
        else if (!str_equal(*found, value->value))
            differ(comparison, value->key.place, value->key.text, shown(value->value),
                   shown(*found));
    }
    for (size_t i = 0; i < expect->absent.n; i++) {
        const struct test_text *key = &expect->absent.all[i];
        const struct str *found = pairs_find(&actual->annotations, key->text);

        if (found != NULL)
            differ(comparison, key->place, key->text, STR("absent"), shown(*found));
    }
}

static struct str change_field(struct comparison *comparison, struct str key)
{
    struct buf field = buf_in(comparison->arena);

    buf_add_text(&field, "changes ");
    buf_add(&field, key);
    return buf_str(&field);
}

static bool is_expected(const struct test_values *values, struct str key)
{
    for (size_t i = 0; i < values->n; i++) {
        if (str_equal(values->all[i].key.text, key))
            return true;
    }
    return false;
}

static void compare_changes(struct comparison *comparison,
                            const struct test_values *values, const struct pairs *actual)
{
    if (values->place.line == 0)
        return;
    for (size_t i = 0; i < values->n; i++) {
        const struct test_value *value = &values->all[i];
        const struct str *found = pairs_find(actual, value->key.text);

        if (found == NULL || !str_equal(*found, value->value))
            differ(comparison, value->key.place,
                   change_field(comparison, value->key.text), shown(value->value),
                   found == NULL ? STR("no change") : shown(*found));
    }
    for (size_t i = 0; i < actual->n; i++) {
        if (!is_expected(values, actual->all[i].key))
            differ(comparison, values->place,
                   change_field(comparison, actual->all[i].key), STR("no change"),
                   shown(actual->all[i].value));
    }
}

static void compare_places(struct comparison *comparison,
                           const struct test_expect *expect,
                           const struct test_actual *actual)
{
    for (size_t i = 0; i < expect->n_at; i++) {
        const struct test_at *at = &expect->at[i];
        const struct str rule = rule_id_name(at->rule);

        compare_texts(
            comparison, arena_format(comparison->arena, "at %.*s", STR_ARGS(rule)).ptr,
            &at->paths, test_actual_places(actual, at->rule, comparison->arena));
    }
}

static void compare_message(struct comparison *comparison,
                            const struct test_text *message,
                            const struct test_actual *actual)
{
    struct buf quoted = buf_in(comparison->arena);

    if (message->text.len == 0 || str_contains(actual->message, message->text))
        return;
    buf_add_byte(&quoted, '"');
    buf_add(&quoted, message->text);
    buf_add_byte(&quoted, '"');
    differ(comparison, message->place, STR("message"), buf_str(&quoted),
           actual->message.len == 0 ? STR("no rejection") : STR("another"));
}

size_t test_actual_compare(const struct test_actual *actual,
                           const struct test_expect *expect, const struct policy *policy,
                           struct arena *arena, const struct test_difference **ret)
{
    struct comparison comparison = {.arena = arena};

    if (actual->denied != expect->denied)
        differ(&comparison, expect->verdict, STR("verdict"),
               expect->denied ? STR("denied") : STR("allowed"),
               actual->denied ? STR("denied") : STR("allowed"));
    compare_texts(&comparison, "rules", &expect->rules, actual->rules);
    compare_texts(&comparison, "warned", &expect->warned, actual->warned);
    compare_places(&comparison, expect, actual);
    compare_class(&comparison, &expect->class, actual, policy);
    compare_annotations(&comparison, expect, actual);
    compare_changes(&comparison, &expect->changes, &actual->changes);
    compare_texts(&comparison, "removes", &expect->removes, actual->removes);
    compare_message(&comparison, &expect->message, actual);
    compare_texts(&comparison, "excused", &expect->excused, actual->excused);
    *ret = comparison.all;
    return comparison.n;
}
