/* SPDX-License-Identifier: Apache-2.0 */
/* base64: encoding and decoding, and what Go's standard decoder refuses. */
#include "wire/base64.h"

#include "unit.h"

static const struct {
    const char *why;
    struct str bytes;
    struct str text;
} pairs[] = {
    {"the empty text", STR_INIT(""), STR_INIT("")},
    {"one byte has two padding characters", STR_INIT("f"), STR_INIT("Zg==")},
    {"two bytes have one", STR_INIT("fo"), STR_INIT("Zm8=")},
    {"three bytes have none", STR_INIT("foo"), STR_INIT("Zm9v")},
    {"a group and an incomplete one", STR_INIT("foob"), STR_INIT("Zm9vYg==")},
    {"two groups and an incomplete one", STR_INIT("foobarb"), STR_INIT("Zm9vYmFyYg==")},
    {"three groups", STR_INIT("foobarbaz"), STR_INIT("Zm9vYmFyYmF6")},
    {"NULs", STR_INIT("\0\0\0"), STR_INIT("AAAA")},
    {"the last characters of the alphabet", STR_INIT("\xfb\xff\xfe"), STR_INIT("+//+")},
};

static void both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct str bytes = STR_NONE;
        struct buf text;

        buf_init(&text, &arena, BUF_MAX_BYTES);
        base64_add(&text, pairs[i].bytes);
        check_text(buf_str(&text), pairs[i].text, pairs[i].why);
        check_true(base64_decode(&arena, pairs[i].text, &bytes), pairs[i].why);
        check_text(bytes, pairs[i].bytes, pairs[i].why);
    }
}

static const struct {
    const char *why;
    struct str text;
    bool want;
} texts[] = {
    {"line breaks are ignored", STR_INIT("Zm9v\r\nYmFy\n"), true},
    {"also in the padding", STR_INIT("Zg\n=\n="), true},
    {"blanks are refused", STR_INIT("Zm9v YmFy"), false},
    {"missing padding", STR_INIT("Zg"), false},
    {"too little padding", STR_INIT("Zg="), false},
    {"too much padding", STR_INIT("Zm8=="), false},
    {"three padding characters", STR_INIT("Z==="), false},
    {"nothing but padding", STR_INIT("===="), false},
    {"padding after a whole group", STR_INIT("Zm9v===="), false},
    {"padding in the middle", STR_INIT("Zg==Zm9v"), false},
    {"the alphabet of URLs", STR_INIT("-__-"), false},
    {"a NUL", STR_INIT("Zm9\0"), false},
    {"a byte above ASCII", STR_INIT("Zm9\xff"), false},
};

static void as_go_decodes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct str bytes = STR_NONE;

        check_true(base64_decode(&arena, texts[i].text, &bytes) == texts[i].want,
                   texts[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways),
        cmocka_unit_test(as_go_decodes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
