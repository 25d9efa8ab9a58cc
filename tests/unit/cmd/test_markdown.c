/* SPDX-License-Identifier: Apache-2.0 */
/* markdown: texts that look like markup are escaped. */
#include "cmd/cli/markdown.h"

#include "unit.h"

static const struct {
    const char *why;
    struct str text;
    struct str prose, code;
} cases[] = {
    {"plain words", STR_INIT("web 12"), STR_INIT("web 12"), STR_INIT("`web 12`")},
    {"a name stays readable as code", STR_INIT("a.example.com"),
     STR_INIT("a&#46;example&#46;com"), STR_INIT("`a.example.com`")},
    {"a vertical bar starts no column", STR_INIT("a|b"), STR_INIT("a&#124;b"),
     STR_INIT("<code>a&#124;b</code>")},
    {"a back-quote does not end the code span", STR_INIT("a`b"), STR_INIT("a&#96;b"),
     STR_INIT("<code>a&#96;b</code>")},
    {"no text becomes a tag", STR_INIT("<b>"), STR_INIT("&#60;b&#62;"),
     STR_INIT("<code>&#60;b&#62;</code>")},
    {"no text mentions an account", STR_INIT("@all"), STR_INIT("&#64;all"),
     STR_INIT("<code>&#64;all</code>")},
    {"a line feed is visible", STR_INIT("a\nb"), STR_INIT("a&#92;nb"),
     STR_INIT("<code>a&#92;nb</code>")},
    {"the empty text", STR_INIT(""), STR_INIT(""), STR_INIT("<code></code>")},
    {"blanks at the end are kept", STR_INIT("a "), STR_INIT("a "),
     STR_INIT("<code>a </code>")},
};

static void texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(buf_clear) struct buf prose = {.max_bytes = 1000};
        AUTO(buf_clear) struct buf code = {.max_bytes = 1000};

        markdown_add_text(&prose, cases[i].text);
        markdown_add_code(&code, cases[i].text);
        check_text(buf_str(&prose), cases[i].prose, cases[i].why);
        check_text(buf_str(&code), cases[i].code, cases[i].why);
    }
}

static void tables(void **state)
{
    AUTO(buf_clear) struct buf buf = {.max_bytes = 1000};
    const char *const titles[] = {"A", "B"};

    (void)state;
    markdown_add_table(&buf, titles, ARRAY_LEN(titles));
    check_text(buf_str(&buf), STR("| A | B |\n| --- | --- |\n"), "two columns");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
