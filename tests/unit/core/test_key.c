/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys against globs: what the rules ask of annotation keys.
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
    {"a star in front", "a/x-snippet", "*-snippet", true},
    {"a star may stand for nothing", "-snippet", "*-snippet", true},
    {"the end must be there", "a/x-snippets", "*-snippet", false},
    {"a star at the end", "a/config-backend", "a/config-*", true},
    {"the beginning must be there", "b/config-backend", "a/config-*", false},
    {"a star inside", "p/domains.0.main", "p/domains.*.main", true},
    {"head and tail may not overlap", "aba", "ab*ba", false},
    {"two stars", "a/x-y-z", "a/*-y-*", true},
    {"whose middle is missing", "a/x-z", "a/*-y-*", false},
    {"everything", "", "*", true},
    {"case counts", "A/b", "a/b", false},
    {"an empty glob is the empty key", "", "", true},
    {"and no other", "a", "", false},
    {"an empty key is nothing", "", "a", false},
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
    int want; /* against "ab" and "cd" */
} orders[] = {
    {"the same", "abcd", 0},
    {"shorter than the prefix", "a", -1},
    {"the prefix alone", "ab", -1},
    {"longer", "abcde", 1},
    {"before, in the prefix", "aacd", -1},
    {"behind, in the suffix", "abce", 1},
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
