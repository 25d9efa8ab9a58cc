/* SPDX-License-Identifier: Apache-2.0 */
/* doc: documents as nodes with places, and what a policy may not contain. */
#include "yaml/doc/doc.h"

#include "base/buf.h"
#include "unit.h"

static const char *const step_names[] = {"ready", "end", "broken"};

/* Steps and problems of reading the whole text. */
static struct str described(struct arena *arena, struct str bytes,
                            enum doc_dialect dialect)
{
    AUTO(problems_clear) struct problems problems;
    struct buf out;
    enum doc_step step = DOC_READY;

    problems_init(&problems);

    AUTO(doc_reader_free)
    struct doc_reader *reader = doc_reader_new("d.yaml", bytes, dialect, &problems);

    buf_init(&out, arena, BUF_MAX_BYTES);
    while (step == DOC_READY) {
        struct node *root = NULL;

        step = doc_reader_next(reader, arena, &root);
        buf_addf(&out, "%s\n", step_names[step]);
    }
    for (size_t i = 0; i < problems.n; i++)
        buf_addf(&out, "%u:%u [%s]\n", problems.all[i].place.line,
                 problems.all[i].place.column, problems.all[i].name);
    return buf_str(&out);
}

static const struct {
    const char *why;
    struct str text;
    enum doc_dialect dialect;
    struct str want;
} cases[] = {
    {"one document", STR_INIT("a: 1\n"), DOC_POLICY, STR_INIT("ready\nend\n")},
    {"no document", STR_INIT(""), DOC_POLICY, STR_INIT("end\n")},
    {"two documents", STR_INIT("a: 1\n---\nb: 2\n"), DOC_POLICY,
     STR_INIT("ready\nready\nend\n")},
    {"an anchor in a policy", STR_INIT("a: &x 1\n"), DOC_POLICY,
     STR_INIT("ready\nend\n1:4 [anchor]\n")},
    {"a test file is as strict as a policy", STR_INIT("a: &x 1\nb: !t 1\nb: *x\n"),
     DOC_TEST,
     STR_INIT("ready\nend\n1:4 [anchor]\n2:4 [tag]\n3:4 [alias]\n"
              "3:1 [duplicate-key]\n")},
    {"but scalars may end in colons", STR_INIT("{a: 2001:db8::}\n"), DOC_TEST,
     STR_INIT("ready\nend\n")},
    {"an anchor in a manifest", STR_INIT("a: &x 1\n"), DOC_MANIFEST,
     STR_INIT("ready\nend\n")},
    {"an alias in a policy, whether or not it has an anchor", STR_INIT("a: *x\n"),
     DOC_POLICY, STR_INIT("ready\nend\n1:4 [alias]\n")},
    {"tags on a scalar and on a map", STR_INIT("a: !!str 1\nb: !m {}\n"), DOC_POLICY,
     STR_INIT("ready\nend\n1:4 [tag]\n2:4 [tag]\n")},
    {"each repetition of a key", STR_INIT("a: 1\nb: {c: 1, c: 2}\na: 3\na: 4\n"),
     DOC_POLICY,
     STR_INIT("ready\nend\n2:11 [duplicate-key]\n3:1 [duplicate-key]\n"
              "4:1 [duplicate-key]\n")},
    {"`<<` may occur twice in a manifest", STR_INIT("<<: {a: 1}\n<<: {b: 1}\n"),
     DOC_MANIFEST, STR_INIT("ready\nend\n")},
    {"but not in a policy", STR_INIT("<<: {a: 1}\nb: {<<: {b: 1}}\nc: {\"<<\": 1}\n"),
     DOC_POLICY, STR_INIT("ready\nend\n1:1 [merge]\n2:5 [merge]\n")},
    {"a list as a key", STR_INIT("? [a]\n: 1\n"), DOC_POLICY,
     STR_INIT("ready\nend\n1:3 [wrong-type]\n")},
    {"columns count characters", STR_INIT("\"\xc3\xa4\xc3\xb6\": &x 1\n"), DOC_POLICY,
     STR_INIT("ready\nend\n1:7 [anchor]\n")},
    {"a NUL: its place is computed from the offset", STR_INIT("a: 1\nb: \xc3\xa4\0\n"),
     DOC_POLICY, STR_INIT("broken\n2:5 [encoding]\n")},
    {"a control character after a BOM and CRLF",
     STR_INIT("\xef\xbb\xbf"
              "a: 1\r\nb: \x01\r\n"),
     DOC_POLICY, STR_INIT("broken\n2:4 [encoding]\n")},
    {"invalid UTF-8: the place of the wrong byte", STR_INIT("a: \xc3\x28\n"), DOC_POLICY,
     STR_INIT("broken\n1:5 [encoding]\n")},
    {"an error in the second document", STR_INIT("a: 1\n---\nb: ]\n"), DOC_POLICY,
     STR_INIT("ready\nbroken\n3:4 [syntax]\n")},
};

static void texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(arena_clear) struct arena arena = {0};

        check_text(described(&arena, cases[i].text, cases[i].dialect), cases[i].want,
                   cases[i].why);
    }
}

/* `n` nested lists. */
static struct str nested(struct arena *arena, size_t n)
{
    struct buf text;

    buf_init(&text, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < n; i++)
        buf_add_byte(&text, '[');
    for (size_t i = 0; i < n; i++)
        buf_add_byte(&text, ']');
    return buf_str(&text);
}

static const struct {
    const char *why;
    size_t depth;
    enum doc_dialect dialect;
    struct str want;
} depth_cases[] = {
    {"a policy at its limit", 64, DOC_POLICY, STR_INIT("ready\nend\n")},
    {"a policy one level deeper", 65, DOC_POLICY, STR_INIT("broken\n1:65 [too-deep]\n")},
    {"a manifest at its limit", 256, DOC_MANIFEST, STR_INIT("ready\nend\n")},
    {"a manifest one level deeper", 257, DOC_MANIFEST,
     STR_INIT("broken\n1:257 [too-deep]\n")},
    {"far too deep, and quickly refused", 200000, DOC_MANIFEST,
     STR_INIT("broken\n1:257 [too-deep]\n")},
};

static void depths(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(depth_cases); i++) {
        AUTO(arena_clear) struct arena arena = {0};

        check_text(described(&arena, nested(&arena, depth_cases[i].depth),
                             depth_cases[i].dialect),
                   depth_cases[i].want, depth_cases[i].why);
    }
}

/* libyaml compares each directive with all others: 100,000 would take minutes. */
static void tag_directives(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct buf text = buf_in(&arena);

    (void)state;
    for (int i = 0; i < 101; i++)
        buf_addf(&text, "%%TAG !%d! b\n", i);
    buf_add_text(&text, "---\na: 1\n");
    check_text(
        described(&arena, str_skip(buf_str(&text), strlen("%TAG !0! b\n")), DOC_POLICY),
        STR("ready\nend\n"), "a hundred directives are read");
    check_text(described(&arena, buf_str(&text), DOC_POLICY),
               STR("broken\n101:1 [too-large]\n"), "one more is refused");
}

/* Few and many keys are compared in different ways, with the same result. */
static void duplicates_among_many(void **state)
{
    (void)state;
    for (unsigned n = 1; n < 40; n++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct buf text;

        buf_init(&text, &arena, BUF_MAX_BYTES);
        for (unsigned i = 0; i < n; i++)
            buf_addf(&text, "key%u: x\n", i);
        buf_addf(&text, "key%u: x\nkey%u: x\n", n / 2, n / 2);

        const struct str want = arena_format(
            &arena, "ready\nend\n%u:1 [duplicate-key]\n%u:1 [duplicate-key]\n", n + 1,
            n + 2);

        check_text(described(&arena, buf_str(&text), DOC_POLICY), want,
                   "each repetition is reported, the first key is not");
    }
}

static void nodes(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems;
    struct node *root = NULL;

    (void)state;
    problems_init(&problems);

    AUTO(doc_reader_free)
    struct doc_reader *reader = doc_reader_new(
        "d.yaml", STR("a: 'no'\nb:\n  - x\n  - \"y\\0z\"\nc:\n"), DOC_POLICY, &problems);

    check_true(doc_reader_next(reader, &arena, &root) == DOC_READY,
               "the document is read");
    check_true(root->kind == NODE_MAP && root->n == 3, "a map of three pairs");

    const struct node *quoted = node_member(root, STR("a"));
    const struct node *list = node_member(root, STR("b"));
    const struct node *blank = node_member(root, STR("c"));

    check_true(quoted->style == NODE_QUOTED, "the quotes of a text are remembered");
    check_true(quoted->line == 1 && quoted->column == 4,
               "lines and columns count from 1");
    check_true(list->kind == NODE_LIST && list->n == 2, "a list of two");
    check_text(list->first->next->text, STR("y\0z"), "a NUL is a byte like any other");
    check_true(node_is_blank(blank), "a missing value is blank");
    check_true(node_member(root, STR("d")) == NULL, "an absent member is NULL");
    check_true(doc_reader_next(reader, &arena, &root) == DOC_END,
               "there are no more documents");
    check_true(doc_reader_next(reader, &arena, &root) == DOC_END,
               "also not at the next call");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),          cmocka_unit_test(depths),
        cmocka_unit_test(tag_directives), cmocka_unit_test(duplicates_among_many),
        cmocka_unit_test(nodes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
