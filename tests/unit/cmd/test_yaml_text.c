/* SPDX-License-Identifier: Apache-2.0 */
/* yaml_text: writes JSON as block YAML that every reader understands alike. */
#include "cmd/cli/output.h"
#include "unit.h"

static const struct {
    const char *why;
    const char *json;
    const char *yaml; /* NULL: refused */
} documents[] = {
    {"one member on each line", "{\"a\":1,\"b\":true}", "a: 1\nb: true\n"},
    {"an object is indented below its key", "{\"a\":{\"b\":{\"c\":null}}}",
     "a:\n  b:\n    c: null\n"},
    {"a list is not indented below its key", "{\"a\":[1,2]}", "a:\n- 1\n- 2\n"},
    {"an object in a list begins after its dash", "{\"a\":[{\"b\":1,\"c\":2},{\"b\":3}]}",
     "a:\n- b: 1\n  c: 2\n- b: 3\n"},
    {"a list in a list begins after its dash", "[[1,2],[3]]", "- - 1\n  - 2\n- - 3\n"},
    {"after a nested value the outer level continues",
     "{\"a\":{\"b\":[{\"c\":1}]},\"d\":2}", "a:\n  b:\n  - c: 1\nd: 2\n"},
    {"empty values stay on the line of their key", "{\"a\":{},\"b\":[]}",
     "a: {}\nb: []\n"},
    {"an empty object", "{}", "{}\n"},
    {"a number alone", "1", "1\n"},
    {"a text alone", "\"x\"", "x\n"},
    {"numbers stay as they are", "{\"a\":1.50,\"b\":12345678901234567890}",
     "a: 1.50\nb: 12345678901234567890\n"},
    {"members keep their order", "{\"b\":1,\"a\":2}", "b: 1\na: 2\n"},
    {"a key is quoted as a value is", "{\"on\":1,\"a\\nb\":2}",
     "\"on\": 1\n\"a\\nb\": 2\n"},
    {"an invalid JSON text", "{\"a\":", NULL},
    {"nothing", "", NULL},
};

static const struct {
    const char *why;
    const char *json; /* of the text */
    const char *yaml;
} texts[] = {
    {"letters are plain", "\"web\"", "web"},
    {"a path is plain", "\"/api/v1\"", "/api/v1"},
    {"all other characters that are plain", "\"a._/-@,:= ()+*;z\"", "a._/-@,:= ()+*;z"},
    {"the empty text", "\"\"", "\"\""},
    {"what begins with a digit could be a number", "\"8080\"", "\"8080\""},
    {"what begins with a sign could be anything", "\"-a\"", "\"-a\""},
    {"characters next to the letters are not plain", "\"[a\"", "\"[a\""},
    {"nor is the one before a", "\"`a\"", "\"`a\""},
    {"nor is the one after z", "\"{a\"", "\"{a\""},
    {"nor is the one before A", "\"@a\"", "\"@a\""},
    {"Z is a letter", "\"Zz\"", "Zz"},
    {"a word for a boolean", "\"yes\"", "\"yes\""},
    {"in any case", "\"OFF\"", "\"OFF\""},
    {"the shortest such word", "\"n\"", "\"n\""},
    {"null is such a word", "\"Null\"", "\"Null\""},
    {"a longer word is plain", "\"yess\"", "yess"},
    {"a shorter word is plain", "\"tru\"", "tru"},
    {"a colon and a blank would make a key", "\"a: b\"", "\"a: b\""},
    {"so would a colon at the end", "\"a:\"", "\"a:\""},
    {"a colon inside is plain", "\"a:b\"", "a:b"},
    {"a blank at the end would be lost", "\"a \"", "\"a \""},
    {"a comment sign", "\"a #b\"", "\"a #b\""},
    {"a quote", "\"a\\\"b\"", "\"a\\\"b\""},
    {"a line feed", "\"a\\nb\"", "\"a\\nb\""},
    {"a NUL", "\"a\\u0000\"", "\"a\\u0000\""},
    {"letters of other scripts are quoted", "\"\xc3\xa4\"", "\"\xc3\xa4\""},
    {"DEL is not a YAML character", "\"a\x7f\"", "\"a\\x7f\""},
    {"the first C1 control character", "\"a\\u0080\"", "\"a\\x80\""},
    {"NEL has a short escape", "\"a\\u0085\"", "\"a\\N\""},
    {"the last control character", "\"a\\u009f\"", "\"a\\x9f\""},
    {"the character after it is plain", "\"a\\u00a0\"", "\"a\xc2\xa0\""},
    {"the line separator", "\"a\\u2028b\"", "\"a\\Lb\""},
    {"the paragraph separator", "\"a\\u2029b\"", "\"a\\Pb\""},
    {"the byte order mark", "\"a\\ufeff\"", "\"a\\ufeff\""},
    {"two noncharacters", "\"a\\ufffe\\uffff\"", "\"a\\ufffe\\uffff\""},
    {"the replacement character stays", "\"a\\ufffd\"", "\"a\xef\xbf\xbd\""},
};

static void shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
        AUTO(buf_clear) struct buf buf = {0};
        const char *const why = documents[i].why;
        struct err err = {0};

        buf_init(&buf, NULL, BUF_MAX_BYTES);
        if (yaml_text_add(&buf, str_from(documents[i].json), &err)) {
            check_true(documents[i].yaml != NULL, why);
            check_text(buf_str(&buf), str_from(documents[i].yaml), why);
        } else {
            check_true(documents[i].yaml == NULL && buf.len == 0, why);
            check_true(err.text[0] != '\0', why);
        }
    }
}

static void strings(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        AUTO(buf_clear) struct buf json = {0};
        AUTO(buf_clear) struct buf got = {0};
        AUTO(buf_clear) struct buf want = {0};
        struct err err = {0};

        buf_init(&json, NULL, BUF_MAX_BYTES);
        buf_init(&got, NULL, BUF_MAX_BYTES);
        buf_init(&want, NULL, BUF_MAX_BYTES);
        buf_addf(&json, "{\"k\":%s}", texts[i].json);
        buf_addf(&want, "k: %s\n", texts[i].yaml);
        check_true(yaml_text_add(&got, buf_str(&json), &err), texts[i].why);
        check_text(buf_str(&got), buf_str(&want), texts[i].why);
    }
}

/* n nested lists. */
static void add_lists(struct buf *buf, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add_byte(buf, '[');
    buf_add_byte(buf, '1');
    for (size_t i = 0; i < n; i++)
        buf_add_byte(buf, ']');
}

static void depth(void **state)
{
    static const struct {
        const char *why;
        size_t n;
        const char *end;
    } rows[] = {
        {"64 levels are in block style", 64, "- 1\n"},
        {"the level below is in flow style", 65, "- [1]\n"},
        {"and complete", 66, "- [[1]]\n"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(buf_clear) struct buf json = {0};
        AUTO(buf_clear) struct buf got = {0};
        struct err err = {0};
        size_t dashes = 0;

        buf_init(&json, NULL, BUF_MAX_BYTES);
        buf_init(&got, NULL, BUF_MAX_BYTES);
        add_lists(&json, rows[i].n);
        check_true(yaml_text_add(&got, buf_str(&json), &err), rows[i].why);
        check_true(str_has_suffix(buf_str(&got), str_from(rows[i].end)), rows[i].why);
        for (size_t k = 0; k < got.len; k++)
            dashes += got.ptr[k] == '-';
        check_true(dashes == 64, rows[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes),
        cmocka_unit_test(strings),
        cmocka_unit_test(depth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
