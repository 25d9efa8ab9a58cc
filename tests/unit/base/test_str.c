/* SPDX-License-Identifier: Apache-2.0 */
/*
 * str: views of bytes: comparison, splitting, numbers, globs.
 */
#include "base/str.h"

#include "unit.h"

static void comparing(void **state)
{
    static const struct {
        const char *why;
        struct str a;
        struct str b;
        int want;
    } cases[] = {
        {"equal texts", STR_INIT("abc"), STR_INIT("abc"), 0},
        {"a prefix sorts first", STR_INIT("ab"), STR_INIT("abc"), -1},
        {"and the longer one last", STR_INIT("abc"), STR_INIT("ab"), 1},
        {"bytes are unsigned", STR_INIT("\x7f"), STR_INIT("\x80"), -1},
        {"two empty texts, one without address", {NULL, 0}, STR_INIT(""), 0},
        {"a NUL does not end the text", STR_INIT("a\0b"), STR_INIT("a\0c"), -1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const int got = str_compare(cases[i].a, cases[i].b);

        check_true((got > 0) - (got < 0) == cases[i].want, cases[i].why);
        check_true(str_equal(cases[i].a, cases[i].b) == (cases[i].want == 0),
                   cases[i].why);
    }
}

static void ends_and_parts(void **state)
{
    static const struct {
        const char *why;
        struct str text;
        struct str part;
        bool prefix;
        bool suffix;
        bool inside;
    } cases[] = {
        {"at the start", STR_INIT("abcd"), STR_INIT("ab"), true, false, true},
        {"at the end", STR_INIT("abcd"), STR_INIT("cd"), false, true, true},
        {"in the middle", STR_INIT("abcd"), STR_INIT("bc"), false, false, true},
        {"the whole", STR_INIT("abcd"), STR_INIT("abcd"), true, true, true},
        {"longer than the text", STR_INIT("abcd"), STR_INIT("abcde"), false, false,
         false},
        {"the empty text is in every text", STR_INIT("abcd"), STR_INIT(""), true, true,
         true},
        {"also in the empty text", {NULL, 0}, {NULL, 0}, true, true, true},
        {"a letter is not in the empty text",
         {NULL, 0},
         STR_INIT("a"),
         false,
         false,
         false},
        {"after a NUL", STR_INIT("a\0b"), STR_INIT("b"), false, true, true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        check_true(str_has_prefix(cases[i].text, cases[i].part) == cases[i].prefix,
                   cases[i].why);
        check_true(str_has_suffix(cases[i].text, cases[i].part) == cases[i].suffix,
                   cases[i].why);
        check_true(str_contains(cases[i].text, cases[i].part) == cases[i].inside,
                   cases[i].why);
    }
}

static void slicing(void **state)
{
    size_t at = 99;

    (void)state;
    check_text(str_skip(STR("abc"), 1), STR("bc"), "without its first byte");
    check_text(str_skip(STR("abc"), 3), STR(""), "without any byte");
    check_text(str_skip(STR_NONE, 0), STR(""), "a part of the empty text");
    check_text(str_head(STR("abc"), 2), STR("ab"), "its first two bytes");
    check_true(str_find(STR("a.b.c"), '.', &at) && at == 1, "the first one is found");
    check_true(!str_find(STR_NONE, '.', &at) && at == 1,
               "if nothing is found, the result is untouched");
    check_true(str_from(NULL).len == 0, "a text without address is the empty text");
}

static void trimming(void **state)
{
    static const struct {
        const char *why;
        struct str text;
        struct str blanks;
        struct str spaces;
        struct str white;
    } cases[] = {
        {"both ends", STR_INIT("  a b "), STR_INIT("a b"), STR_INIT("a b"),
         STR_INIT("a b")},
        {"tabs are blanks but not spaces", STR_INIT("\ta\t"), STR_INIT("a"),
         STR_INIT("\ta\t"), STR_INIT("a")},
        {"line feeds are neither", STR_INIT("\na\r"), STR_INIT("\na\r"),
         STR_INIT("\na\r"), STR_INIT("a")},
        {"only blanks", STR_INIT(" \t "), STR_INIT(""), STR_INIT("\t"), STR_INIT("")},
        {"nothing", {NULL, 0}, STR_INIT(""), STR_INIT(""), STR_INIT("")},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        check_text(str_trim_blanks(cases[i].text), cases[i].blanks, cases[i].why);
        check_text(str_trim_spaces(cases[i].text), cases[i].spaces, cases[i].why);
        check_text(str_trim_white(cases[i].text), cases[i].white, cases[i].why);
        check_true(str_is_blank(cases[i].text) == (cases[i].blanks.len == 0),
                   cases[i].why);
    }
}

static void items(void **state)
{
    static const struct {
        const char *why;
        struct str text;
        size_t n;
        struct str items[3];
    } cases[] = {
        {"two items", STR_INIT("a,b"), 2, {STR_INIT("a"), STR_INIT("b"), {NULL, 0}}},
        {"an empty item between two",
         STR_INIT("a,,b"),
         3,
         {STR_INIT("a"), STR_INIT(""), STR_INIT("b")}},
        {"the empty text is one empty item",
         STR_INIT(""),
         1,
         {STR_INIT(""), {NULL, 0}, {NULL, 0}}},
        {"so is a text without address",
         {NULL, 0},
         1,
         {STR_INIT(""), {NULL, 0}, {NULL, 0}}},
        {"a separator at the end",
         STR_INIT("a,"),
         2,
         {STR_INIT("a"), STR_INIT(""), {NULL, 0}}},
        {"a separator alone", STR_INIT(","), 2, {STR_INIT(""), STR_INIT(""), {NULL, 0}}},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str rest = cases[i].text;
        struct str item;
        bool done = false;
        size_t n = 0;

        while (str_next_item(&rest, ',', &done, &item)) {
            check_true(n < cases[i].n, cases[i].why);
            check_text(item, cases[i].items[n], cases[i].why);
            n++;
        }
        check_true(n == cases[i].n, cases[i].why);
    }
}

static void numbers(void **state)
{
    static const struct {
        const char *why;
        struct str text;
        uint64_t max;
        bool want;
        uint64_t number;
    } cases[] = {
        {"zero", STR_INIT("0"), 10, true, 0},
        {"leading zeros", STR_INIT("007"), 10, true, 7},
        {"the limit", STR_INIT("128"), 128, true, 128},
        {"one above the limit", STR_INIT("129"), 128, false, 0},
        {"a digit too many", STR_INIT("1280"), 128, false, 0},
        {"the largest", STR_INIT("18446744073709551615"), UINT64_MAX, true, UINT64_MAX},
        {"one above the largest", STR_INIT("18446744073709551616"), UINT64_MAX, false, 0},
        {"far too many digits", STR_INIT("99999999999999999999999"), UINT64_MAX, false,
         0},
        {"nothing", STR_INIT(""), 10, false, 0},
        {"a sign", STR_INIT("+1"), 10, false, 0},
        {"a minus", STR_INIT("-1"), 10, false, 0},
        {"a blank before the digits", STR_INIT(" 1"), 10, false, 0},
        {"trailing text", STR_INIT("1x"), 10, false, 0},
        {"a NUL", STR_INIT("1\0"), 10, false, 0},
        {"characters next to the digits", STR_INIT(":"), 10, false, 0},
        {"a byte above ASCII", STR_INIT("\xb2"), 10, false, 0},
        {"a limit of zero", STR_INIT("1"), 0, false, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint64_t number = 0;

        check_true(str_to_u64(cases[i].text, cases[i].max, &number) == cases[i].want,
                   cases[i].why);
        check_true(number == cases[i].number, cases[i].why);
    }
}

static void globs(void **state)
{
    static const struct {
        const char *why;
        struct str text;
        struct str pattern;
        bool want;
    } cases[] = {
        {"itself", STR_INIT("shop"), STR_INIT("shop"), true},
        {"case matters", STR_INIT("shop"), STR_INIT("Shop"), false},
        {"a star matches any ending", STR_INIT("shop-dev"), STR_INIT("shop-*"), true},
        {"also an empty one", STR_INIT("shop-"), STR_INIT("shop-*"), true},
        {"the part before the star must match", STR_INIT("shop"), STR_INIT("shop-*"),
         false},
        {"a star at the beginning", STR_INIT("dev-shop"), STR_INIT("*-shop"), true},
        {"the part after the star must be the end", STR_INIT("dev-shop-x"),
         STR_INIT("*-shop"), false},
        {"the last possible match counts", STR_INIT("a-shop-shop"), STR_INIT("*-shop"),
         true},
        {"two stars", STR_INIT("abcbd"), STR_INIT("a*b*d"), true},
        {"two stars side by side", STR_INIT("abc"), STR_INIT("a**c"), true},
        {"a star alone matches the empty text", STR_INIT(""), STR_INIT("*"), true},
        {"the empty pattern matches only the empty text", STR_INIT("a"), STR_INIT(""),
         false},
        {"the empty pattern and the empty text", STR_INIT(""), STR_INIT(""), true},
        {"a question mark matches itself", STR_INIT("a"), STR_INIT("?"), false},
        {"a star matches a NUL", STR_INIT("a\0b"), STR_INIT("a*b"), true},
        {"a star in the text is a byte", STR_INIT("*"), STR_INIT("a"), false},
        {"order matters", STR_INIT("ba"), STR_INIT("*a*b*"), false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_true(str_matches_glob(cases[i].text, cases[i].pattern) == cases[i].want,
                   cases[i].why);
}

static void hostile_globs_end(void **state)
{
    static char text[20000];

    (void)state;
    memset(text, 'a', sizeof text);
    check_true(!str_matches_glob((struct str){text, sizeof text},
                                 STR("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b")),
               "many stars cost no more than one");
}

static void hashing(void **state)
{
    const uint64_t whole = str_hash(STR("foobar"), STR_HASH_SEED);

    (void)state;
    check_true(whole == UINT64_C(0x85944171f73967e8), "the published value of FNV-1a");
    check_true(str_hash(STR("bar"), str_hash(STR("foo"), STR_HASH_SEED)) == whole,
               "the empty text does not change the hash");
    check_true(str_hash(STR_NONE, STR_HASH_SEED) == STR_HASH_SEED,
               "the empty text does not change the hash");
}

static void equal_in_any_case(void **state)
{
    (void)state;
    check_true(str_equal_folded(STR("Host"), STR("hOST")), "letters are folded");
    check_true(!str_equal_folded(STR("Host"), STR("Hosts")), "lengths must be equal");
    check_true(!str_equal_folded(STR("a["), STR("a{")), "only letters are folded");
    check_true(str_equal_folded(STR_NONE, STR("")), "the empty text equals itself");
}

static void lower_case(void **state)
{
    (void)state;
    check_true(byte_lower('A') == 'a' && byte_lower('Z') == 'z', "letters are folded");
    check_true(byte_lower('@') == '@' && byte_lower('[') == '[',
               "the characters next to the letters are not");
    check_true(byte_lower('\xc4') == '\xc4', "bytes above ASCII are not letters");
}

/* Short texts are compared in overlapping pieces: each byte must matter at each
 * length. */
static void every_byte_counts(void **state)
{
    (void)state;
    for (size_t n = 0; n <= 40; n++) {
        char one[40];
        char other[40];

        memset(one, 'a', sizeof one);
        memset(other, 'a', sizeof other);
        check_true(str_equal((struct str){one, n}, (struct str){other, n}),
                   "equal texts");
        for (size_t at = 0; at < n; at++) {
            other[at] = (char)0x80;
            check_true(!str_equal((struct str){one, n}, (struct str){other, n}),
                       "one byte differs");
            check_true(str_compare((struct str){one, n}, (struct str){other, n}) < 0,
                       "bytes are compared as unsigned");
            other[at] = 'a';
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_counts), cmocka_unit_test(comparing),
        cmocka_unit_test(ends_and_parts),    cmocka_unit_test(slicing),
        cmocka_unit_test(trimming),          cmocka_unit_test(items),
        cmocka_unit_test(numbers),           cmocka_unit_test(globs),
        cmocka_unit_test(hostile_globs_end), cmocka_unit_test(hashing),
        cmocka_unit_test(equal_in_any_case), cmocka_unit_test(lower_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
