/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Source ranges: all modes in both stages, and how lists are read.
 */
#include "core/object/ranges.h"

#include <stdlib.h>

#include "deciding.h"
#include "deciding_objects.h"
#include "unit.h"

struct list_row {
    const char *why;
    struct str value;
    const char *profile;
    enum list_fault want;
};

static const struct list_row lists[] = {
    {"one prefix", STR_INIT("10.0.0.0/8"), "ingress-nginx", LIST_SOUND},
    {"blanks around entries", STR_INIT(" 10.0.0.0/8 ,\t1.2.3.4 "), "ingress-nginx",
     LIST_SOUND},
    {"both families", STR_INIT("10.0.0.0/8,2001:db8::/32"), "ingress-nginx", LIST_SOUND},
    {"host bits are masked", STR_INIT("10.1.2.3/8"), "ingress-nginx", LIST_SOUND},
    {"nothing", STR_INIT(""), "ingress-nginx", LIST_EMPTY},
    {"blanks only", STR_INIT(" \t"), "ingress-nginx", LIST_EMPTY},
    {"a trailing separator", STR_INIT("10.0.0.0/8,"), "ingress-nginx", LIST_EMPTY_ENTRY},
    {"a leading separator", STR_INIT(",10.0.0.0/8"), "ingress-nginx", LIST_EMPTY_ENTRY},
    {"only separators", STR_INIT(","), "ingress-nginx", LIST_EMPTY_ENTRY},
    {"a text that is not an address", STR_INIT("10.0.0.0/8,office"), "ingress-nginx",
     LIST_BAD_ENTRY},
    {"a leading zero", STR_INIT("10.0.0.0/08"), "ingress-nginx", LIST_BAD_ENTRY},
    {"an IPv4-mapped address", STR_INIT("::ffff:10.0.0.0/104"), "ingress-nginx",
     LIST_BAD_ENTRY},
    {"a NUL", STR_INIT("10.0.0.0/8\0"), "ingress-nginx", LIST_BAD_ENTRY},
    {"a bare address where a length is required", STR_INIT("10.0.0.1"),
     "aws-load-balancer-controller", LIST_BAD_ENTRY},
    {"an exclusion that the controller does not know",
     STR_INIT("10.0.0.0/8,!10.1.0.0/16"), "ingress-nginx", LIST_BAD_ENTRY},
    {"an exclusion that the controller knows", STR_INIT("10.0.0.0/8, !10.1.0.0/16"),
     "haproxy-ingress", LIST_SOUND},
    {"the controller ignores an exclusion with a blank after the mark",
     STR_INIT("10.0.0.0/8,! 10.1.0.0/16"), "haproxy-ingress", LIST_BAD_ENTRY},
    {"or a tab", STR_INIT("10.0.0.0/8,!\t10.1.0.0/16"), "haproxy-ingress",
     LIST_BAD_ENTRY},
    {"or a line feed", STR_INIT("10.0.0.0/8,!\n10.1.0.0/16"), "haproxy-ingress",
     LIST_BAD_ENTRY},
    {"excluded twice", STR_INIT("10.0.0.0/8,!!10.1.0.0/16"), "haproxy-ingress",
     LIST_BAD_ENTRY},
    {"entries on separate lines", STR_INIT("10.0.0.0/8,\n  1.2.3.4/32\n"),
     "ingress-nginx", LIST_SOUND},
    {"a carriage return is not trimmed", STR_INIT("10.0.0.0/8,\r\n1.2.3.4/32"),
     "ingress-nginx", LIST_BAD_ENTRY},
    {"a line feed alone", STR_INIT("\n"), "ingress-nginx", LIST_EMPTY},
    {"a line feed without comma", STR_INIT("10.0.0.0/8\n1.2.3.4/32"), "ingress-nginx",
     LIST_BAD_ENTRY},
    {"of a wrong and an empty entry the wrong one is reported", STR_INIT(",office"),
     "ingress-nginx", LIST_BAD_ENTRY},
    {"only exclusions", STR_INIT("!10.1.0.0/16"), "haproxy-ingress", LIST_EMPTY},
    {"everything is excluded", STR_INIT("10.0.0.0/8,!10.0.0.0/7"), "haproxy-ingress",
     LIST_EMPTY},
    {"an empty entry beside exclusions", STR_INIT("10.0.0.0/8,,!10.1.0.0/16"),
     "haproxy-ingress", LIST_EMPTY_ENTRY},
    {"an exclusion of nothing", STR_INIT("10.0.0.0/8,!"), "haproxy-ingress",
     LIST_BAD_ENTRY},
};

static void lists_are_read_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        struct arena arena = {0};
        struct range_list list;

        range_list_parse(&arena, lists[i].value,
                         deciding_profile(&arena, lists[i].profile), &list);
        check_true(list.fault == lists[i].want, lists[i].why);
        arena_clear(&arena);
    }
}

static void endless_lists_are_not_read(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct profile *profile = deciding_profile(&arena, "ingress-nginx");
    struct range_list list;
    struct buf text;

    (void)state;
    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, "10.0.0.0/8");
    for (size_t i = 1; i < 32768; i++)
        buf_add_text(&text, ",1.2.3.4");
    range_list_parse(&arena, buf_str(&text), profile, &list);
    check_true(list.fault == LIST_SOUND, "the maximum number of entries");
    buf_add_text(&text, ",9.9.9.9");
    range_list_parse(&arena, buf_str(&text), profile, &list);
    check_true(list.fault == LIST_BAD_ENTRY, "a longer list never passes");
    check_text(list.bad[0].text, STR("9.9.9.9"),
               "the first entry beyond the maximum is named");
    for (size_t i = 0; i < 500000; i++)
        buf_add_text(&text, ",1.2.3.4");
    arena.total = 0;
    range_list_parse(&arena, buf_str(&text), profile, &list);
    check_true(arena.total < (size_t)4 << 20,
               "entries beyond the maximum take no memory");
}

static void exclusions_do_not_extend_a_list(void **state)
{
    struct arena arena = {0};
    const struct profile *profile = deciding_profile(&arena, "haproxy-ingress");
    struct range_list inside;
    struct str *outside = NULL;
    size_t n;

    (void)state;
    range_list_parse(&arena, STR("10.0.0.0/9"), profile, &inside);
    n = range_list_outside(&arena, STR("10.0.0.0/8, 192.0.2.1,!10.128.0.0/9"), profile,
                           &inside.set, &outside);
    check_true(n == 1, "an exclusion does not extend a list");
    check_text(outside[0], STR("192.0.2.1"), "the entry is named as written");
    n = range_list_outside(&arena, STR("office,10.0.0.0/8"), profile, &inside.set,
                           &outside);
    check_true(n == 1, "an entry that is not an address is not outside");
    check_text(outside[0], STR("10.0.0.0/8"), "an address is");
    arena_clear(&arena);
}

static const struct {
    const char *why;
    struct str value;
    const char *profile;
    const char *said; /* the wrong entries with their reasons, joined by `; ` */
} wrong[] = {
    {"a forgotten comma", STR_INIT("10.0.0.0/8 1.2.3.4/32"), "ingress-nginx",
     "10.0.0.0/8 1.2.3.4/32 is one item; is a comma missing?"},
    {"a forgotten separator", STR_INIT("10.0.0.0/81.2.3.4/32"), "ingress-nginx",
     "10.0.0.0/81.2.3.4/32 is one item; is a comma missing?"},
    {"no length", STR_INIT("10.0.0.1"), "aws-load-balancer-controller",
     "10.0.0.1 has no length; write /32 for IPv4, /128 for IPv6"},
    {"a blank after the mark", STR_INIT("1.0.0.0/8,! 1.2.3.4"), "haproxy-ingress",
     "! 1.2.3.4 has a blank behind the \"!\"; write the address directly behind it"},
    {"five wrong entries, each with its reason",
     STR_INIT("a,10.0.0.0/8,b ,::ffff:1.2.3.4/128,1.2.3.4/33,c/d/e,f"), "ingress-nginx",
     "a is not an address; b is not an address; ::ffff:1.2.3.4/128 is an "
     "IPv4-mapped IPv6 address: write it as IPv4; 1.2.3.4/33 has a length above 32; "
     "c/d/e is one item; is a comma missing?"},
};

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct range_list list;
        struct buf said;

        range_list_parse(&arena, wrong[i].value,
                         deciding_profile(&arena, wrong[i].profile), &list);
        buf_init(&said, &arena, BUF_MAX_BYTES);
        for (size_t j = 0; j < list.n_bad; j++)
            buf_addf(&said, "%s%.*s %s", j == 0 ? "" : "; ", STR_ARGS(list.bad[j].text),
                     list.bad[j].reason);
        check_text(buf_str(&said), str_from(wrong[i].said), wrong[i].why);
    }
}

struct row {
    const char *why;
    const char *added; /* annotations added to BASE */
    const char *edits; /* of source-range keys, by the mutating stage */
    const char
        *keys; /* where the validating stage finds violations, in the object as it is */
};

#define BASE "class=internal\n" INTERNAL_HOST INTERNAL_DNS

static void add_line(struct buf *buf, struct str text)
{
    if (buf->len > 0)
        buf_add_byte(buf, ' ');
    buf_add(buf, text);
}

/* Edits as "white=VALUE" and "allow=VALUE". */
static struct str short_edits(const struct decision *decision, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < decision->n_edits; i++) {
        const struct edit *edit = &decision->edits[i];

        if (edit->rule != RULE_SOURCE_RANGES)
            continue;
        add_line(&buf,
                 str_equal(edit->path.key, STR(WHITE)) ? STR("white=") : STR("allow="));
        buf_add(&buf, edit->kind == EDIT_REMOVE ? STR("-") : edit->text);
    }
    return buf_str(&buf);
}

static struct str short_keys(const struct decision *decision, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];

        if (violation->rule == RULE_SOURCE_RANGES)
            add_line(&buf, str_skip(violation->path.key, strlen(NGINX)));
    }
    return buf_str(&buf);
}

static void judge_rows(const char *mode, const struct row *rows, size_t n)
{
    char *yaml = deciding_replace(
        deciding_example, "sourceRanges: {mode: narrow, networks: [office, vpn]}", mode);
    struct policy *policy = deciding_policy(yaml);

    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        struct question question = {
            .object = arena_format(&arena, "%s%s", BASE, rows[i].added).ptr};
        struct decision decision = deciding_ask(policy, &question, STAGE_MUTATE, &arena);

        check_text(short_edits(&decision, &arena), str_from(rows[i].edits), rows[i].why);
        decision = deciding_ask(policy, &question, STAGE_VALIDATE, &arena);
        check_text(short_keys(&decision, &arena), str_from(rows[i].keys), rows[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
    free(yaml);
}

#define W     "@" WHITE "="
#define A     "@" ALLOW "="
#define OTHER "203.0.113.64/26, 2001:db8:100::/48,198.51.100.0/25 , 198.51.100.128/25"
#define BOTH  "allowlist-source-range whitelist-source-range"

static const struct row open_mode[] = {
    {"no list is required", "", "", ""},
    {"the user may have any list", W "0.0.0.0/0\n", "", ""},
    {"but it must be valid", W "x\n", "", "whitelist-source-range"},
    {"and not empty", W "\n", "", "whitelist-source-range"},
    {"two spellings with equal sets", W "10.0.0.0/8\n" A "10.0.0.0/9,10.128.0.0/9\n", "",
     ""},
    {"two spellings that differ", W "10.0.0.0/8\n" A "10.0.0.0/9\n", "", BOTH},
    {"an empty one beside another", W "10.0.0.0/8\n" A "\n", "", BOTH},
    {"nothing undoes a list that is not required", "@" NGINX "satisfy=any\n", "", ""},
};

static void open_lists(void **state)
{
    (void)state;
    judge_rows("sourceRanges: {mode: open}", open_mode, ARRAY_LEN(open_mode));
}

static const struct row fixed_mode[] = {
    {"absent: the list is written", "", "white=" LISTED, "whitelist-source-range"},
    {"the exact text of the platform", W LISTED "\n", "", ""},
    {"another order of the same addresses", W OTHER "\n", "", ""},
    {"a part of the list", W "198.51.100.0/24\n", "", "whitelist-source-range"},
    {"more than the list", W LISTED ",192.0.2.1\n", "", "whitelist-source-range"},
    {"half the world twice", W "0.0.0.0/1,128.0.0.0/1\n", "", "whitelist-source-range"},
    {"a bad entry", W LISTED ",x\n", "", "whitelist-source-range"},
    {"empty", W "\n", "", "whitelist-source-range"},
    {"two spellings, equal", W LISTED "\n" A OTHER "\n", "", ""},
    {"another spelling with a wider list", W LISTED "\n" A "0.0.0.0/0\n", "", BOTH},
    {"another spelling with an empty list", W LISTED "\n" A "\n", "", BOTH},
    {"only another spelling, with the right list: its text is copied to the first key",
     A OTHER "\n", "white=" OTHER, "whitelist-source-range"},
    {"only another spelling, with a wrong list: a conflict is not changed",
     A "10.0.0.0/8\n", "", "allowlist-source-range"},
};

static void fixed_lists(void **state)
{
    (void)state;
    judge_rows("sourceRanges: {mode: fixed, networks: [office, vpn]}", fixed_mode,
               ARRAY_LEN(fixed_mode));
}

#define UNDONE(key) W LISTED "\n@" NGINX key "\n"

static const struct row narrow_mode[] = {
    {"absent: the list is written", "", "white=" LISTED, "whitelist-source-range"},
    {"the whole list", W LISTED "\n", "", ""},
    {"a part of the list is not changed", W " 198.51.100.7/25,203.0.113.65\n", "", ""},
    {"a part of one family", W "2001:db8:100:1::/64\n", "", ""},
    {"more than the list", W LISTED ",192.0.2.1\n", "", "whitelist-source-range"},
    {"one bit more", W "198.51.100.0/23\n", "", "whitelist-source-range"},
    {"a bad entry", W "198.51.100.0/24;x\n", "", "whitelist-source-range"},
    {"empty", W "\n", "", "whitelist-source-range"},
    {"two spellings, equal", W "198.51.100.1\n" A "198.51.100.1/32\n", "", ""},
    {"two spellings that are both acceptable, but differ",
     W "198.51.100.1\n" A "198.51.100.2\n", "", BOTH},
    {"only another spelling", A "198.51.100.1\n", "white=198.51.100.1",
     "whitelist-source-range"},
    {"only another spelling, with a wider list", A "0.0.0.0/0\n", "",
     "allowlist-source-range"},
    {"satisfy any", UNDONE("satisfy=any"), "", "satisfy"},
    {"satisfy all is harmless", UNDONE("satisfy=all"), "", ""},
    {"passing TLS through", UNDONE("ssl-passthrough=true"), "", "ssl-passthrough"},
    {"not passing TLS through", UNDONE("ssl-passthrough=False"), "", ""},
    {"a snippet", UNDONE("server-snippet=x"), "", "server-snippet"},
};

static void narrow_lists(void **state)
{
    (void)state;
    judge_rows("sourceRanges: {mode: narrow, networks: [office, vpn]}", narrow_mode,
               ARRAY_LEN(narrow_mode));
}

#define CUT "198.51.100.0/24,203.0.113.64/26,2001:db8:100::/48"

static const struct row intersect_mode[] = {
    {"absent: the list is written", "", "white=" LISTED, "whitelist-source-range"},
    {"an acceptable list is not changed", W OTHER "\n", "", ""},
    {"nor is a part of it", W "198.51.100.1\n", "", ""},
    {"a wider list is cut; IPv4 comes before IPv6, in numeric order",
     W "::/0,0.0.0.0/0\n", "white=" CUT, "whitelist-source-range"},
    {"each existing spelling is cut",
     W "198.51.0.0/16\n" A "198.51.0.0/17,198.51.128.0/17\n",
     "allow=198.51.100.0/24 white=198.51.100.0/24", BOTH},
    {"only another spelling: it is cut, and copied to the first key", A "198.51.0.0/16\n",
     "allow=198.51.100.0/24 white=198.51.100.0/24", "allowlist-source-range"},
    {"a list without common addresses is not changed", W "10.0.0.0/8\n", "",
     "whitelist-source-range"},
    {"nor is an invalid list", W "0.0.0.0/0,x\n", "", "whitelist-source-range"},
    {"nor is an empty list", W "\n", "", "whitelist-source-range"},
    {"spellings that differ are a conflict", W "0.0.0.0/0\n" A "198.51.0.0/16\n", "",
     BOTH},
};

static void intersected_lists(void **state)
{
    (void)state;
    judge_rows("sourceRanges: {mode: intersect, networks: [office, vpn]}", intersect_mode,
               ARRAY_LEN(intersect_mode));
}

static const struct row elsewhere_mode[] = {
    {"nothing is checked", W "x\n" A "\n@" NGINX "satisfy=any\n", "", ""},
};

static void elsewhere(void **state)
{
    (void)state;
    judge_rows("sourceRanges: {mode: elsewhere}", elsewhere_mode,
               ARRAY_LEN(elsewhere_mode));
}

#define POLICIES    "nginx.org/policies"
#define MIDDLEWARES "traefik.ingress.kubernetes.io/router.middlewares"
#define PLUGINS     "konghq.com/plugins"
#define OWN         "edge.example.net/use"

#define INC     "profile: nginx-inc\n    sourceRanges: {mode: reference, object: p/office}"
#define TRAEFIK "profile: traefik\n    sourceRanges: {mode: reference, object: office@p}"
#define KONG    "profile: kong\n    sourceRanges: {mode: reference, object: 'p:office'}"
#define EDGE    "profile: edge\n    sourceRanges: {mode: reference, object: office}"

static const struct {
    const char *why;
    const char *class;
    const char *added;
    const char *value; /* what is written; "": nothing */
    const char *said;  /* by the validating stage, of the object as it is; "": nothing */
    size_t n_warnings;
} references[] = {
    {"absent: the reference is written", INC, "", "p/office", "missing; set \"p/office\"",
     0},
    {"blank: the reference is written", INC, "@" POLICIES "= \n", "p/office",
     "missing; set \"p/office\"", 0},
    {"the required item alone", INC, "@" POLICIES "=p/office\n", "", "", 0},
    {"blanks around the item", INC, "@" POLICIES "= p/office \n", "", "", 0},
    {"the allow lists of other Policies are joined", INC, "@" POLICIES "=p/office,rate\n",
     "", "\"p/office\" must be the only item of \"p/office,rate\"", 0},
    {"even an empty item is refused", INC, "@" POLICIES "=p/office,\n", "",
     "\"p/office\" must be the only item of \"p/office,\"", 0},
    {"the user's own reference is left to the validating stage", INC,
     "@" POLICIES "=rate\n", "", "\"p/office\" must be the only item of \"rate\"", 0},
    {"the required item is the first", TRAEFIK, "@" MIDDLEWARES "=office@p, x@p\n", "",
     "", 0},
    {"an item before it answers clients that the list excludes", TRAEFIK,
     "@" MIDDLEWARES "=x@p,office@p\n", "",
     "\"office@p\" must be the first item of \"x@p,office@p\"", 0},
    {"also an empty item", TRAEFIK, "@" MIDDLEWARES "=,office@p\n", "",
     "\"office@p\" must be the first item of \",office@p\"", 0},
    {"the required item is absent: it is put in front, with a warning", TRAEFIK,
     "@" MIDDLEWARES "=x@p\n", "office@p,x@p",
     "\"office@p\" must be the first item of \"x@p\"", 1},
    {"a longer name is another item", TRAEFIK, "@" MIDDLEWARES "=office@p2\n",
     "office@p,office@p2", "\"office@p\" must be the first item of \"office@p2\"", 1},
    {"the required item at any position", KONG, "@" PLUGINS "=rate, p:office\n", "", "",
     0},
    {"the required item is absent", KONG, "@" PLUGINS "=rate\n", "p:office,rate",
     "\"p:office\" must be one of the items of \"rate\"", 1},
    {"a profile of the policy: the first position is required", EDGE,
     "@" OWN "=x,office\n", "", "\"office\" must be the first item of \"x,office\"", 0},
};

static void references_are_demanded(void **state)
{
    char *plain = deciding_replace(
        deciding_example, "    sourceRanges: {mode: narrow, networks: [office, vpn]}\n",
        "");
    char *base = deciding_replace(plain, "classes:\n",
                                  "profiles:\n  edge: {keyPrefixes: [edge.example.net/], "
                                  "reference: {key: " OWN "}}\nclasses:\n");

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(references); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        char *yaml = deciding_replace(
            base, "  internal:\n    profile: ingress-nginx",
            arena_format(&arena, "  internal:\n    %s", references[i].class).ptr);
        struct policy *policy = deciding_policy(yaml);
        struct question question = {
            .object = arena_format(&arena, "%s%s", BASE, references[i].added).ptr};
        struct decision decision = deciding_ask(policy, &question, STAGE_MUTATE, &arena);
        struct str value = STR("");

        for (size_t j = 0; j < decision.n_edits; j++) {
            if (!str_equal(decision.edits[j].path.key, STR(OURS)))
                value = decision.edits[j].text;
        }
        check_text(value, str_from(references[i].value), references[i].why);
        check_true(decision.n_warnings == references[i].n_warnings, references[i].why);
        decision = deciding_ask(policy, &question, STAGE_VALIDATE, &arena);
        check_text(deciding_sentences(&decision, &arena), str_from(references[i].said),
                   references[i].why);
        policy_unref(policy);
        free(yaml);
    }
    free(base);
    free(plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_read_whole),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(endless_lists_are_not_read),
        cmocka_unit_test(exclusions_do_not_extend_a_list),
        cmocka_unit_test(open_lists),
        cmocka_unit_test(fixed_lists),
        cmocka_unit_test(narrow_lists),
        cmocka_unit_test(intersected_lists),
        cmocka_unit_test(elsewhere),
        cmocka_unit_test(references_are_demanded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
