/* SPDX-License-Identifier: Apache-2.0 */
/* texts: what a text claims, by the grammar of its path. */
#include "core/kinds/texts.h"

#include "base/buf.h"
#include "core/kinds/router_rule.h"
#include "unit.h"

/* As `[name]`, `record:[name]`, `?[text]` for an unreadable text; a NUL as `@`.  Then `*`
 * for a catch-all, `unbound` for a router rule without hosts. */
static struct str said(struct arena *arena, const struct text_names *names)
{
    static const char *const marks[] = {
        [HOST_IS_NAME] = "", [HOST_IS_RECORD] = "record:", [HOST_IS_UNREADABLE] = "?"};
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < names->n; i++) {
        const struct text_name *name = &names->all[i];

        buf_addf(&buf, "%s%s[", i > 0 ? " " : "", marks[name->reading]);
        for (size_t j = 0; j < name->name.len; j++)
            buf_add_byte(&buf, name->name.ptr[j] == '\0' ? '@' : name->name.ptr[j]);
        buf_add_byte(&buf, ']');
    }
    if (names->is_catch_all)
        buf_add_text(&buf, names->is_unbound ? " unbound" : " *");
    return buf_str(&buf);
}

struct text_row {
    const char *why;
    enum text_grammar as;
    struct str text;
    const char *want;
};

static void check_rows(const struct text_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct text_names names;

        text_names_of(&arena, rows[i].as, rows[i].text, &names);
        check_text(said(&arena, &names), str_from(rows[i].want), rows[i].why);
        check_true(names.is_catch_all || !names.is_unbound, rows[i].why);
    }
}

static const struct text_row texts[] = {
    {"a name is unchanged", TEXT_NAME, STR_INIT("Shop.Example.com."),
     "[Shop.Example.com.]"},
    {"an asterisk alone claims every name", TEXT_NAME, STR_INIT("*"), " *"},
    {"a wildcard is a name", TEXT_NAME, STR_INIT("*.a.b"), "[*.a.b]"},
    {"blanks are not removed: the text is not a host name", TEXT_NAME, STR_INIT(" * "),
     "[ * ]"},
    {"E63: an asterisk alone is not a hostname of the Gateway API", TEXT_PLAIN,
     STR_INIT("*"), "[*]"},
    {"E86: the labels of a record may have underscores", TEXT_RECORD,
     STR_INIT("_a._tcp.b.c"), "record:[_a._tcp.b.c]"},
    {"E86: a record of every name", TEXT_RECORD, STR_INIT("*"), " *"},

    {"one item", TEXT_LIST, STR_INIT("a.b"), "[a.b]"},
    {"items are trimmed", TEXT_LIST, STR_INIT(" a.b ,\tc.d"), "[a.b] [c.d]"},
    {"an empty item is not a host name", TEXT_LIST, STR_INIT("a.b,,c.d,"),
     "[a.b] [] [c.d] []"},
    {"a text of blanks is an empty item", TEXT_LIST, STR_INIT(" "), "[]"},
    {"an asterisk among others", TEXT_LIST, STR_INIT("a.b, *"), "[a.b] *"},
    {"a NUL does not end the text", TEXT_LIST, STR_INIT("a.b\0,c.d"), "[a.b@] [c.d]"},

    {"a name without a namespace", TEXT_ISTIO, STR_INIT("a.b"), "[a.b]"},
    {"E83: a namespace in front of a name", TEXT_ISTIO, STR_INIT("shop/a.b"), "[a.b]"},
    {"E83: any namespace", TEXT_ISTIO, STR_INIT("*/a.b"), "[a.b]"},
    {"E83: the own namespace", TEXT_ISTIO, STR_INIT("./*.a.b"), "[*.a.b]"},
    {"E83: every name of a namespace", TEXT_ISTIO, STR_INIT("shop/*"), " *"},
    {"E83: every name of all namespaces", TEXT_ISTIO, STR_INIT("*/*"), " *"},
    {"E83: every name", TEXT_ISTIO, STR_INIT("*"), " *"},
    {"an empty namespace is not removed: the text is not a host name", TEXT_ISTIO,
     STR_INIT("/a.b"), "[/a.b]"},
    {"nor is the sign for no namespace", TEXT_ISTIO, STR_INIT("~/*"), "[~/*]"},
    {"nor is an upper-case namespace", TEXT_ISTIO, STR_INIT("Shop/a.b"), "[Shop/a.b]"},
    {"only one namespace is removed", TEXT_ISTIO, STR_INIT("a/b/c.d"), "[b/c.d]"},
    {"a namespace without a name", TEXT_ISTIO, STR_INIT("shop/"), "[]"},

    {"E84: a predicate on hosts", TEXT_PREDICATE, STR_INIT("Host(/^a[.]b$/)"),
     "?[Host(/^a[.]b$/)]"},
    {"E84: the word in any case, inside another word", TEXT_PREDICATE,
     STR_INIT("x_hOsT_y"), "?[x_hOsT_y]"},
    {"E84: the word after its own beginning", TEXT_PREDICATE, STR_INIT("hohhost"),
     "?[hohhost]"},
    {"E84: a text with only the beginning of the word", TEXT_PREDICATE,
     STR_INIT("HosHos"), ""},
    {"E84: the word could be written with an escape", TEXT_PREDICATE,
     STR_INIT("H\\x6fst"), "?[H\\x6fst]"},
    {"a predicate on something else claims nothing", TEXT_PREDICATE,
     STR_INIT("Method(\"GET\")"), ""},
    {"an asterisk is not a predicate", TEXT_PREDICATE, STR_INIT("*"), ""},

    {"E83, E85: a text of unknown meaning", TEXT_OPAQUE, STR_INIT("pay"), "?[pay]"},
    {"an asterisk of unknown meaning", TEXT_OPAQUE, STR_INIT("*"), "?[*]"},
};

static void texts_are_read_by_their_grammar(void **state)
{
    (void)state;
    check_rows(texts, ARRAY_LEN(texts));
}

#define RULE(why_, text_, want_)                                                         \
    {                                                                                    \
        why_, TEXT_TRAEFIK, STR_INIT(text_), want_                                       \
    }

static const struct text_row rules[] = {
    RULE("one matcher", "Host(`a.b`)", "[a.b]"),
    RULE("in double quotes", "Host(\"a.b\")", "[a.b]"),
    RULE("white space between all words", " Host\t(\n `a.b` , `c.d`\r\n) ",
         "[a.b] [c.d]"),
    RULE("the matcher of syntax v2", "HostHeader(`a.b`)", "[a.b]"),
    RULE("the matcher of TCP", "HostSNI(`a.b`)", "[a.b]"),
    RULE("E82: names in upper, lower and title case",
         "HOST(`a`) || host(`b`) || Hostsni(`c`)", "[a] [b] [c]"),
    RULE("E82: and in others, which Traefik does not take", "hOSTsNI(`a`)", "[a]"),
    RULE("E82: a negated matcher claims its name, and is not bound", "!Host(`a.b`)",
         "[a.b] unbound"),
    RULE("a double negation is bound", "!!Host(`a.b`)", "[a.b]"),
    RULE("a negated negation of a group", "!(!Host(`a.b`))", "[a.b]"),
    RULE("E82: three are one", "!(!(!Host(`a.b`)))", "[a.b] unbound"),

    RULE("E82: an alternative without a host", "Host(`a.b`) || PathPrefix(`/`)",
         "[a.b] unbound"),
    RULE("alternatives that are all bound", "Host(`a`) || Host(`b`) && Path(`/`)",
         "[a] [b]"),
    RULE("a conjunction needs one that is bound",
         "Path(`/`) && Host(`a`) && Method(`GET`)", "[a]"),
    RULE("&& binds more than ||", "Path(`/`) || Method(`GET`) && Host(`a`)",
         "[a] unbound"),
    RULE("parentheses bind more", "(Path(`/`) || Method(`GET`)) && Host(`a`)", "[a]"),
    RULE("De Morgan: a negated conjunction is an alternative",
         "!(!Host(`a`) && !Host(`b`))", "[a] [b]"),
    RULE("of which each has to be bound", "!(!Host(`a`) && !Path(`/`))", "[a] unbound"),
    RULE("De Morgan: a negated alternative is a conjunction",
         "!(!Host(`a`) || Path(`/`))", "[a]"),
    RULE("in which a negated host binds nothing", "!(Host(`a`) || Path(`/`))",
         "[a] unbound"),
    RULE("a group inside a negated group", "!(Path(`/`) || !(Host(`a`) && Path(`/x`)))",
         "[a]"),
    RULE("the negation is of the operand only", "!Path(`/`) && Host(`a`)", "[a]"),

    RULE("no host at all", "PathPrefix(`/x`)", " unbound"),
    RULE("E82: the asterisk is every host", "Host(`*`)", " unbound"),
    RULE("E82: of TCP, too", "HostSNI(`*`)", " unbound"),
    RULE("E82: beside a name", "Host(`a.b`, `*`)", "[a.b] unbound"),
    RULE("which another matcher may limit", "Host(`*`) && Host(`a.b`)", "[a.b]"),
    RULE("a wildcard is a name", "Host(`*.a.b`)", "[*.a.b]"),
    RULE("a matcher without arguments limits nothing", "Host()", " unbound"),
    RULE("an empty argument is not a host name", "Host(``)", "[]"),
    RULE("arguments of other matchers are not names",
         "Header(`Host`, `a.b`) && Host(`c.d`)", "[c.d]"),

    RULE("E82: a pattern may match any host, and limits them", "HostRegexp(`.*`)",
         "?[HostRegexp(`.*`)]"),
    RULE("E82: one of TCP", "HostSNIRegexp(`.*`) && Host(`a`)",
         "[a] ?[HostSNIRegexp(`.*`) && Host(`a`)]"),
    RULE("E82: a negated pattern limits nothing", "!hostregexp(`x`)",
         "?[!hostregexp(`x`)] unbound"),

    RULE("E82: Host inside a text", "Host(`a`) && Query(`q`, \"Host(`b`)\")",
         "[a] ?[Host(`a`) && Query(`q`, \"Host(`b`)\")]"),
    RULE("E82: a text that begins as Host does", "Host(`a`) && Query(`Host(`, `b.c`)",
         "[a] ?[Host(`a`) && Query(`Host(`, `b.c`)]"),
    RULE("E82: with white space", "Query(`x HostSNI\n ( `, `b.c`)",
         "?[Query(`x HostSNI\n ( `, `b.c`)] unbound"),
    RULE("a text that only speaks of Host", "Host(`a`) && Query(`Host`, `(`)", "[a]"),
    RULE("E82: a matcher that ends as Host does", "Host(`a`) && MyHost(`b.c`)",
         "[a] ?[Host(`a`) && MyHost(`b.c`)]"),
    RULE("E82: quotes of both kinds, behind which names are found",
         "Host(`a`, \"a\") && Path(`b.c`)", "[a] [a] ?[Host(`a`, \"a\") && Path(`b.c`)]"),
    RULE("other matchers may have both", "Host(`a`) && Query(`b`, \"c\")", "[a]"),
    RULE("E82: an escape spells another name", "Host(\"a\\x2eb\")",
         "[a\\x2eb] ?[Host(\"a\\x2eb\")]"),
    RULE("a backslash hides a quote", "Path(\"\\\"\") && Host(`a`)",
         "[a] ?[Path(\"\\\"\") && Host(`a`)]"),
    RULE("and not one in back-quotes", "Path(`\\`) && Host(`a`)",
         "[a] ?[Path(`\\`) && Host(`a`)]"),

    RULE("blanks are not a rule", " ", "?[ ]"),
    RULE("a name without quotes", "Host(a.b)", "?[Host(a.b)]"),
    RULE("single quotes", "Host('a')", "?[Host('a')]"),
    RULE("the syntax of Traefik 1", "Host:a.b", "?[Host:a.b]"),
    RULE("a text that does not end", "Host(`a.b", "?[Host(`a.b]"),
    RULE("one that ends in a backslash", "Host(\"a\\", "?[Host(\"a\\]"),
    RULE("one that hides its end", "Host(\"a\\\")", "?[Host(\"a\\\")]"),
    RULE("a line feed in double quotes, which Go does not take", "Host(\"a\nb\")",
         "?[Host(\"a\nb\")]"),
    RULE("E82: a carriage return, which Go drops", "Host(`\r*`)", "?[Host(`\r*`)]"),
    RULE("a comma at the end", "Host(`a`,)", "?[Host(`a`,)]"),
    RULE("no comma", "Host(`a` `b`)", "?[Host(`a` `b`)]"),
    RULE("a parenthesis that is not closed", "(Host(`a`)", "?[(Host(`a`)]"),
    RULE("one too many", "Host(`a`))", "?[Host(`a`))]"),
    RULE("an empty group", "()", "?[()]"),
    RULE("an operator without operand", "Host(`a`) &&", "?[Host(`a`) &&]"),
    RULE("an operand without operator", "Host(`a`) Host(`b`)", "?[Host(`a`) Host(`b`)]"),
    RULE("half an operator", "Host(`a`) | Host(`b`)", "?[Host(`a`) | Host(`b`)]"),
    RULE("a negation behind its operand", "Host(`a`)!", "?[Host(`a`)!]"),
    RULE("E82: a comment, which Go drops", "Path(`/`) /* && Host(`a`) */",
         "?[Path(`/`) /* && Host(`a`) */]"),
    RULE("a matcher that begins with a digit", "1Host(`a`)", "?[1Host(`a`)]"),
    RULE("a NUL", "Host(`a`)\0", "?[Host(`a`)@]"),
};

static void router_rules_are_read(void **state)
{
    (void)state;
    check_rows(rules, ARRAY_LEN(rules));
}

static const struct {
    const char *why;
    size_t depth;
    const char *opening;
    bool want;
} depths[] = {
    {"the maximum depth", ROUTER_RULE_MAX_DEPTH, "(", true},
    {"one level deeper", ROUTER_RULE_MAX_DEPTH + 1, "(", false},
    {"negated groups count as levels", ROUTER_RULE_MAX_DEPTH + 1, "!(", false},
    {"negations alone do not", 100000, "!", true},
};

static void the_depth_of_rules_is_limited(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(depths); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct buf text = buf_in(&arena);
        struct router_rule rule;

        for (size_t j = 0; j < depths[i].depth; j++)
            buf_add_text(&text, depths[i].opening);
        buf_add_text(&text, "Host(`a`)");
        for (size_t j = 0; j < depths[i].depth && strchr(depths[i].opening, '('); j++)
            buf_add_byte(&text, ')');
        check_true(router_rule_read(&arena, buf_str(&text), &rule) == depths[i].want,
                   depths[i].why);
    }
}

static void names_are_limited(void **state)
{
    static const struct {
        const char *why;
        enum text_grammar as;
        const char *before;
        const char *item;
        const char *after;
        size_t n;
        bool want;
    } limits[] = {
        {"the maximum number of names", TEXT_LIST, "a", ",a", "", TEXT_MAX_NAMES, false},
        {"one more name", TEXT_LIST, "a", ",a", "", TEXT_MAX_NAMES + 1, true},
        {"many more names", TEXT_LIST, "a", ",a", "", 10 * TEXT_MAX_NAMES, true},
        {"the maximum number of names in a rule", TEXT_TRAEFIK, "Host(`a`", ",`a`", ")",
         TEXT_MAX_NAMES, false},
        {"one more name in a rule", TEXT_TRAEFIK, "Host(`a`", ",`a`", ")",
         TEXT_MAX_NAMES + 1, true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct buf text = buf_in(&arena);
        struct text_names names;

        buf_add_text(&text, limits[i].before);
        for (size_t j = 1; j < limits[i].n; j++)
            buf_add_text(&text, limits[i].item);
        buf_add_text(&text, limits[i].after);
        text_names_of(&arena, limits[i].as, buf_str(&text), &names);
        check_true(names.is_too_many == limits[i].want, limits[i].why);
        check_true(names.n == TEXT_MAX_NAMES, limits[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_read_by_their_grammar),
        cmocka_unit_test(router_rules_are_read),
        cmocka_unit_test(the_depth_of_rules_is_limited),
        cmocka_unit_test(names_are_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
