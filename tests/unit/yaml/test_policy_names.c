/* SPDX-License-Identifier: Apache-2.0 */
/* policy_names: which tenant a namespace belongs to, and the values of its
 * placeholders. */
#include <string.h>

#include "chance.h"
#include "core/policy/body.h"
#include "core/policy/policy.h"
#include "unit.h"
#include "yaml/policy/read.h"

static const char text[] =
    "apiVersion: ingress-warden.dev/v1\n"
    "kind: IngressPolicy\n"
    "classes: {web: {profile: ingress-nginx}}\n"
    "tenants:\n"
    "  - {name: ledger, namespaces: [\"*-ledger\", \"books-*-x\"], classes: [web]}\n"
    "  - {name: exact, namespaces: [pr-0, a-ledger], classes: [web]}\n"
    "  - name: previews\n"
    "    namespaces: [\"pr-{x}\", \"{x}-pr\", \"mid-{x}-end\"]\n"
    "    classes: [web]\n"
    "    domains: [\"{x}.preview.example.com\", \"{namespace}.apps.example.com\"]\n"
    "    hosts: [\"app-{x}.example.com\", \"*.{x}.example.org\"]\n"
    "  - {name: stars, namespaces: [\"pr-*\"], classes: [web]}\n"
    "  - {name: mixed, namespaces: [fixed, \"*-star\", \"of-{y}\"], classes: [web]}\n"
    "  - {name: everyone, namespaces: [\"*\"], classes: [web]}\n";

static struct policy *read_policy(void)
{
    AUTO(problems_clear) struct problems problems = {0};
    const struct policy_file file = {"policy.yaml", STR(text)};
    struct policy *policy;

    problems_init(&problems);
    policy = policy_read(&file, 1, STR("0123456789ab"), 20000, &problems);
    assert_non_null(policy);
    return policy;
}

static const struct {
    const char *why;
    struct str namespace, tenant, placeholder, value;
} rows[] = {
    {"a pattern with a star at the beginning",
     STR_INIT("a-ledger"),
     STR_INIT("ledger"),
     {NULL, 0},
     {NULL, 0}},
    {"the star may match the empty text",
     STR_INIT("-ledger"),
     STR_INIT("ledger"),
     {NULL, 0},
     {NULL, 0}},
    {"the pattern must match the end",
     STR_INIT("a-ledger-b"),
     STR_INIT("everyone"),
     {NULL, 0},
     {NULL, 0}},
    {"a pattern with a star in the middle",
     STR_INIT("books-1-x"),
     STR_INIT("ledger"),
     {NULL, 0},
     {NULL, 0}},
    {"beginning and end do not overlap",
     STR_INIT("books-x"),
     STR_INIT("everyone"),
     {NULL, 0},
     {NULL, 0}},
    {"the star may match nothing in the middle",
     STR_INIT("books--x"),
     STR_INIT("ledger"),
     {NULL, 0},
     {NULL, 0}},
    {"an exact name comes first",
     STR_INIT("pr-0"),
     STR_INIT("exact"),
     {NULL, 0},
     {NULL, 0}},
    {"a value at the end", STR_INIT("pr-17"), STR_INIT("previews"), STR_INIT("x"),
     STR_INIT("17")},
    {"a value at the beginning", STR_INIT("17-pr"), STR_INIT("previews"), STR_INIT("x"),
     STR_INIT("17")},
    {"the first matching pattern provides the value", STR_INIT("pr-a-pr"),
     STR_INIT("previews"), STR_INIT("x"), STR_INIT("a-pr")},
    {"a value in the middle", STR_INIT("mid-a-end"), STR_INIT("previews"), STR_INIT("x"),
     STR_INIT("a")},
    {"a value has at least one character",
     STR_INIT("mid--end"),
     STR_INIT("everyone"),
     {NULL, 0},
     {NULL, 0}},
    {"a pattern without a value",
     STR_INIT("fixed"),
     STR_INIT("mixed"),
     {NULL, 0},
     {NULL, 0}},
    {"another pattern with a value", STR_INIT("of-1"), STR_INIT("mixed"), STR_INIT("y"),
     STR_INIT("1")},
    {"the first matching pattern has no value",
     STR_INIT("of-1-star"),
     STR_INIT("mixed"),
     {NULL, 0},
     {NULL, 0}},
    {"a brace in the name is a plain character", STR_INIT("pr-{"), STR_INIT("previews"),
     STR_INIT("x"), STR_INIT("{")},
    {"an empty name", STR_INIT(""), STR_INIT("everyone"), {NULL, 0}, {NULL, 0}},
};

static void namespaces(void **state)
{
    AUTO(policy_unref) struct policy *policy = read_policy();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct tenant *tenant = policy_tenant_of(policy, rows[i].namespace);
        const struct tenant_values values = tenant_values_of(tenant, rows[i].namespace);

        check_true(tenant != NULL, rows[i].why);
        check_text(tenant->name, rows[i].tenant, rows[i].why);
        check_text(values.placeholder, rows[i].placeholder, rows[i].why);
        check_text(values.value, rows[i].value, rows[i].why);
        check_text(values.namespace, rows[i].namespace, rows[i].why);
    }
}

static const struct {
    const char *why;
    struct str namespace, name; /* with `*.`: a wildcard claim */
    bool permitted;
} claims[] = {
    {"a domain of the value", STR_INIT("pr-17"), STR_INIT("www.17.preview.example.com"),
     true},
    {"a domain of another value", STR_INIT("pr-17"),
     STR_INIT("www.18.preview.example.com"), false},
    {"a domain of the namespace", STR_INIT("pr-17"), STR_INIT("pr-17.apps.example.com"),
     true},
    {"a domain of another namespace", STR_INIT("pr-17"),
     STR_INIT("pr-18.apps.example.com"), false},
    {"a host of the value", STR_INIT("17-pr"), STR_INIT("app-17.example.com"), true},
    {"a name below the host", STR_INIT("17-pr"), STR_INIT("x.app-17.example.com"), false},
    {"a wildcard of the value", STR_INIT("pr-17"), STR_INIT("*.17.example.org"), true},
    {"a wildcard of another value", STR_INIT("pr-17"), STR_INIT("*.18.example.org"),
     false},
};

static void names(void **state)
{
    AUTO(policy_unref) struct policy *policy = read_policy();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(claims); i++) {
        const struct tenant *tenant = policy_tenant_of(policy, claims[i].namespace);
        const struct tenant_values values = tenant_values_of(tenant, claims[i].namespace);
        const size_t star = claims[i].name.ptr[0] == '*' ? 2 : 0;
        const struct name name = {claims[i].name, str_skip(claims[i].name, star),
                                  star > 0, false};

        check_true(policy_permits_name(policy, tenant, &values, &name) ==
                       claims[i].permitted,
                   claims[i].why);
    }
}

static const struct {
    const char *why;
    struct str namespace;
    struct str shown[4]; /* by family; len 0: no instance */
} instances[] = {
    {"instances by value and by namespace",
     STR_INIT("pr-17"),
     {STR_INIT("17.preview.example.com"), STR_INIT("pr-17.apps.example.com"),
      STR_INIT("app-17.example.com"), STR_INIT("*.17.example.org")}},
    {"a value with which a label cannot begin",
     STR_INIT("pr--a"),
     {{NULL, 0},
      STR_INIT("pr--a.apps.example.com"),
      STR_INIT("app--a.example.com"),
      {NULL, 0}}},
    {"a value that no label can contain",
     STR_INIT("pr-A.b"),
     {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}}},
    {"a label of 64 bytes",
     STR_INIT("pr-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
     {STR_INIT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
               ".preview.example.com"),
      {NULL, 0},
      {NULL, 0},
      STR_INIT("*.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
               ".example.org")}},
};

static void instances_shown(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(policy_unref) struct policy *policy = read_policy();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(instances); i++) {
        const struct tenant *tenant = policy_tenant_of(policy, instances[i].namespace);
        const struct tenant_values values =
            tenant_values_of(tenant, instances[i].namespace);

        assert_int_equal(tenant->n_families, 4);
        for (size_t j = 0; j < tenant->n_families; j++) {
            struct str shown = STR_NONE;
            const bool exists =
                family_instance(&tenant->families[j], &values, &arena, &shown);

            check_true(exists == (instances[i].shown[j].len > 0), instances[i].why);
            check_text(shown, instances[i].shown[j], instances[i].why);
        }
    }
}

static struct str random_text(struct arena *arena, size_t max)
{
    const size_t n = random_below(max + 1);
    char *bytes = arena_alloc(arena, n + 1);

    for (size_t i = 0; i < n; i++)
        bytes[i] = "ab"[random_below(2)];
    return (struct str){bytes, n};
}

static struct name_pattern random_pattern(struct arena *arena)
{
    const struct str head = random_text(arena, 3);
    const struct str tail = random_text(arena, 3);
    const uint32_t kind = random_below(3);

    if (kind == 0)
        return (struct name_pattern){head, head.len, STR_NONE};
    return (struct name_pattern){arena_format(arena, "%.*s%c%.*s", STR_ARGS(head),
                                              kind == 1 ? '*' : '{', STR_ARGS(tail)),
                                 head.len, kind == 1 ? STR_NONE : STR("x")};
}

/* The index must answer like a walk over all patterns. */
static void generated(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct name_pattern patterns[12];

    (void)state;
    random_state = 42;
    for (size_t round = 0; round < 2000; round++) {
        struct namespace_index index = {.longest_head = 0};
        const uint32_t n = random_below(ARRAY_LEN(patterns) + 1);

        for (uint32_t i = 0; i < n; i++) {
            patterns[i] = random_pattern(&arena);
            namespace_index_add(&index, &patterns[i], i);
        }
        for (size_t i = 0; i < 40; i++) {
            const struct str name = random_text(&arena, 7);
            uint32_t first = 0;
            uint32_t found = 0;

            while (first < n && !name_pattern_matches(&patterns[first], name))
                first++;
            check_true(namespace_index_find(&index, name, &found) == (first < n),
                       "the index and the patterns agree");
            check_true(first == n || found == first, "and on which pattern is the first");
        }
        for (size_t i = 0; i < 10; i++) {
            const struct name_pattern pattern = random_pattern(&arena);
            const struct str hole =
                name_pattern_has_hole(&pattern) ? random_text(&arena, 4) : STR_NONE;
            const struct str name = arena_format(
                &arena, "%.*s%.*s%s%.*s", STR_ARGS(str_head(pattern.text, pattern.hole)),
                STR_ARGS(hole), pattern.placeholder.len > 0 ? "a" : "",
                STR_ARGS(
                    str_skip(pattern.text,
                             pattern.hole + (name_pattern_has_hole(&pattern) ? 1 : 0))));
            uint32_t found = 0;

            if (namespace_index_covers(&index, &pattern, &found))
                check_true(name_pattern_matches(&patterns[found], name),
                           "the covering pattern matches all names of the other");
        }
        map_clear(&index.by_text);
        arena_reset(&arena, 1 << 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(namespaces),
        cmocka_unit_test(names),
        cmocka_unit_test(instances_shown),
        cmocka_unit_test(generated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
