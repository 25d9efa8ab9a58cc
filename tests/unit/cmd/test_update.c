/* SPDX-License-Identifier: Apache-2.0 */
/* update: where values end in the text of a test file, and how texts are written. */
#include "cmd/test/update.h"

#include "unit.h"
#include "yaml/doc/doc.h"

/* The value of `v` in a document, as it is written there. */
static const struct {
    const char *why;
    const char *text;
    const char *want;
} values[] = {
    {"a plain text", "v: a b  # c\nw: 1\n", "a b"},
    {"a plain text of several lines", "v: a\n  b\n\n  c\nw: 1\n", "a\n  b\n\n  c"},
    {"a text with a hash and colons", "v: a#b:c\n", "a#b:c"},
    {"in single quotes", "v: 'it''s # \"'  # c\n", "'it''s # \"'"},
    {"in double quotes", "v: \"a\\\"b\\\\\" # c\n", "\"a\\\"b\\\\\""},
    {"in quotes, over two lines", "v: \"a\n  b\"\nw: 1\n", "\"a\n  b\""},
    {"a block text", "v: |\n  a\n\n   b\n\nw: 1\n", "|\n  a\n\n   b"},
    {"a block text at the end", "v: >-\n  a\n  b", ">-\n  a\n  b"},
    {"a block text with CRLF", "v: |\r\n  a\r\n  b\r\nw: 1\r\n", "|\r\n  a\r\n  b"},
    {"a list in brackets", "v: [a, 'b]', \"]\", {c: d'e}]  # ]\n",
     "[a, 'b]', \"]\", {c: d'e}]"},
    {"brackets over lines, with comments", "v: [a, # ]\n  b'c]\nw: 1\n",
     "[a, # ]\n  b'c]"},
    {"a map in braces", "v: {a: [b], 'c}': d}\n", "{a: [b], 'c}': d}"},
    {"a list in block style", "v:\n- a\n- 'b'  # c\nw: 1\n", "- a\n- 'b'"},
    {"a map in block style", "v:\n  a: b\n  c:\n    - d\nw: 1\n", "a: b\n  c:\n    - d"},
    {"characters of several bytes in front", "{\"\xc3\xa4\": \"\xe6\xbc\xa2\", v: [a]}\n",
     "[a]"},
    {"behind a byte order mark", "\xef\xbb\xbfv: a\n", "a"},
};

static void ends_of_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        AUTO(problems_clear) struct problems problems = {0};
        const struct str text = str_from(values[i].text);
        AUTO(doc_reader_free)
        struct doc_reader *reader = doc_reader_new("d", text, DOC_TEST, &problems);
        struct test_source source;
        struct node *root = NULL;
        size_t from;
        size_t to;

        check_true(doc_reader_next(reader, &arena, &root) == DOC_READY, values[i].why);
        test_source_init(&source, text, &arena);
        from = test_source_offset(&source, node_member(root, STR("v")));
        to = test_source_end(&source, node_member(root, STR("v")), 0);
        check_text(str_skip(str_head(text, to), from), str_from(values[i].want),
                   values[i].why);
    }
}

static const struct {
    const char *why;
    struct str text;
    struct str want;
} scalars[] = {
    {"a word", STR_INIT("edge.example.com"), STR_INIT("edge.example.com")},
    {"a text that reads like a number", STR_INIT("60"), STR_INIT("60")},
    {"a prefix", STR_INIT("10.0.0.0/8"), STR_INIT("10.0.0.0/8")},
    {"a pointer", STR_INIT("/spec/ingressClassName"), STR_INIT("/spec/ingressClassName")},
    {"nothing", STR_INIT(""), STR_INIT("\"\"")},
    {"a bool for YAML 1.1 readers", STR_INIT("yes"), STR_INIT("\"yes\"")},
    {"a null for YAML 1.1 readers", STR_INIT("null"), STR_INIT("\"null\"")},
    {"characters with a meaning in YAML", STR_INIT("a: b"), STR_INIT("\"a: b\"")},
    {"a comma, which separates items", STR_INIT("a,b"), STR_INIT("\"a,b\"")},
    {"a dash", STR_INIT("-"), STR_INIT("\"-\"")},
    {"quotes and line breaks", STR_INIT("\"\\\n\t"), STR_INIT("\"\\\"\\\\\\n\\u0009\"")},
    {"letters of any script", STR_INIT("\xc3\xa4"), STR_INIT("\"\xc3\xa4\"")},
    {"a character that changes the direction of the text", STR_INIT("\xe2\x80\xae"),
     STR_INIT("\"\\u202e\"")},
    {"line breaks of Unicode", STR_INIT("\xe2\x80\xa8\xc2\x85"),
     STR_INIT("\"\\u2028\\u0085\"")},
    {"the empty text", STR_INIT("\xff"), STR_INIT("\"\\ufffd\"")},
};

static void scalars_are_read_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(scalars); i++) {
        AUTO(buf_clear) struct buf buf = {.max_bytes = SIZE_MAX};

        test_scalar_add(&buf, scalars[i].text);
        check_text(buf_str(&buf), scalars[i].want, scalars[i].why);
    }
}

static void edits_do_not_overlap(void **state)
{
    struct test_edit all[] = {{4, 5, STR("Y")}, {0, 2, STR("X")}};
    struct test_edit wrong[] = {{0, 3, STR("")}, {2, 4, STR("")}};
    struct test_edits edits = {.all = all, .n = 2};
    struct test_edits overlapping = {.all = wrong, .n = 2};
    AUTO(buf_clear) struct buf buf = {.max_bytes = SIZE_MAX};

    (void)state;
    check_true(test_edits_apply(&edits, STR("abcdef"), &buf),
               "edits may come in any order");
    check_text(buf_str(&buf), STR("XcdYf"), "everything else is unchanged");
    check_true(!test_edits_apply(&overlapping, STR("abcdef"), &buf),
               "overlapping edits are refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_of_values),
        cmocka_unit_test(scalars_are_read_back),
        cmocka_unit_test(edits_do_not_overlap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
