/* SPDX-License-Identifier: Apache-2.0 */
/*
 * template: placeholders in the values of a policy's annotations.
 */
#include "core/values/template.h"

#include "unit.h"

static const struct template_values values = {
    .namespace = {"shop", 4},
    .name = {"web", 3},
    .class = {"internal", 8},
    .host = {"{name}", 6},
};

static const struct {
    const char *why;
    const char *text;
    const char *want; /* NULL: a placeholder has no value */
} rows[] = {
    {"a text without placeholders", "plain", "plain"},
    {"nothing", "", ""},
    {"one", "{namespace}", "shop"},
    {"several placeholders with text around them", "a-{namespace}/{name}-{class}-b",
     "a-shop/web-internal-b"},
    {"the same placeholder twice", "{name}{name}", "webweb"},
    {"a value is not expanded again", "{host}", "{name}"},
    {"a placeholder without a value", "x-{tenant}", NULL},
    {"a brace that is not closed is text", "{name}-{name", "web-{name"},
    {"a placeholder without a value after others", "{name}{tenant}", NULL},
};

static void placeholders_are_filled(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena arena = {0};
        struct str text = STR_NONE;
        bool filled = template_expand(str_from(rows[i].text), &values, &arena, &text);

        check_true(filled == (rows[i].want != NULL), rows[i].why);
        if (filled)
            check_text(text, str_from(rows[i].want), rows[i].why);
        arena_clear(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(placeholders_are_filled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
