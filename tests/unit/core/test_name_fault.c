/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name_fault: explains why a text is not a name; every invalid text gets an explanation.
 */
#include "core/rules/name_fault.h"

#include "base/text.h"
#include "core/values/name.h"
#include "unit.h"

#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
    const char *why;
    struct str text;
    const char *want;
} faults[] = {
    {"nothing", STR_INIT(""), "it is empty"},
    {"the root", STR_INIT("."), "it is empty"},
    {"a URL", STR_INIT("https://shop.example.com/"),
     "write the name only, without https:// and path"},
    {"a path", STR_INIT("shop.example.com/a"),
     "write the name only, without https:// and path"},
    {"a port", STR_INIT("shop.example.com:443"),
     "it contains a port; write the name only"},
    {"a colon without a port", STR_INIT("shop:"), "it contains \":\""},
    {"a port without a name", STR_INIT(":443"), "it contains \":\""},
    {"IPv4", STR_INIT("127.0.0.1"), "it is an IP address; write a name"},
    {"IPv6", STR_INIT("2001:db8::1"), "it is an IP address; write a name"},
    {"IPv6 in brackets", STR_INIT("[2001:db8::1]"), "it is an IP address; write a name"},
    {"a wildcard over IPv4", STR_INIT("*.127.0.0.1"),
     "it is an IP address; write a name"},
    {"an underscore", STR_INIT("a_b.example.com"), "it contains \"_\""},
    {"a quote", STR_INIT("a\"b"), "it contains a double quote"},
    {"a blank", STR_INIT("a b"), "it contains a blank"},
    {"a tab", STR_INIT("a\tb"), "it contains the control character U+0009"},
    {"C1", STR_INIT("a\xc2\x85"), "it contains the control character U+0085"},
    {"a letter outside ASCII",
     STR_INIT("b\xc3\xbc"
              "cher.example"),
     "it contains \"\xc3\xbc\"; write the xn-- form"},
    {"half a character", STR_INIT("b\xc3"), "it contains \"\\xc3\"; write the xn-- form"},
    {"the first byte of a C1 character", STR_INIT("b\xc2"),
     "it contains \"\\xc2\"; write the xn-- form"},
    {"a star inside", STR_INIT("a.*.com"), "\"*\" may only be the whole first label"},
    {"an empty label", STR_INIT("a..b"), "it has an empty label"},
    {"a wildcard without a base", STR_INIT("*."), "it has an empty label"},
    {"two dots at the end", STR_INIT("a.."), "it has an empty label"},
    {"a hyphen at the beginning", STR_INIT("a.-b.com"),
     "the label \"-b\" begins with \"-\""},
    {"a hyphen at the end", STR_INIT("a.b-.com"), "the label \"b-\" ends with \"-\""},
    {"a label of 64", STR_INIT("a" L63 ".com"),
     "the label \"a" L63 "\" is longer than 63 bytes"},
    {"digits at the end", STR_INIT("a.123"),
     "the label \"123\" at the end consists of digits only"},
    {"too long", STR_INIT(L63 "." L63 "." L63 "." L63 ".com"),
     "it is longer than 253 bytes"},
};

static void faults_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        struct arena arena = {0};
        struct name name;
        const char *reason;
        struct buf buf;

        buf_init(&buf, &arena, BUF_MAX_BYTES);
        name_fault_add(&buf, faults[i].text);
        check_text(buf_str(&buf), str_from(faults[i].want), faults[i].why);
        check_true(!name_parse(&arena, faults[i].text, &name, &reason), faults[i].why);
        arena_clear(&arena);
    }
}

static const struct {
    const char *why;
    struct str text;
    bool want;
} unfilled[] = {
    {"a shell variable in braces", STR_INIT("shop.${DOMAIN}"), true},
    {"a shell variable", STR_INIT("$HOST.example.com"), true},
    {"a variable that begins with an underscore", STR_INIT("$_h"), true},
    {"a price", STR_INIT("$5"), false},
    {"a dollar alone", STR_INIT("a$"), false},
    {"braces that are not closed", STR_INIT("${"), false},
    {"braces around nothing", STR_INIT("${}"), false},
    {"angles", STR_INIT("<your-host>"), true},
    {"one angle", STR_INIT("a<b"), false},
    {"underscores", STR_INIT("__HOST__"), true},
    {"underscores that are not closed", STR_INIT("__host"), false},
    {"underscores only", STR_INIT("____"), false},
    {"a template", STR_INIT("{{ .Values.host }}"), true},
    {"half a template", STR_INIT("{{ .Values.host }"), false},
    {"a name", STR_INIT("shop.example.com"), false},
    {"nothing", STR_INIT(""), false},
};

static void unfilled_templates(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(unfilled); i++)
        check_true(name_fault_is_unfilled(unfilled[i].text) == unfilled[i].want,
                   unfilled[i].why);
}

/* All texts of two bytes. */
static void every_invalid_name_has_an_explanation(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 0x10000; i++) {
        const char bytes[2] = {(char)(i >> 8), (char)(i & 0xff)};
        struct arena arena = {0};
        struct name name;
        const char *reason;
        struct buf buf;

        if (!name_parse(&arena, (struct str){bytes, 2}, &name, &reason)) {
            buf_init(&buf, &arena, BUF_MAX_BYTES);
            name_fault_add(&buf, (struct str){bytes, 2});
            check_true(buf.len > 0 && text_is_utf8(buf_str(&buf)), "it is a sentence");
        }
        arena_clear(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_named),
        cmocka_unit_test(unfilled_templates),
        cmocka_unit_test(every_invalid_name_has_an_explanation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
