/* SPDX-License-Identifier: Apache-2.0 */
/* resource: the names under which a kind is registered. */
#include "core/kinds/resource.h"
#include "unit.h"

static const struct {
    const char *why;
    struct str kind;
    struct str first;
    struct str second; /* len 0: no second name */
} cases[] = {
    {"an s is added", STR_INIT("Middleware"), STR_INIT("middlewares"), STR_INIT("")},
    {"a y becomes ies", STR_INIT("SecurityPolicy"), STR_INIT("securitypolicies"),
     STR_INIT("")},
    {"a y after a vowel stays", STR_INIT("Gateway"), STR_INIT("gateways"), STR_INIT("")},
    {"sh takes es", STR_INIT("Mesh"), STR_INIT("meshes"), STR_INIT("")},
    {"so does an x", STR_INIT("Index"), STR_INIT("indexes"), STR_INIT("")},
    {"a kind that ends in ss is not a plural", STR_INIT("IngressClass"),
     STR_INIT("ingressclasses"), STR_INIT("")},
    {"a kind that ends in s may be a plural", STR_INIT("Endpoints"),
     STR_INIT("endpointses"), STR_INIT("endpoints")},
    {"a single y", STR_INIT("Y"), STR_INIT("ies"), STR_INIT("")},
    {"a single s", STR_INIT("S"), STR_INIT("ses"), STR_INIT("s")},
    {"the empty text", STR_INIT(""), STR_INIT("s"), STR_INIT("")},
};

static void usual_plurals(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct resource_names names = resource_names_usual(cases[i].kind, &arena);
        const size_t n = cases[i].second.len > 0 ? 2 : 1;

        check_true(names.n == n && str_equal(names.all[0], cases[i].first) &&
                       (n == 1 || str_equal(names.all[1], cases[i].second)),
                   cases[i].why);
    }
}

/* The chart, and reviews that are made without a policy, know only the kind's name. */
static void built_in_kinds_have_the_usual_plural(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct path_fields fields = {.arena = &arena};

    (void)state;
    for (size_t i = 0; i < KINDS_BUILTIN; i++) {
        struct kind kind;
        struct resource_names names;

        kind_make(&fields, kind_builtin_name(i, &arena), &kind);
        names = resource_names_of(&kind, &arena);
        check_true(names.n == 1 && str_equal(names.all[0], kind.plural),
                   "a given plural is the only name");
        names = resource_names_usual(kind.kind, &arena);
        check_true(str_equal(names.all[0], kind.plural),
                   "the given plural is the usual one");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usual_plurals),
        cmocka_unit_test(built_in_kinds_have_the_usual_plural),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
