/*
 * Source ranges: every mode, in both stages; how lists are read.
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
    {"a separator too many", STR_INIT("10.0.0.0/8,"), "ingress-nginx", LIST_EMPTY_ENTRY},
    {"one in front", STR_INIT(",10.0.0.0/8"), "ingress-nginx", LIST_EMPTY_ENTRY},
    {"only separators", STR_INIT(","), "ingress-nginx", LIST_EMPTY_ENTRY},
    {"no address", STR_INIT("10.0.0.0/8,office"), "ingress-nginx", LIST_BAD_ENTRY},
    {"a leading zero", STR_INIT("10.0.0.0/08"), "ingress-nginx", LIST_BAD_ENTRY},
    {"a mapped address", STR_INIT("::ffff:10.0.0.0/104"), "ingress-nginx",
     LIST_BAD_ENTRY},
    {"a NUL", STR_INIT("10.0.0.0/8\0"), "ingress-nginx", LIST_BAD_ENTRY},
    {"a bare address where there may be none", STR_INIT("10.0.0.1"),
     "aws-load-balancer-controller", LIST_BAD_ENTRY},
    {"an exclusion where nobody reads one", STR_INIT("10.0.0.0/8,!10.1.0.0/16"),
     "ingress-nginx", LIST_BAD_ENTRY},
    {"an exclusion where it is read", STR_INIT("10.0.0.0/8,! 10.1.0.0/16"),
     "haproxy-ingress", LIST_SOUND},
    {"only exclusions", STR_INIT("!10.1.0.0/16"), "haproxy-ingress", LIST_EMPTY},
    {"all of it excluded", STR_INIT("10.0.0.0/8,!10.0.0.0/7"), "haproxy-ingress",
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
    check_true(list.fault == LIST_SOUND, "as many as can be stored");
    buf_add_text(&text, ",9.9.9.9");
    range_list_parse(&arena, buf_str(&text), profile, &list);
    check_true(list.fault == LIST_BAD_ENTRY, "more never pass, read or not");
    check_text(list.bad, STR("9.9.9.9"), "the first of them is named");
    for (size_t i = 0; i < 500000; i++)
        buf_add_text(&text, ",1.2.3.4");
    arena.total = 0;
    range_list_parse(&arena, buf_str(&text), profile, &list);
    check_true(arena.total < (size_t)4 << 20, "they cost no memory");
}

static void exclusions_are_no_way_out(void **state)
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
    check_true(n == 1, "what is excluded does not reach outside");
    check_text(outside[0], STR("192.0.2.1"), "the entry is named as written");
    n = range_list_outside(&arena, STR("office,10.0.0.0/8"), profile, &inside.set,
                           &outside);
    check_true(n == 1, "what is no address reaches nowhere");
    check_text(outside[0], STR("10.0.0.0/8"), "what is one does");
    arena_clear(&arena);
}

struct row {
    const char *why;
    const char *added; /* annotations */
    const char *edits; /* source-range keys after the mutating stage */
    const char *keys; /* where the validating stage finds fault, on the object as it is */
};

#define BASE "class=internal\n" INTERNAL_HOST INTERNAL_DNS

static void add_line(struct buf *buf, struct str text)
{
    if (buf->len > 0)
        buf_add_byte(buf, ' ');
    buf_add(buf, text);
}

/* "white=VALUE": edits under ingress-nginx' prefix, short. */
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
    {"nothing is demanded", "", "", ""},
    {"any list is the user's", W "0.0.0.0/0\n", "", ""},
    {"that is one", W "x\n", "", "whitelist-source-range"},
    {"and not empty", W "\n", "", "whitelist-source-range"},
    {"two spellings of one set", W "10.0.0.0/8\n" A "10.0.0.0/9,10.128.0.0/9\n", "", ""},
    {"two that differ", W "10.0.0.0/8\n" A "10.0.0.0/9\n", "", BOTH},
    {"an empty one beside another", W "10.0.0.0/8\n" A "\n", "", BOTH},
    {"nothing undoes what is not demanded", "@" NGINX "satisfy=any\n", "", ""},
};

static void open_lists(void **state)
{
    (void)state;
    judge_rows("sourceRanges: {mode: open}", open_mode, ARRAY_LEN(open_mode));
}

static const struct row fixed_mode[] = {
    {"absent: written", "", "white=" LISTED, "whitelist-source-range"},
    {"the platform's own bytes", W LISTED "\n", "", ""},
    {"another order of the same addresses", W OTHER "\n", "", ""},
    {"a part of it", W "198.51.100.0/24\n", "", "whitelist-source-range"},
    {"more than it", W LISTED ",192.0.2.1\n", "", "whitelist-source-range"},
    {"half the world twice", W "0.0.0.0/1,128.0.0.0/1\n", "", "whitelist-source-range"},
    {"a bad entry", W LISTED ",x\n", "", "whitelist-source-range"},
    {"empty", W "\n", "", "whitelist-source-range"},
    {"two spellings, equal", W LISTED "\n" A OTHER "\n", "", ""},
    {"the other one wider", W LISTED "\n" A "0.0.0.0/0\n", "", BOTH},
    {"the other one empty", W LISTED "\n" A "\n", "", BOTH},
    {"only the other spelling, right: the first key gets its bytes", A OTHER "\n",
     "white=" OTHER, "whitelist-source-range"},
    {"only the other spelling, wrong: a conflict stays as it is", A "10.0.0.0/8\n", "",
     BOTH},
};

static void fixed_lists(void **state)
{
    (void)state;
    judge_rows("sourceRanges: {mode: fixed, networks: [office, vpn]}", fixed_mode,
               ARRAY_LEN(fixed_mode));
}

#define UNDONE(key) W LISTED "\n@" NGINX key "\n"

static const struct row narrow_mode[] = {
    {"absent: written", "", "white=" LISTED, "whitelist-source-range"},
    {"all of it", W LISTED "\n", "", ""},
    {"a part of it stays as written", W " 198.51.100.7/25,203.0.113.65\n", "", ""},
    {"a part of one family", W "2001:db8:100:1::/64\n", "", ""},
    {"more than it", W LISTED ",192.0.2.1\n", "", "whitelist-source-range"},
    {"one bit more", W "198.51.100.0/23\n", "", "whitelist-source-range"},
    {"a bad entry", W "198.51.100.0/24;x\n", "", "whitelist-source-range"},
    {"empty", W "\n", "", "whitelist-source-range"},
    {"two spellings, equal", W "198.51.100.1\n" A "198.51.100.1/32\n", "", ""},
    {"two that are both right, but differ", W "198.51.100.1\n" A "198.51.100.2\n", "",
     BOTH},
    {"only the other spelling", A "198.51.100.1\n", "white=198.51.100.1",
     "whitelist-source-range"},
    {"only the other spelling, wider", A "0.0.0.0/0\n", "", BOTH},
    {"satisfy any", UNDONE("satisfy=any"), "", "satisfy"},
    {"satisfy all is harmless", UNDONE("satisfy=all"), "", ""},
    {"passing tls through", UNDONE("ssl-passthrough=true"), "", "ssl-passthrough"},
    {"or not", UNDONE("ssl-passthrough=False"), "", ""},
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
    {"absent: written", "", "white=" LISTED, "whitelist-source-range"},
    {"what is acceptable keeps its bytes", W OTHER "\n", "", ""},
    {"a part too", W "198.51.100.1\n", "", ""},
    {"more: cut down, v4 then v6, by number", W "::/0,0.0.0.0/0\n", "white=" CUT,
     "whitelist-source-range"},
    {"each spelling that is there",
     W "198.51.0.0/16\n" A "198.51.0.0/17,198.51.128.0/17\n",
     "allow=198.51.100.0/24 white=198.51.100.0/24", BOTH},
    {"only the other spelling: cut down, and the first key gets it", A "198.51.0.0/16\n",
     "allow=198.51.100.0/24 white=198.51.100.0/24", BOTH},
    {"nothing in common is left alone", W "10.0.0.0/8\n", "", "whitelist-source-range"},
    {"what cannot be read too", W "0.0.0.0/0,x\n", "", "whitelist-source-range"},
    {"and an empty one", W "\n", "", "whitelist-source-range"},
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
    {"nothing is looked at", W "x\n" A "\n@" NGINX "satisfy=any\n", "", ""},
};

static void elsewhere(void **state)
{
    (void)state;
    judge_rows("sourceRanges: {mode: elsewhere}", elsewhere_mode,
               ARRAY_LEN(elsewhere_mode));
}

#define POLICIES "nginx.org/policies"
#define REFERENCE                                                                        \
    "profile: nginx-inc\n    sourceRanges: {mode: reference, object: office}"

static const struct {
    const char *why;
    const char *added;
    const char *value; /* written; "": nothing */
    bool is_wrong;
    size_t n_warnings;
} references[] = {
    {"absent: written", "", "office", true, 0},
    {"the object alone", "@" POLICIES "=office\n", "", false, 0},
    {"among others", "@" POLICIES "=rate, office\n", "", false, 0},
    {"blank: written", "@" POLICIES "= \n", "office", true, 0},
    {"without it: put in front, with a warning", "@" POLICIES "=rate,waf\n",
     "office,rate,waf", true, 1},
    {"a longer name is another", "@" POLICIES "=office2\n", "office,office2", true, 1},
};

static void references_contain_the_object(void **state)
{
    char *plain = deciding_replace(
        deciding_example, "    sourceRanges: {mode: narrow, networks: [office, vpn]}\n",
        "");
    char *yaml = deciding_replace(plain, "  internal:\n    profile: ingress-nginx",
                                  "  internal:\n    " REFERENCE);
    struct policy *policy = deciding_policy(yaml);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(references); i++) {
        struct arena arena = {0};
        struct question question = {
            .object = arena_format(&arena, "%s%s", BASE, references[i].added).ptr};
        struct decision decision = deciding_ask(policy, &question, STAGE_MUTATE, &arena);
        struct str value = STR("");

        for (size_t j = 0; j < decision.n_edits; j++) {
            if (str_equal(decision.edits[j].path.key, STR(POLICIES)))
                value = decision.edits[j].text;
        }
        check_text(value, str_from(references[i].value), references[i].why);
        check_true(decision.n_warnings == references[i].n_warnings, references[i].why);
        decision = deciding_ask(policy, &question, STAGE_VALIDATE, &arena);
        check_true(decision.n_violations == references[i].is_wrong, references[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
    free(yaml);
    free(plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_read_whole),
        cmocka_unit_test(endless_lists_are_not_read),
        cmocka_unit_test(exclusions_are_no_way_out),
        cmocka_unit_test(open_lists),
        cmocka_unit_test(fixed_lists),
        cmocka_unit_test(narrow_lists),
        cmocka_unit_test(intersected_lists),
        cmocka_unit_test(elsewhere),
        cmocka_unit_test(references_contain_the_object),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
