/* SPDX-License-Identifier: Apache-2.0 */
/* manifest_aliases: limits what a few bytes with aliases may become, over all objects of
 * a document. */
#include "base/buf.h"
#include "unit.h"
#include "yaml/manifest/manifest.h"

struct outcome {
    size_t n;
    size_t n_errors;
    bool too_large; /* of the first error */
};

static void read_text(struct arena *arena, struct buf *text, struct outcome *ret)
{
    AUTO(problems_clear) struct problems problems = {0};
    const struct manifest *all = NULL;

    problems_init(&problems);
    manifest_read(arena, "m.yaml", buf_str(text), &problems, &all, &ret->n);
    ret->n_errors = problems.n_errors;
    ret->too_large = problems.n > 0 && strcmp(problems.all[0].name, "too-large") == 0;
}

/* A list of n aliases to NAME. */
static void add_aliases(struct buf *text, char name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_addf(text, "%s*%c", i == 0 ? "[" : ",", name);
    buf_add_text(text, "]");
}

/* Items that are a list of ten lists and so on, six levels above anchor `a`. */
static void add_nested_lists(struct buf *text)
{
    for (char c = 'b'; c < 'h'; c++) {
        buf_addf(text, "%c: &%c {kind: List, items: ", c, c);
        add_aliases(text, (char)(c - 1), 10);
        buf_add_text(text, "}\n");
    }
    buf_add_text(text, "items: [*g]\n");
}

static void add_megabyte(struct buf *text)
{
    for (size_t i = 0; i < 100000; i++)
        buf_add_text(text, "0123456789");
}

static void few(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct outcome outcome;
    struct buf text;

    (void)state;
    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, "kind: List\nx: &a {kind: Ingress}\nitems: ");
    add_aliases(&text, 'a', 3);
    read_text(&arena, &text, &outcome);
    check_true(outcome.n == 3 && outcome.n_errors == 0, "an object may be repeated");
}

static void lists_of_lists(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct outcome outcome;
    struct buf text;

    (void)state;
    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, "kind: List\na: &a {kind: Ingress}\n");
    add_nested_lists(&text);
    read_text(&arena, &text, &outcome);
    check_true(outcome.too_large && outcome.n_errors == 1 && outcome.n == 0,
               "nested lists would make a million objects of 300 bytes");
}

static void empty_lists(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct outcome outcome;
    struct buf text;

    (void)state;
    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, "kind: List\na: &a {kind: List, items: []}\n");
    add_nested_lists(&text);
    read_text(&arena, &text, &outcome);
    check_true(outcome.too_large, "a million empty lists take time, too");
}

static void long_texts(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct outcome outcome;
    struct buf text;

    (void)state;
    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, "kind: List\nx: &a {kind: Ingress, a: ");
    add_megabyte(&text);
    buf_add_text(&text, "}\nitems: ");
    add_aliases(&text, 'a', 1000);
    read_text(&arena, &text, &outcome);
    check_true(outcome.too_large, "a thousand objects of a megabyte each");
}

static void long_scalars(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct outcome outcome;
    struct buf text;

    (void)state;
    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, "kind: List\nx: &a ");
    add_megabyte(&text);
    buf_add_text(&text, "\nitems:\n");
    for (size_t i = 0; i < 20; i++) {
        buf_add_text(&text, "- kind: Ingress\n  a: ");
        add_aliases(&text, 'a', 20);
        buf_add_text(&text, "\n");
    }
    read_text(&arena, &text, &outcome);
    check_true(outcome.too_large, "a text of a megabyte, 400 times");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few),          cmocka_unit_test(lists_of_lists),
        cmocka_unit_test(empty_lists),  cmocka_unit_test(long_texts),
        cmocka_unit_test(long_scalars),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
