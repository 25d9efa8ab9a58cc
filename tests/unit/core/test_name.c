/* SPDX-License-Identifier: Apache-2.0 */
/* name: which texts are valid host names, and which are not. */
#include "core/values/name.h"

#include "chance.h"
#include "unit.h"

#define L63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz01234567890"
#define N251                                                                             \
    L63 "." L63 "." L63 "." /* followed by 59 more */                                    \
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxy.example"

static const struct {
    const char *why;
    struct str text;
    const char *want; /* canonical; NULL: invalid */
    const char *reason;
} cases[] = {
    {"a plain name", STR_INIT("shop.example.com"), "shop.example.com", NULL},
    {"one label is a name", STR_INIT("localhost"), "localhost", NULL},
    {"case is folded", STR_INIT("Shop.Example.COM"), "shop.example.com", NULL},
    {"one trailing dot is the root", STR_INIT("shop.example.com."), "shop.example.com",
     NULL},
    {"two trailing dots are not", STR_INIT("shop.example.com.."), NULL,
     "it has an empty label"},
    {"a wildcard", STR_INIT("*.example.com"), "*.example.com", NULL},
    {"a wildcard with case and dot", STR_INIT("*.Example.com."), "*.example.com", NULL},
    {"a wildcard over one label", STR_INIT("*.com"), "*.com", NULL},
    {"digits at the beginning", STR_INIT("0.example.com"), "0.example.com", NULL},
    {"xn-- has no special meaning", STR_INIT("xn--bcher-kva.example"),
     "xn--bcher-kva.example", NULL},
    {"a label of 63", STR_INIT(L63 ".com"), L63 ".com", NULL},
    {"a label of 64", STR_INIT(L63 "x.com"), NULL, "it has a label longer than 63 bytes"},
    {"a name of 251", STR_INIT(N251), N251, NULL},
    {"a wildcard of 253", STR_INIT("*." N251), "*." N251, NULL},
    {"the trailing dot does not count", STR_INIT("*." N251 "."), "*." N251, NULL},
    {"253 without wildcard", STR_INIT(N251 "ab"), N251 "ab", NULL},
    {"254", STR_INIT(N251 "abc"), NULL, "it is longer than 253 bytes"},
    {"a wildcard of 254", STR_INIT("*." N251 "a"), NULL, "it is longer than 253 bytes"},
    {"nothing", STR_INIT(""), NULL, "it is empty"},
    {"the root alone", STR_INIT("."), NULL, "it is empty"},
    {"a star alone", STR_INIT("*"), NULL,
     "a \"*\" is allowed only as the whole first label"},
    {"a star and a dot", STR_INIT("*."), NULL, "it has an empty label"},
    {"a star inside", STR_INIT("a.*.com"), NULL,
     "a \"*\" is allowed only as the whole first label"},
    {"a star with letters", STR_INIT("w*.example.com"), NULL,
     "a \"*\" is allowed only as the whole first label"},
    {"two stars", STR_INIT("*.*.com"), NULL,
     "a \"*\" is allowed only as the whole first label"},
    {"a dot at the beginning", STR_INIT(".example.com"), NULL, "it has an empty label"},
    {"an empty label", STR_INIT("a..b"), NULL, "it has an empty label"},
    {"a hyphen at the beginning", STR_INIT("-a.example"), NULL,
     "it has a label that begins or ends with \"-\""},
    {"a hyphen at the end", STR_INIT("a-.example"), NULL,
     "it has a label that begins or ends with \"-\""},
    {"an underscore", STR_INIT("_acme.example.com"), NULL, "it has an underscore"},
    {"a blank", STR_INIT("a b.example"), NULL, "it has a blank"},
    {"a blank at the beginning", STR_INIT(" example.com"), NULL, "it has a blank"},
    {"a port", STR_INIT("example.com:443"), NULL,
     "it has a colon: a port or an IPv6 address is not allowed here"},
    {"an address", STR_INIT("127.0.0.1"), NULL, "it is an address"},
    {"a wildcard over an address", STR_INIT("*.127.0.0.1"), NULL, "it is an address"},
    {"a label of 64 at the end", STR_INIT("com." L63 "x"), NULL,
     "it has a label longer than 63 bytes"},
    {"an IPv6 address", STR_INIT("2001:db8::1"), NULL, "it is an address"},
    {"digits at the end that are not an address", STR_INIT("example.123"), NULL,
     "its last label has digits only"},
    {"a wildcard over digits", STR_INIT("*.1"), NULL, "its last label has digits only"},
    {"digits with a letter are a label", STR_INIT("example.1a"), "example.1a", NULL},
    {"a line feed", STR_INIT("a.example\n"), NULL, "it has a control character"},
    {"a NUL is a byte like any other", STR_INIT("shop.example.com\0.evil.net"), NULL,
     "it has a control character"},
    {"DEL", STR_INIT("a\x7f.example"), NULL, "it has a control character"},
    {"not ASCII",
     STR_INIT("b\xc3\xbc"
              "cher.example"),
     NULL, "it has a character outside ASCII: write the xn-- form"},
    {"a regular expression", STR_INIT("~^www"), NULL,
     "it has a character other than letters, digits, \"-\" and \".\""},
    {"a path", STR_INIT("example.com/a"), NULL,
     "it has a character other than letters, digits, \"-\" and \".\""},
};

static void texts(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct name name = {STR_NONE, STR_NONE, false, false};
        const char *reason = NULL;
        const bool good = name_parse(&arena, cases[i].text, &name, &reason);

        check_true(good == (cases[i].want != NULL), cases[i].why);
        if (!good) {
            check_text(str_from(reason), str_from(cases[i].reason), cases[i].why);
            continue;
        }
        check_text(name.text, str_from(cases[i].want), cases[i].why);
        check_true(name.is_wildcard == (cases[i].want[0] == '*'), cases[i].why);
        check_text(name.base, str_skip(name.text, name.is_wildcard ? 2 : 0),
                   cases[i].why);
    }
}

static const struct {
    const char *why;
    struct str name;
    struct str domain;
    bool within;
} places[] = {
    {"the domain itself", STR_INIT("example.com"), STR_INIT("example.com"), true},
    {"one label below", STR_INIT("a.example.com"), STR_INIT("example.com"), true},
    {"three below", STR_INIT("a.b.c.example.com"), STR_INIT("example.com"), true},
    {"label by label", STR_INIT("badexample.com"), STR_INIT("example.com"), false},
    {"above it", STR_INIT("com"), STR_INIT("example.com"), false},
    {"a name beside it", STR_INIT("example.net"), STR_INIT("example.com"), false},
    {"the root contains every name", STR_INIT("example.net"), STR_INIT("."), true},
};

static void within(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        check_true(name_is_within(places[i].name, places[i].domain) == places[i].within,
                   places[i].why);
    check_text(name_parent(STR("a.b.c")), STR("b.c"), "the parent of a name");
    check_text(name_parent(STR("c")), STR(""), "a name of one label has no parent");
}

#define ROUNDS         50000
#define GENERATED_MAX  8 /* parts of a name, or bytes of a part */
#define GENERATED_TEXT (2 + GENERATED_MAX * 66)

/* Valid and nearly valid names: short labels, some of 63 or 64 bytes, some odd bytes. */
static struct str generate(char *text)
{
    static const char bytes[] = "aaaazzzz0099--.._*:";
    size_t n = 0;

    for (size_t parts = 1 + random_below(GENERATED_MAX); parts > 0; parts--) {
        const bool is_usual = random_below(4) > 0;
        size_t len = random_below(12) == 0 ? 62 + random_below(3)
                                           : (is_usual ? 1 : 0) + random_below(5);

        for (; len > 0; len--)
            text[n++] = bytes[random_below(is_usual ? 12 : sizeof bytes - 1)];
        if (parts > 1 || random_below(8) == 0)
            text[n++] = '.';
    }
    return (struct str){text, n};
}

/* A canonical name is accepted in one pass over its bytes; other names are judged label
 * by label.  A first label in upper case forces the second way, and must change nothing
 * else. */
static void both_grammars(void **state)
{
    size_t n_good = 0;

    (void)state;
    for (size_t round = 0; round < ROUNDS; round++) {
        AUTO(arena_clear) struct arena arena = {0};
        char text[GENERATED_TEXT] = "X.";
        const struct str plain = generate(text + 2);
        const struct str judged = {text, plain.len + 2};
        struct name name = {STR_NONE, STR_NONE, false, false};
        struct name other = {STR_NONE, STR_NONE, false, false};
        const char *reason;
        bool good;

        if (plain.len == 0 || judged.len > NAME_MAX_BYTES)
            continue;
        good = name_parse(&arena, plain, &name, &reason);
        if (name.is_wildcard)
            continue; /* a wildcard is invalid after another label */
        if (name_parse(&arena, judged, &other, &reason) != good)
            fail_msg("\"%.*s\" is %s", STR_ARGS(plain), good ? "canonical" : "not");
        n_good += good;
        if (good)
            check_text(name.text, str_skip(other.text, 2), "the same name");
    }
    check_true(n_good > ROUNDS / 10 && n_good < ROUNDS - ROUNDS / 10,
               "both verdicts are frequent");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(within),
        cmocka_unit_test(both_grammars),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
