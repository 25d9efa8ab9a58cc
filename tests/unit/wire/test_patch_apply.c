/* SPDX-License-Identifier: Apache-2.0 */
/* patch_apply: applies a JSON Patch as the API server's library does. */
#include "wire/patch.h"

#include "base/buf.h"

#include "unit.h"

static const struct {
    const char *why;
    const char *document;
    const char *patch;
    const char *want;  /* NULL: the patch does not apply */
    const char *error; /* a part of the message */
} rows[] = {
    {"an empty patch", "{\"b\":1.50,\"a\":[]}", "[]", "{\"b\":1.50,\"a\":[]}", NULL},
    {"a member is added at the end", "{\"a\":1}",
     "[{\"op\":\"add\",\"path\":\"/b\",\"value\":2}]", "{\"a\":1,\"b\":2}", NULL},
    {"a replaced member keeps its position", "{\"a\":1,\"b\":2}",
     "[{\"op\":\"add\",\"path\":\"/a\",\"value\":[1e2]}]", "{\"a\":[1e2],\"b\":2}", NULL},
    {"a nested member", "{\"m\":{\"n\":{}}}",
     "[{\"op\":\"add\",\"path\":\"/m/n/x\",\"value\":\"y\"}]",
     "{\"m\":{\"n\":{\"x\":\"y\"}}}", NULL},
    {"the parent must exist", "{\"m\":{}}",
     "[{\"op\":\"add\",\"path\":\"/m/n/x\",\"value\":\"y\"}]", NULL, "the path's parent"},
    {"a parent that is null does not exist", "{\"m\":null}",
     "[{\"op\":\"add\",\"path\":\"/m/n\",\"value\":\"y\"}]", NULL, "the path's parent"},
    {"an added member can be the parent of another", "{}",
     "[{\"op\":\"add\",\"path\":\"/a\",\"value\":{}},{\"op\":\"add\",\"path\":\"/a/b\","
     "\"value\":1}]",
     "{\"a\":{\"b\":1}}", NULL},
    {"a slash in a key", "{}", "[{\"op\":\"add\",\"path\":\"/a~1b\",\"value\":1}]",
     "{\"a/b\":1}", NULL},
    {"a tilde in a key", "{}", "[{\"op\":\"add\",\"path\":\"/a~0b\",\"value\":1}]",
     "{\"a~b\":1}", NULL},
    {"~01 is a tilde and a one", "{}", "[{\"op\":\"add\",\"path\":\"/~01\",\"value\":1}]",
     "{\"~1\":1}", NULL},
    {"an unescaped slash separates steps", "{}",
     "[{\"op\":\"add\",\"path\":\"/a/b\",\"value\":1}]", NULL, "the path's parent"},
    {"an empty key", "{}", "[{\"op\":\"add\",\"path\":\"/\",\"value\":1}]", "{\"\":1}",
     NULL},
    {"a missing value is null", "{}", "[{\"op\":\"add\",\"path\":\"/a\"}]",
     "{\"a\":null}", NULL},
    {"an element is inserted", "[1,3]", "[{\"op\":\"add\",\"path\":\"/1\",\"value\":2}]",
     "[1,2,3]", NULL},
    {"at the beginning", "[1]", "[{\"op\":\"add\",\"path\":\"/0\",\"value\":0}]", "[0,1]",
     NULL},
    {"at the end", "[1]", "[{\"op\":\"add\",\"path\":\"/1\",\"value\":2}]", "[1,2]",
     NULL},
    {"a hyphen appends", "[]", "[{\"op\":\"add\",\"path\":\"/-\",\"value\":{}}]", "[{}]",
     NULL},
    {"past the end", "[1]", "[{\"op\":\"add\",\"path\":\"/2\",\"value\":2}]", NULL,
     "no such position"},
    {"an index that is not a number", "[1]",
     "[{\"op\":\"add\",\"path\":\"/x\",\"value\":2}]", NULL, "no such position"},
    {"an index that overflows", "[1]",
     "[{\"op\":\"add\",\"path\":\"/99999999999999999999\",\"value\":2}]", NULL,
     "no such position"},
    {"a leading zero", "[1,3]", "[{\"op\":\"add\",\"path\":\"/01\",\"value\":2}]",
     "[1,2,3]", NULL},
    {"an index from the end", "[1,2]", "[{\"op\":\"remove\",\"path\":\"/-1\"}]", "[1]",
     NULL},
    {"the first one, from the end", "[1,2]", "[{\"op\":\"remove\",\"path\":\"/-2\"}]",
     "[2]", NULL},
    {"an insertion at the beginning, from the end", "[1,2]",
     "[{\"op\":\"add\",\"path\":\"/-3\",\"value\":0}]", "[0,1,2]", NULL},
    {"before the first one", "[1,2]", "[{\"op\":\"remove\",\"path\":\"/-3\"}]", NULL,
     "at the path"},
    {"minus one appends", "[1]", "[{\"op\":\"add\",\"path\":\"/-1\",\"value\":2}]",
     "[1,2]", NULL},
    {"a member is removed", "{\"a\":1,\"b\":2,\"c\":3}",
     "[{\"op\":\"remove\",\"path\":\"/b\"}]", "{\"a\":1,\"c\":3}", NULL},
    {"the only member is removed", "{\"a\":{\"b\":1}}",
     "[{\"op\":\"remove\",\"path\":\"/a/b\"}]", "{\"a\":{}}", NULL},
    {"an absent member cannot be removed", "{\"a\":1}",
     "[{\"op\":\"remove\",\"path\":\"/b\"}]", NULL, "at the path"},
    {"an element is removed", "[1,2,3]", "[{\"op\":\"remove\",\"path\":\"/1\"}]", "[1,3]",
     NULL},
    {"an absent element cannot be removed", "[1]",
     "[{\"op\":\"remove\",\"path\":\"/1\"}]", NULL, "at the path"},
    {"the document cannot be removed", "{}", "[{\"op\":\"remove\",\"path\":\"\"}]", NULL,
     "whole document"},
    {"replace", "{\"a\":1,\"b\":2}", "[{\"op\":\"replace\",\"path\":\"/a\",\"value\":3}]",
     "{\"a\":3,\"b\":2}", NULL},
    {"replace of a missing member adds", "{}",
     "[{\"op\":\"replace\",\"path\":\"/a\",\"value\":3}]", "{\"a\":3}", NULL},
    {"replace of an element", "[1,2]",
     "[{\"op\":\"replace\",\"path\":\"/1\",\"value\":[]}]", "[1,[]]", NULL},
    {"replace of a missing element", "[1]",
     "[{\"op\":\"replace\",\"path\":\"/1\",\"value\":[]}]", NULL, "at the path"},
    {"the whole document", "{\"a\":1}",
     "[{\"op\":\"replace\",\"path\":\"\",\"value\":[2]}]", "[2]", NULL},
    {"a test that succeeds", "{\"a\":{\"x\":1,\"y\":[2]}}",
     "[{\"op\":\"test\",\"path\":\"/a\",\"value\":{\"y\":[2],\"x\":1}}]",
     "{\"a\":{\"x\":1,\"y\":[2]}}", NULL},
    {"a test that fails", "{\"a\":1}", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":2}]",
     NULL, "different"},
    {"an absent member equals null", "{}",
     "[{\"op\":\"test\",\"path\":\"/a\",\"value\":null}]", "{}", NULL},
    {"and no other value", "{}", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":0}]", NULL,
     "different"},
    {"the document is tested", "[1]", "[{\"op\":\"test\",\"path\":\"\",\"value\":[1]}]",
     "[1]", NULL},
    {"a failed test ends the patch", "{}",
     "[{\"op\":\"add\",\"path\":\"/a\",\"value\":1},{\"op\":\"test\",\"path\":\"/"
     "a\",\"value\":2}]",
     NULL, "operation 1"},
    {"an operation in capitals", "{}", "[{\"op\":\"ADD\",\"path\":\"/a\",\"value\":1}]",
     NULL, "op must be"},
    {"an unknown operation", "{}", "[{\"op\":\"copy\",\"path\":\"/a\",\"from\":\"/b\"}]",
     NULL, "op must be"},
    {"a missing operation", "{}", "[{\"path\":\"/a\"}]", NULL, "op must be"},
    {"a missing path", "{}", "[{\"op\":\"add\"}]", NULL, "path must be"},
    {"a path without slash", "{}", "[{\"op\":\"add\",\"path\":\"a\",\"value\":1}]", NULL,
     "the path's parent"},
    {"an operation that is not an object", "{}", "[1]", NULL, "op must be"},
    {"a patch that is not an array", "{}", "{}", NULL, "must be an array"},
    {"a patch that is not JSON", "{}", "[", NULL, "the patch"},
    {"a document that is not JSON", "{", "[]", NULL, "the document"},
    {"a text has no members", "{\"a\":\"b\"}",
     "[{\"op\":\"add\",\"path\":\"/a/b\",\"value\":1}]", NULL, "the path's parent"},
    {"a scalar document has no members", "1",
     "[{\"op\":\"add\",\"path\":\"/a\",\"value\":1}]", NULL, "the path's parent"},
    {"texts keep NUL and line separators", "{\"a\":\"\\u0000\\u2028<\"}", "[]",
     "{\"a\":\"\\u0000\xe2\x80\xa8<\"}", NULL},
};

static void patches_apply_as_at_the_api_server(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct str got = STR_NONE;
        struct err err = {0};
        bool applied = patch_apply(&arena, str_from(rows[i].document),
                                   str_from(rows[i].patch), &got, &err);

        check_true(applied == (rows[i].want != NULL), rows[i].why);
        if (applied)
            check_text(got, str_from(rows[i].want), rows[i].why);
        else if (strstr(err.text, rows[i].error) == NULL)
            fail_msg("%s: %s", rows[i].why, err.text);
    }
}

static void deep_documents_are_written(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct buf document;
    struct str got = STR_NONE;
    struct err err;

    (void)state;
    buf_init(&document, &arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < 10000; i++)
        buf_add_byte(&document, '[');
    for (size_t i = 0; i < 10000; i++)
        buf_add_byte(&document, ']');
    assert_true(patch_apply(&arena, buf_str(&document), STR("[]"), &got, &err));
    check_text(got, buf_str(&document), "10,000 levels are unchanged");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patches_apply_as_at_the_api_server),
        cmocka_unit_test(deep_documents_are_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
