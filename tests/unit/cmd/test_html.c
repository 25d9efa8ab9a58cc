/* SPDX-License-Identifier: Apache-2.0 */
/* html: text from outside is never markup, in any context. */
#include <stdlib.h>

#include "cmd/cli/html.h"
#include "unit.h"

static const struct {
    const char *why;
    struct str text;
    const char *between;   /* tags */
    const char *attribute; /* NULL: as the text */
} cases[] = {
    {"letters stay", STR_INIT("shop/web"), "shop/web", NULL},
    {"letters of other scripts stay",
     STR_INIT("b\xc3\xbc"
              "cher"),
     "b\xc3\xbc"
     "cher",
     NULL},
    {"a tag", STR_INIT("<b>&"), "&lt;b&gt;&amp;", NULL},
    {"an entity is escaped", STR_INIT("&lt;"), "&amp;lt;", NULL},
    {"quotes cannot end an attribute", STR_INIT("\"'"), "\"'", "&quot;&#39;"},
    {"the end of a section", STR_INIT("]]>"), "]]&gt;", NULL},
    {"a NUL", STR_INIT("a\0b"), "a\\u0000b", NULL},
    {"a line feed", STR_INIT("a\nb\r\t"), "a\\nb\\r\\t", NULL},
    {"a character that changes the direction of the text", STR_INIT("\xe2\x80\xaegnp"),
     "\\u202egnp", NULL},
    {"an invisible character", STR_INIT("a\xe2\x80\x8b"), "a\\u200b", NULL},
    {"a noncharacter", STR_INIT("\xef\xbf\xbf"), "\\uffff", NULL},
    {"a broken byte", STR_INIT("a\xff\xc3"), "a\\xff\\xc3", NULL},
    {"an overlong encoding of a tag", STR_INIT("\xc0\xbc"), "\\xc0\\xbc", NULL},
    {"a backslash stays: sentences are already escaped", STR_INIT("\\n"), "\\n", NULL},
    {"nothing", STR_INIT(""), "", NULL},
};

static void texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(html_clear) struct html html;
        AUTO(buf_clear) struct buf want = {.max_bytes = BUF_MAX_BYTES};

        html_init(&html, NULL);
        html_text(&html, cases[i].text);
        check_text(buf_str(&html.buf), str_from(cases[i].between), cases[i].why);
        html.buf.len = 0;
        html_attribute(&html, "title", cases[i].text);
        buf_addf(&want, " title=\"%s\"",
                 cases[i].attribute == NULL ? cases[i].between : cases[i].attribute);
        check_text(buf_str(&html.buf), buf_str(&want), cases[i].why);
    }
}

static void pieces(void **state)
{
    AUTO(html_clear) struct html html;

    (void)state;
    html_init(&html, NULL);
    html_raw(&html, "<p");
    html_attributef(&html, "id", "h-%d", 7);
    html_raw(&html, ">");
    html_textf(&html, "%d < %s", 1, "a");
    html_number(&html, 42);
    html_word(&html, "&");
    check_text(buf_str(&html.buf), STR("<p id=\"h-7\">1 &lt; a42&amp;"), "all kinds");
}

static void streams(void **state)
{
    AUTO(html_clear) struct html html;
    char *bytes = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&bytes, &len);

    (void)state;
    assert_non_null(stream);
    html_init(&html, stream);
    for (size_t i = 0; i < 100000; i++)
        html_text(&html, STR("<"));
    check_true(html.buf.len < 100000, "most of it was written to the stream");
    html_flush(&html);
    assert_int_equal(fclose(stream), 0);
    check_true(len == 400000, "in the end, all of it was written");
    free(bytes);
}

static const struct {
    const char *why;
    const char *text;
    const char *slug;
} slugs[] = {
    {"small letters, digits and hyphens stay", "team-1", "team-1"},
    {"every other character is encoded", "A_.\xc3\xa9/", "_41_5F_2E_C3_A9_2F"},
};

static void names_of_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(slugs); i++) {
        AUTO(buf_clear) struct buf buf = {.max_bytes = BUF_MAX_BYTES};

        html_add_slug(&buf, str_from(slugs[i].text));
        check_text(buf_str(&buf), str_from(slugs[i].slug), slugs[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(pieces),
        cmocka_unit_test(streams),
        cmocka_unit_test(names_of_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
