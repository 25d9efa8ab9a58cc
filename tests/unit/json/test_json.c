/* SPDX-License-Identifier: Apache-2.0 */
/* json: which texts are valid, decoded values, shapes, very large inputs. */
#include "json/json.h"

#include <stdlib.h>

#include "json_texts.h"
#include "unit.h"

static void texts_are_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(json_texts); i++) {
        const struct json_text *row = &json_texts[i];
        bool want = json_text_is_value(row);

        check_true(is_json(row->bytes, &json_whole) == want, row->why);
        check_true(is_json(row->bytes, NULL) == want, row->why);
    }
}

/* A text must have the same verdict alone and inside others, with and without nodes: what
 * follows it must not make it valid. */
static void texts_are_told_apart_inside(void **state)
{
    static const struct json_field fields[] = {{STR_INIT("raw"), NULL}};
    static const struct json_shape shape = {fields, 1, &json_whole};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(json_texts); i++) {
        const struct json_text *row = &json_texts[i];
        struct buf buf;
        buf_init(&buf, NULL, BUF_MAX_BYTES);
        buf_add_text(&buf, "{\"raw\":[");
        buf_add(&buf, row->bytes);
        buf_add_text(&buf, "\n], \"whole\" : {\"a\":");
        buf_add(&buf, row->bytes);
        buf_add_text(&buf, "\n}}");
        check_true(is_json(buf_str(&buf), &shape) == (json_text_is_value(row)), row->why);
        buf_clear(&buf);
    }
}

static const struct {
    const char *why;
    struct str json;
    struct str text;
} strings[] = {
    {"a text without escapes is unchanged", STR_INIT("\"web\""), STR_INIT("web")},
    {"an empty text too", STR_INIT("\"\""), STR_INIT("")},
    {"simple escapes", STR_INIT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
     STR_INIT("\"\\/\b\f\n\r\t")},
    {"a NUL is kept", STR_INIT("\"a\\u0000b\""), STR_INIT("a\0b")},
    {"an ASCII letter may be escaped", STR_INIT("\"\\u0041\\u007a\""), STR_INIT("Az")},
    {"two bytes", STR_INIT("\"\\u00e9\\u00E9\""), STR_INIT("\xc3\xa9\xc3\xa9")},
    {"three bytes", STR_INIT("\"\\u2028\\uffff\""), STR_INIT("\xe2\x80\xa8\xef\xbf\xbf")},
    {"a pair", STR_INIT("\"\\ud83d\\ude00\""), STR_INIT("\xf0\x9f\x98\x80")},
    {"the last pair", STR_INIT("\"\\udbff\\udfff\""), STR_INIT("\xf4\x8f\xbf\xbf")},
    {"a lone high surrogate is replaced, as in Go", STR_INIT("\"\\ud800x\""),
     STR_INIT("\xef\xbf\xbdx")},
    {"a lone low surrogate is replaced", STR_INIT("\"\\udc00\""),
     STR_INIT("\xef\xbf\xbd")},
    {"two high surrogates", STR_INIT("\"\\ud800\\ud800\""),
     STR_INIT("\xef\xbf\xbd\xef\xbf\xbd")},
    {"a high surrogate and a letter", STR_INIT("\"\\ud800\\u0041\""),
     STR_INIT("\xef\xbf\xbd"
              "A")},
    {"two lone surrogates and a pair", STR_INIT("\"\\ud800\\ud83d\\ude00\""),
     STR_INIT("\xef\xbf\xbd\xf0\x9f\x98\x80")},
    {"raw UTF-8", STR_INIT("\"\xe6\x97\xa5\xe6\x9c\xac\""),
     STR_INIT("\xe6\x97\xa5\xe6\x9c\xac")},
    {"raw UTF-8 after an escape", STR_INIT("\"\\t\xc3\xa9\\t\""),
     STR_INIT("\t\xc3\xa9\t")},
    {"longer than a block, with escapes at its edges",
     STR_INIT("\"012345678901234\\n0123456789012345\\\"67\\\\\""),
     STR_INIT("012345678901234\n0123456789012345\"67\\")},
    {"a delete character is allowed", STR_INIT("\"\x7f\""), STR_INIT("\x7f")},
};

static void strings_are_decoded(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(strings); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct buf buf;
        struct json *root = NULL;
        struct err err;

        /* As a value, as a name, and in the last bytes of the document. */
        buf_init(&buf, &arena, BUF_MAX_BYTES);
        buf_addf(&buf, "{\"v\":%.*s,%.*s :1,\"x\":[\"padding\\n so that blocks fit\"]}",
                 STR_ARGS(strings[i].json), STR_ARGS(strings[i].json));
        check_true(json_read(&arena, buf_str(&buf), &json_whole, &root, &err),
                   strings[i].why);
        check_text(json_text(root->first), strings[i].text, strings[i].why);
        check_text(json_key(root->first->next), strings[i].text, strings[i].why);
        check_true(json_read(&arena, strings[i].json, &json_whole, &root, &err),
                   strings[i].why);
        check_text(json_text(root), strings[i].text, strings[i].why);
    }
}

static const struct {
    const char *why;
    struct str json;
    const char *want;
} errors[] = {
    {"a wrong byte", STR_INIT("{\"a\":x}"), "line 1, column 6: expected a value"},
    {"lines are counted", STR_INIT("{\n \"a\": 1,\n \"b\" 2}"),
     "line 3, column 6: expected a colon"},
    {"cut off", STR_INIT("{\"a\":[1]"),
     "line 1, column 9: the document ends before it is complete"},
    {"cut off in a string", STR_INIT("{\"a"),
     "line 1, column 4: the document ends before it is complete"},
    {"a name given twice", STR_INIT("{\"a\":1,\"\\u0061\":2}"),
     "line 1, column 18: the name \"a\" appears twice in one object"},
    {"garbage after the document", STR_INIT("{} x"),
     "line 1, column 4: the document has ended, nothing may follow"},
    {"nothing", STR_INIT(" \n"), "the document is empty"},
    {"not UTF-8", STR_INIT("[\"\xff\"]"),
     "line 1, column 3: the text is not valid UTF-8"},
};

static void errors_say_where(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct json *root = NULL;
        struct err err;

        check_true(!json_read(&arena, errors[i].json, &json_whole, &root, &err),
                   errors[i].why);
        check_text(str_from(err.text), str_from(errors[i].want), errors[i].why);
    }
}

static void nest(struct buf *buf, size_t depth, const char *open, const char *inner,
                 const char *close)
{
    for (size_t i = 0; i < depth; i++)
        buf_add_text(buf, open);
    buf_add_text(buf, inner);
    for (size_t i = 0; i < depth; i++)
        buf_add_text(buf, close);
}

static const struct {
    const char *why;
    const char *open;
    const char *inner;
    const char *close;
} nestings[] = {
    {"arrays", "[", "", "]"},
    {"objects", "{\"a\":", "{}", "}"},
    {"both", "[{\"a\":", "1", "}]"},
};

static void depth_has_a_limit(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(nestings); i++) {
        for (size_t shape = 0; shape < 2; shape++) {
            const struct json_shape *shapes[] = {NULL, &json_whole};
            size_t each = strlen(nestings[i].close);
            size_t most = JSON_MAX_DEPTH / each;
            struct buf buf;

            if (strcmp(nestings[i].inner, "{}") == 0)
                most--;
            buf_init(&buf, NULL, BUF_MAX_BYTES);
            nest(&buf, most, nestings[i].open, nestings[i].inner, nestings[i].close);
            check_true(is_json(buf_str(&buf), shapes[shape]), nestings[i].why);
            buf_clear(&buf);
            nest(&buf, most + 1, nestings[i].open, nestings[i].inner, nestings[i].close);
            check_true(!is_json(buf_str(&buf), shapes[shape]), nestings[i].why);
            buf_clear(&buf);
        }
    }
}

static void depth_counts_across_shapes(void **state)
{
    static const struct json_field fields[] = {{STR_INIT("a"), NULL}};
    static const struct json_shape shape = {fields, 1, NULL};

    (void)state;
    for (size_t depth = JSON_MAX_DEPTH - 1; depth <= JSON_MAX_DEPTH; depth++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct json *root = NULL;
        struct err err;
        struct buf buf;

        buf_init(&buf, &arena, BUF_MAX_BYTES);
        buf_add_text(&buf, "{\"a\":");
        nest(&buf, depth, "[", "", "]");
        buf_add_text(&buf, "}");
        check_true(json_read(&arena, buf_str(&buf), &shape, &root, &err) ==
                       (depth < JSON_MAX_DEPTH),
                   "the outer object is one level");
        if (depth == JSON_MAX_DEPTH)
            check_true(err.code == ERR_LIMIT && strstr(err.text, "too deep") != NULL,
                       "and the message names the limit");
    }
}

static void wide_objects_are_read_in_order_of_size(void **state)
{
    (void)state;
    for (size_t twice = 0; twice < 2; twice++) {
        struct buf buf;

        buf_init(&buf, NULL, BUF_MAX_BYTES);
        buf_add_byte(&buf, '{');
        /* Unsorted on purpose; 7919 and 100003 are coprime. */
        for (size_t i = 0; i < 100000; i++)
            buf_addf(&buf, "\"key-with-a-common-beginning-%zu\":[%zu],",
                     i * 7919 % 100003, i);
        buf_addf(&buf, "\"%s\":\"\\n\"}",
                 twice == 0 ? "last" : "key-with-a-common-beginning-7919");
        check_true(is_json(buf_str(&buf), &json_whole) == (twice == 0), "with nodes");
        check_true(is_json(buf_str(&buf), NULL) == (twice == 0), "without nodes");
        buf_clear(&buf);
    }
}

static void names_differ_up_to_any_count(void **state)
{
    (void)state;
    for (size_t n = 2; n < 60; n++) {
        for (size_t at = 0; at < n; at += 7) {
            struct buf buf;

            buf_init(&buf, NULL, BUF_MAX_BYTES);
            buf_add_byte(&buf, '{');
            for (size_t i = 0; i < n; i++)
                buf_addf(&buf, "\"%03zu\":0,", i * 31 % 61);
            check_true(is_json(buf_str(&buf), NULL) == false,
                       "an object that is not closed");
            buf_addf(&buf, "\"%03zu\":0}", at * 31 % 61);
            check_true(!is_json(buf_str(&buf), NULL),
                       "a name given twice, without nodes");
            check_true(!is_json(buf_str(&buf), &json_whole),
                       "a name given twice, with nodes");
            buf.len -= 5;
            buf_add_text(&buf, "x\":0}");
            check_true(is_json(buf_str(&buf), NULL), "each name once, without nodes");
            check_true(is_json(buf_str(&buf), &json_whole), "each name once, with nodes");
            buf_clear(&buf);
        }
    }
}

static void shapes_choose_what_has_nodes(void **state)
{
    static const struct json_field inner[] = {{STR_INIT("x"), NULL},
                                              {STR_INIT("y"), &json_whole}};
    static const struct json_shape inner_shape = {inner, 2, NULL};
    static const struct json_field fields[] = {{STR_INIT("in"), &inner_shape},
                                               {STR_INIT("raw"), NULL}};
    static const struct json_shape shape = {fields, 2, NULL};
    struct str text = STR("{\"raw\":{\"a\":[1, 2]},\"other\":[{}],"
                          "\"in\":{\"y\":[3],\"z\":null,\"x\":[ ]}}");
    AUTO(arena_clear) struct arena arena = {0};
    const struct json *top[2];
    const struct json *in[2];
    struct json *root = NULL;
    struct err err;

    (void)state;
    assert_true(json_read(&arena, text, &shape, &root, &err));
    assert_true(root->first->is_raw && root->first->first == NULL);
    check_text(json_text(root->first), STR("{\"a\":[1, 2]}"),
               "the text is kept as written");

    assert_int_equal(root->n, 2); /* no shape has "other" */
    json_fields(root, top, 2);
    assert_non_null(top[0]);
    assert_int_equal(top[0]->n, 2);
    json_fields(top[0], in, 2);
    assert_true(in[0]->is_raw && !in[1]->is_raw && in[1]->n == 1);
    check_text(json_text(in[0]), STR("[ ]"), "a member that the shape does not have");
    check_text(json_text(top[0]), STR("{\"y\":[3],\"z\":null,\"x\":[ ]}"),
               "with its braces");
}

static void what_was_read_before_an_error_is_there(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct json *root = NULL;
    struct err err;

    (void)state;
    assert_false(json_read(&arena, STR("{\"uid\":\"x\\n\",\"b\":[tru]}"), &json_whole,
                           &root, &err));
    assert_non_null(root);
    check_text(json_text(json_member(root, STR("uid"))), STR("x\n"), "the first member");
    assert_false(json_read(&arena, STR("{\"a\":\"x\\n\",\"uid\":\"y\\q\"}"), &json_whole,
                           &root, &err));
    check_true(json_value_type(json_member(root, STR("uid"))) == VALUE_NULL,
               "a broken string has no bytes");
}

static const struct {
    const char *why;
    struct str a;
    struct str b;
    bool equal;
} canonicals[] = {
    {"the order of members and space do not matter",
     STR_INIT("{\"b\":[1, 2],\"a\":{\"d\":1,\"c\":2}}"),
     STR_INIT("{ \"a\": {\"c\":2,\"d\":1}, \"b\":[1,2] }"), true},
    {"escapes do not matter", STR_INIT("{\"a\":\"\\u0041\"}"),
     STR_INIT("{\"\\u0061\":\"A\"}"), true},
    {"the order of elements matters", STR_INIT("[1,2]"), STR_INIT("[2,1]"), false},
    {"numbers are compared as text", STR_INIT("[1]"), STR_INIT("[1.0]"), false},
    {"a text is not a number", STR_INIT("[\"1\"]"), STR_INIT("[1]"), false},
    {"empty and empty differ", STR_INIT("[{}]"), STR_INIT("[[]]"), false},
};

static void equal_values_have_one_spelling(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(canonicals); i++) {
        AUTO(arena_clear) struct arena arena = {0};

        check_true(str_equal(json_canonical(&arena, canonicals[i].a),
                             json_canonical(&arena, canonicals[i].b)) ==
                       canonicals[i].equal,
                   canonicals[i].why);
    }
    AUTO(arena_clear) struct arena arena = {0};
    check_text(
        json_canonical(&arena, STR(" {\"b\" : [true,false,null,-0.10e+5,\"\\u0000\"],"
                                   "\"\":{},\"a\":[]}")),
        STR("{\"\":{},\"a\":[],\"b\":[true,false,null,-0.10e+5,\"\\u0000\"]}"),
        "sorted, compact, numbers as written");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_told_apart),
        cmocka_unit_test(texts_are_told_apart_inside),
        cmocka_unit_test(strings_are_decoded),
        cmocka_unit_test(errors_say_where),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(depth_counts_across_shapes),
        cmocka_unit_test(wide_objects_are_read_in_order_of_size),
        cmocka_unit_test(names_differ_up_to_any_count),
        cmocka_unit_test(shapes_choose_what_has_nodes),
        cmocka_unit_test(what_was_read_before_an_error_is_there),
        cmocka_unit_test(equal_values_have_one_spelling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
