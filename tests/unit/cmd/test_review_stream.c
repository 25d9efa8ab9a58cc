/* SPDX-License-Identifier: Apache-2.0 */
/* review_stream: where one document ends and the next begins. */
#include "cmd/cmd.h"
#include "unit.h"

#define MAX 4

static const struct {
    const char *why;
    struct str bytes;
    struct {
        struct str text; /* len 0: the end */
        uint32_t line;
    } want[MAX];
} cases[] = {
    {"an empty stream has no document", STR_INIT(""), {{{NULL, 0}, 0}}},
    {"blanks alone are not a document", STR_INIT(" \t\r\n\n"), {{{NULL, 0}, 0}}},
    {"a document ends with its closing brace",
     STR_INIT("{\"a\":1}"),
     {{STR_INIT("{\"a\":1}"), 1}}},
    {"two documents on one line",
     STR_INIT("{}{}"),
     {{STR_INIT("{}"), 1}, {STR_INIT("{}"), 1}}},
    {"one document on each line",
     STR_INIT("{}\n{}\n"),
     {{STR_INIT("{}"), 1}, {STR_INIT("{}"), 2}}},
    {"blank lines count as lines",
     STR_INIT("\n\n{}\r\n\n{}"),
     {{STR_INIT("{}"), 3}, {STR_INIT("{}"), 5}}},
    {"a document of several lines",
     STR_INIT("{\n\"a\":\n1}\n{}"),
     {{STR_INIT("{\n\"a\":\n1}"), 1}, {STR_INIT("{}"), 4}}},
    {"nested braces and brackets",
     STR_INIT("{\"a\":[{},[]]} {}"),
     {{STR_INIT("{\"a\":[{},[]]}"), 1}, {STR_INIT("{}"), 1}}},
    {"braces in a string do not count",
     STR_INIT("{\"}\":\"{\"}{}"),
     {{STR_INIT("{\"}\":\"{\"}"), 1}, {STR_INIT("{}"), 1}}},
    {"an escaped quote does not end a string",
     STR_INIT("{\"\\\"}\":1}{}"),
     {{STR_INIT("{\"\\\"}\":1}"), 1}, {STR_INIT("{}"), 1}}},
    {"an escaped backslash does not escape the quote",
     STR_INIT("{\"\\\\\":1}{}"),
     {{STR_INIT("{\"\\\\\":1}"), 1}, {STR_INIT("{}"), 1}}},
    {"a valid document, a string with a line break, a valid document",
     STR_INIT("{}\n{\"a\nb\":1}\n{\"c\":2}"),
     {{STR_INIT("{}"), 1}, {STR_INIT("{\"a\nb\":1}"), 2}, {STR_INIT("{\"c\":2}"), 4}}},
    {"a backslash does not hide a line break",
     STR_INIT("{\"a\\\nb\"}\n{}"),
     {{STR_INIT("{\"a\\\nb\"}"), 1}, {STR_INIT("{}"), 3}}},
    {"a broken document ends at the next line that begins with a brace",
     STR_INIT("{\"a\n{\"b\":1}"),
     {{STR_INIT("{\"a"), 1}, {STR_INIT("{\"b\":1}"), 2}}},
    {"text that does not begin with a brace extends to such a line",
     STR_INIT("hello {}\nworld\n{}"),
     {{STR_INIT("hello {}\nworld"), 1}, {STR_INIT("{}"), 3}}},
    {"a document that never ends: each later line with a brace begins another one",
     STR_INIT("{\"a\":{\n{}\n{\"b\":1}\n"),
     {{STR_INIT("{\"a\":{"), 1}, {STR_INIT("{}"), 2}, {STR_INIT("{\"b\":1}"), 3}}},
    {"in line mode a document does not extend beyond its line",
     STR_INIT("{[\n{}{}\n"),
     {{STR_INIT("{["), 1}, {STR_INIT("{}{}"), 2}}},
    {"a string that never ends", STR_INIT("{\"a"), {{STR_INIT("{\"a"), 1}}},
    {"a backslash at the very end", STR_INIT("{\"a\\"), {{STR_INIT("{\"a\\"), 1}}},
    {"a closing brace alone is handed out as a document",
     STR_INIT("}\n{}"),
     {{STR_INIT("}"), 1}, {STR_INIT("{}"), 2}}},
    {"a NUL is a byte like any other",
     STR_INIT("\0\n{}"),
     {{STR_INIT("\0"), 1}, {STR_INIT("{}"), 2}}},
};

static void documents(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *const why = cases[i].why;
        struct review_stream stream;
        struct str got;
        size_t n = 0;

        review_stream_init(&stream, cases[i].bytes);
        for (; review_stream_next(&stream, &got); n++) {
            check_true(n < MAX, why);
            check_text(got, cases[i].want[n].text, why);
            check_true(stream.line == cases[i].want[n].line, why);
        }
        check_true(n == MAX || cases[i].want[n].text.len == 0, why);
        check_true(!review_stream_next(&stream, &got), "the end is reported again");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
