/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key: keys match globs as a whole; keys are compared.
 */
#include "core/values/key.h"

#include "unit.h"

static const struct {
    const char *why;
    const char *key;
    const char *glob;
    bool want;
} globs[] = {
    {"itself", "a/b", "a/b", true},
    {"not a longer key", "a/bc", "a/b", false},
    {"not a shorter one", "a", "a/b", false},
    {"a star at the beginning", "a/x-snippet", "*-snippet", true},
    {"a star may match nothing", "-snippet", "*-snippet", true},
    {"the part after the star must be the end", "a/x-snippets", "*-snippet", false},
    {"a star at the end", "a/config-backend", "a/config-*", true},
    {"the part before the star must be the beginning", "b/config-backend", "a/config-*",
     false},
    {"a star inside", "p/domains.0.main", "p/domains.*.main", true},
    {"beginning and end must not overlap", "aba", "ab*ba", false},
    {"two stars", "a/x-y-z", "a/*-y-*", true},
    {"the middle is missing", "a/x-z", "a/*-y-*", false},
    {"everything", "", "*", true},
    {"case counts", "A/b", "a/b", false},
    {"an empty glob matches the empty key", "", "", true},
    {"and no other key", "a", "", false},
    {"an empty key matches an empty glob only", "", "a", false},
};

static void globs_match_whole_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof globs / sizeof globs[0]; i++)
        check_true(key_matches(str_from(globs[i].key), str_from(globs[i].glob)) ==
                       globs[i].want,
                   globs[i].why);
}

static const struct {
    const char *why;
    const char *key;
    int want; /* compared with "ab" and "cd" */
} orders[] = {
    {"equal", "abcd", 0},
    {"shorter than the prefix", "a", -1},
    {"the prefix alone", "ab", -1},
    {"longer", "abcde", 1},
    {"less, in the prefix", "aacd", -1},
    {"greater, in the suffix", "abce", 1},
    {"nothing", "", -1},
};

static void keys_are_ordered_by_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        int order = key_compare(str_from(orders[i].key), STR("ab"), STR("cd"));

        check_true((order > 0) - (order < 0) == orders[i].want, orders[i].why);
        check_true(key_is(str_from(orders[i].key), STR("ab"), STR("cd")) ==
                       (orders[i].want == 0),
                   orders[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(globs_match_whole_keys),
        cmocka_unit_test(keys_are_ordered_by_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
