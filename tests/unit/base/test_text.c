/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text: bytes from outside become readable.
 */
#include "base/text.h"

#include "unit.h"

#define TEN    "0123456789"
#define EIGHTY TEN TEN TEN TEN TEN TEN TEN TEN
#define EURO   "\xe2\x82\xac"

static const struct {
    const char *why;
    struct str value;
    struct str quoted;
    struct str escaped;
} escape_cases[] = {
    {"plain text", STR_INIT("shop"), STR_INIT("\"shop\""), STR_INIT("shop")},
    {"nothing", {NULL, 0}, STR_INIT("\"\""), STR_INIT("")},
    {"a quote", STR_INIT("a\"b"), STR_INIT("\"a\\\"b\""), STR_INIT("a\"b")},
    {"a backslash", STR_INIT("a\\b"), STR_INIT("\"a\\\\b\""), STR_INIT("a\\\\b")},
    {"a line feed", STR_INIT("a\nb"), STR_INIT("\"a\\nb\""), STR_INIT("a\\nb")},
    {"a carriage return", STR_INIT("\r"), STR_INIT("\"\\r\""), STR_INIT("\\r")},
    {"a tab", STR_INIT("\t"), STR_INIT("\"\\t\""), STR_INIT("\\t")},
    {"a NUL", STR_INIT("a\0b"), STR_INIT("\"a\\u0000b\""), STR_INIT("a\\u0000b")},
    {"a terminal escape", STR_INIT("\x1b[31m"), STR_INIT("\"\\u001b[31m\""),
     STR_INIT("\\u001b[31m")},
    {"delete", STR_INIT("\x7f"), STR_INIT("\"\\u007f\""), STR_INIT("\\u007f")},
    {"a C1 control", STR_INIT("\xc2\x9b"), STR_INIT("\"\\u009b\""), STR_INIT("\\u009b")},
    {"a no-break space is not a control character", STR_INIT("\xc2\xa0"),
     STR_INIT("\"\xc2\xa0\""), STR_INIT("\xc2\xa0")},
    {"a soft hyphen cannot be seen", STR_INIT("a\xc2\xad"), STR_INIT("\"a\\u00ad\""),
     STR_INIT("a\\u00ad")},
    {"a zero width space cannot be seen", STR_INIT("\xe2\x80\x8b"),
     STR_INIT("\"\\u200b\""), STR_INIT("\\u200b")},
    {"right-to-left override", STR_INIT("\xe2\x80\xae"), STR_INIT("\"\\u202e\""),
     STR_INIT("\\u202e")},
    {"right-to-left mark", STR_INIT("\xe2\x80\x8f"), STR_INIT("\"\\u200f\""),
     STR_INIT("\\u200f")},
    {"Arabic letter mark", STR_INIT("\xd8\x9c"), STR_INIT("\"\\u061c\""),
     STR_INIT("\\u061c")},
    {"first isolate", STR_INIT("\xe2\x81\xa6"), STR_INIT("\"\\u2066\""),
     STR_INIT("\\u2066")},
    {"line separator", STR_INIT("\xe2\x80\xa8"), STR_INIT("\"\\u2028\""),
     STR_INIT("\\u2028")},
    {"a character of three bytes", STR_INIT(EURO), STR_INIT("\"" EURO "\""),
     STR_INIT(EURO)},
    {"a character of four bytes", STR_INIT("\xf0\x9f\x98\x80"),
     STR_INIT("\"\xf0\x9f\x98\x80\""), STR_INIT("\xf0\x9f\x98\x80")},
    {"a byte that starts no character", STR_INIT("a\xff"), STR_INIT("\"a\\xff\""),
     STR_INIT("a\\xff")},
    {"an overlong slash", STR_INIT("\xc0\xaf"), STR_INIT("\"\\xc0\\xaf\""),
     STR_INIT("\\xc0\\xaf")},
    {"a surrogate", STR_INIT("\xed\xa0\x80"), STR_INIT("\"\\xed\\xa0\\x80\""),
     STR_INIT("\\xed\\xa0\\x80")},
    {"a character that is cut off", STR_INIT("\xe2\x82"), STR_INIT("\"\\xe2\\x82\""),
     STR_INIT("\\xe2\\x82")},
    {"80 characters are whole", STR_INIT(EIGHTY), STR_INIT("\"" EIGHTY "\""),
     STR_INIT(EIGHTY)},
    {"81 are cut", STR_INIT(EIGHTY "x"), STR_INIT("\"" EIGHTY "...\""),
     STR_INIT(EIGHTY "...")},
    {"an escape is one character", STR_INIT(TEN "\n" EIGHTY),
     STR_INIT("\"" TEN "\\n" TEN TEN TEN TEN TEN TEN "012345678...\""),
     STR_INIT(TEN "\\n" TEN TEN TEN TEN TEN TEN "012345678...")},
};

static void quoted_and_escaped(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(escape_cases); i++) {
        AUTO(buf_clear) struct buf quoted;
        AUTO(buf_clear) struct buf escaped;

        buf_init(&quoted, NULL, BUF_MAX_BYTES);
        buf_init(&escaped, NULL, BUF_MAX_BYTES);
        text_add_quoted(&quoted, escape_cases[i].value);
        text_add_escaped(&escaped, escape_cases[i].value, TEXT_QUOTED_MAX);
        check_text(buf_str(&quoted), escape_cases[i].quoted, escape_cases[i].why);
        check_text(buf_str(&escaped), escape_cases[i].escaped, escape_cases[i].why);
    }
}

static void json_strings(void **state)
{
    static const struct {
        const char *why;
        struct str value;
        struct str want;
    } cases[] = {
        {"plain text", STR_INIT("shop"), STR_INIT("\"shop\"")},
        {"nothing", {NULL, 0}, STR_INIT("\"\"")},
        {"quote and backslash", STR_INIT("\"\\"), STR_INIT("\"\\\"\\\\\"")},
        {"a slash needs nothing", STR_INIT("a/b"), STR_INIT("\"a/b\"")},
        {"controls", STR_INIT("\n\r\t\b\0\x1f"),
         STR_INIT("\"\\n\\r\\t\\u0008\\u0000\\u001f\"")},
        {"DEL needs no escape", STR_INIT("\x7f"), STR_INIT("\"\x7f\"")},
        {"characters above ASCII", STR_INIT("a" EURO "b\xf0\x9f\x98\x80"),
         STR_INIT("\"a" EURO "b\xf0\x9f\x98\x80\"")},
        {"broken bytes, one by one", STR_INIT("a\xff\xe2\x82z"),
         STR_INIT("\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\"")},
        {"a surrogate", STR_INIT("\xed\xa0\x80"),
         STR_INIT("\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"")},
        {"long text is never cut", STR_INIT(EIGHTY EIGHTY),
         STR_INIT("\"" EIGHTY EIGHTY "\"")},
        {"an escape after plain text", STR_INIT(EIGHTY "\n" TEN),
         STR_INIT("\"" EIGHTY "\\n" TEN "\"")},
        {"an escape after a wide character", STR_INIT(EURO "\""),
         STR_INIT("\"" EURO "\\\"\"")},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(buf_clear) struct buf buf;

        buf_init(&buf, NULL, BUF_MAX_BYTES);
        text_add_json(&buf, cases[i].value);
        check_text(buf_str(&buf), cases[i].want, cases[i].why);
    }
}

static void utf8(void **state)
{
    static const struct {
        const char *why;
        struct str value;
        bool want;
        size_t length;
    } cases[] = {
        {"nothing", {NULL, 0}, true, 0},
        {"ASCII", STR_INIT(TEN TEN TEN), true, 30},
        {"a NUL", STR_INIT("\0"), true, 1},
        {"one wide character after eight bytes", STR_INIT("01234567" EURO), true, 9},
        {"one within the first eight", STR_INIT("012" EURO "34567890123"), true, 15},
        {"one wide character after 32 bytes", STR_INIT(TEN TEN TEN "01" EURO), true, 33},
        {"one at the end of the first 32", STR_INIT(TEN TEN "012345678" EURO TEN), true,
         40},
        {"smallest of two bytes", STR_INIT("\xc2\x80"), true, 1},
        {"overlong of two bytes", STR_INIT("\xc1\xbf"), false, 2},
        {"smallest of three bytes", STR_INIT("\xe0\xa0\x80"), true, 1},
        {"overlong of three bytes", STR_INIT("\xe0\x9f\xbf"), false, 3},
        {"last before the surrogates", STR_INIT("\xed\x9f\xbf"), true, 1},
        {"first surrogate", STR_INIT("\xed\xa0\x80"), false, 3},
        {"last surrogate", STR_INIT("\xed\xbf\xbf"), false, 3},
        {"first after the surrogates", STR_INIT("\xee\x80\x80"), true, 1},
        {"smallest of four bytes", STR_INIT("\xf0\x90\x80\x80"), true, 1},
        {"overlong of four bytes", STR_INIT("\xf0\x8f\xbf\xbf"), false, 4},
        {"the last code point", STR_INIT("\xf4\x8f\xbf\xbf"), true, 1},
        {"one above the last code point", STR_INIT("\xf4\x90\x80\x80"), false, 4},
        {"a first byte that is never valid", STR_INIT("\xf5\x80\x80\x80"), false, 4},
        {"a trailing byte alone", STR_INIT("\x80"), false, 1},
        {"a missing trailing byte", STR_INIT("\xc2"), false, 1},
        {"a letter for a trailing byte", STR_INIT("\xe2\x82z"), false, 3},
        {"an invalid byte after much ASCII", STR_INIT(EIGHTY "\xff"), false, 81},
        {"an invalid byte in the first word", STR_INIT("0\xff" TEN), false, 12},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        check_true(text_is_utf8(cases[i].value) == cases[i].want, cases[i].why);
        check_true(text_length(cases[i].value) == cases[i].length, cases[i].why);
    }
}

static void lists(void **state)
{
    static const struct str items[] = {
        STR_INIT("a"), STR_INIT("b"), STR_INIT("c\n"), STR_INIT("d"),
        STR_INIT("e"), STR_INIT("f"), STR_INIT("g"),
    };
    static const struct {
        const char *why;
        size_t n;
        struct str want;
    } cases[] = {
        {"none", 0, STR_INIT("")},
        {"one", 1, STR_INIT("a")},
        {"some, each escaped", 3, STR_INIT("a, b, c\\n")},
        {"five are all shown", 5, STR_INIT("a, b, c\\n, d, e")},
        {"the sixth is counted", 6, STR_INIT("a, b, c\\n, d, e and 1 more")},
        {"and so is the seventh", 7, STR_INIT("a, b, c\\n, d, e and 2 more")},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(buf_clear) struct buf buf;

        buf_init(&buf, NULL, BUF_MAX_BYTES);
        text_add_list(&buf, items, cases[i].n);
        check_text(buf_str(&buf), cases[i].want, cases[i].why);
    }
}

static void cutting(void **state)
{
    static const struct {
        const char *why;
        struct str value;
        size_t max_chars;
        struct str want;
    } cases[] = {
        {"short enough", STR_INIT("abc"), 5, STR_INIT("abc")},
        {"just enough", STR_INIT("abcde"), 5, STR_INIT("abcde")},
        {"one too many", STR_INIT("abcdef"), 5, STR_INIT("ab...")},
        {"characters are counted, not bytes", STR_INIT(EURO EURO EURO EURO), 4,
         STR_INIT(EURO EURO EURO EURO)},
        {"no character is split", STR_INIT(EURO EURO EURO EURO EURO), 4,
         STR_INIT(EURO "...")},
        {"room for the dots only", STR_INIT("abcdef"), 3, STR_INIT("...")},
        {"room for less than the dots", STR_INIT("abcdef"), 2, STR_INIT("..")},
        {"no room", STR_INIT("a"), 0, STR_INIT("")},
        {"nothing to cut", {NULL, 0}, 0, STR_INIT("")},
    };
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_text(text_cut(&arena, cases[i].value, cases[i].max_chars), cases[i].want,
                   cases[i].why);
}

/* Any bytes become readable UTF-8 without control characters. */
static void any_bytes_become_readable(void **state)
{
    uint32_t seed = 1;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        char bytes[64];
        AUTO(buf_clear) struct buf buf = {0};
        AUTO(buf_clear) struct buf json = {0};

        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (char)(seed >> 24);
        }
        buf_init(&buf, NULL, BUF_MAX_BYTES);
        buf_init(&json, NULL, BUF_MAX_BYTES);
        text_add_quoted(&buf, (struct str){bytes, sizeof bytes});
        text_add_json(&json, (struct str){bytes, sizeof bytes});
        check_true(text_is_utf8(buf_str(&buf)) && text_is_utf8(buf_str(&json)),
                   "the output is UTF-8");
        for (size_t i = 0; i < buf.len; i++)
            check_true((unsigned char)buf.ptr[i] >= 0x20, "without control characters");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quoted_and_escaped),
        cmocka_unit_test(json_strings),
        cmocka_unit_test(utf8),
        cmocka_unit_test(lists),
        cmocka_unit_test(cutting),
        cmocka_unit_test(any_bytes_become_readable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
