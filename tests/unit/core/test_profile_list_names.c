/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile_list_names: the names under which controllers read source ranges.
 */
#include "core/policy/profile_keys.h"

#include "unit.h"

static const struct {
    const char *why;
    struct str key;
    bool want;
} cases[] = {
    {"a list key", STR_INIT("nginx.ingress.kubernetes.io/whitelist-source-range"), true},
    {"its name alone", STR_INIT("whitelist-source-range"), true},
    {"its name under another prefix", STR_INIT("x.io/whitelist-source-range"), false},
    {"the end of a name", STR_INIT("source-range"), false},
    {"its prefix alone", STR_INIT("nginx.ingress.kubernetes.io/"), false},
    {"a key of a copy that is in use",
     STR_INIT("copy.example.com/whitelist-source-range"), true},
    {"a key of a profile that is not a copy", STR_INIT("own.example.com/ranges"), false},
};

static void names_of_known_controllers(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct str copied[] = {STR("copy.example.com/whitelist-source-range")};
    const struct str own[] = {STR("own.example.com/ranges")};
    const struct profile copy = {
        .like = STR("ingress-nginx"), .list_keys = copied, .n_list_keys = 1};
    const struct profile other = {.list_keys = own, .n_list_keys = 1};
    const struct profile *const in_use[] = {&copy, &other};
    struct key_set names;
    size_t n;
    const struct profile *builtins = NULL;

    (void)state;
    arena_init(&arena);
    builtins = profile_builtins(&arena, &n);
    profile_list_names(builtins, n, in_use, ARRAY_LEN(in_use), &arena, &names);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_true(key_set_has(&names, cases[i].key) == cases[i].want, cases[i].why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_known_controllers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
