/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_endings: rules out keys that cannot be in a group, and never a key that is.
 */
#include "core/values/key_endings.h"

#include "core/values/key.h"
#include "unit.h"

enum {
    PLAIN = 1U << 0,
    STARS = 1U << 3,
    SHORT = 1U << 6,
    EMPTY = 1U << 7,
};

static const struct {
    const char *glob;
    unsigned group;
} globs[] = {
    {"a.io/server-alias", PLAIN},   {"a.io/whitelist", PLAIN}, {"a.io/*-snippet", STARS},
    {"a.io/domains.*.main", STARS}, {"a.io/CAPITALS", STARS},  {"x", SHORT},
};

static const struct {
    const char *why;
    const char *key;
    unsigned group;
    bool want;
} cases[] = {
    {"a key of the group", "a.io/server-alias", PLAIN, false},
    {"a key that ends in the same way", "kubernetes.io/alias", PLAIN, false},
    {"a key of another group", "a.io/server-alias", STARS, true},
    {"a key with another ending", "a.io/server-name", PLAIN, true},
    {"another byte before the last", "a.io/server-alims", PLAIN, true},
    {"a glob with a star before the ending", "a.io/x-snippet", STARS, false},
    {"a star inside", "a.io/domains.0.main", STARS, false},
    {"a key in capitals", "A.IO/SERVER-ALIAS", PLAIN, false},
    {"a glob in capitals", "a.io/capitals", STARS, false},
    {"a short glob rules nothing out", "a.io/server-name", SHORT, false},
    {"a group without keys", "a.io/server-alias", EMPTY, true},
    {"a key too short to decide", "x", EMPTY, false},
    {"the empty key", "", EMPTY, false},
};

static void fill(struct key_endings *endings)
{
    key_endings_init(endings);
    for (size_t i = 0; i < ARRAY_LEN(globs); i++)
        key_endings_add(endings, str_from(globs[i].glob), globs[i].group);
}

static void endings_rule_out(void **state)
{
    struct key_endings endings;

    (void)state;
    fill(&endings);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_true(key_endings_rule_out(&endings, str_from(cases[i].key),
                                        cases[i].group) == cases[i].want,
                   cases[i].why);
}

static void what_matches_is_not_ruled_out(void **state)
{
    static const char *const some[] = {"*",  "a.io/*", "*x", "x*",  "*.*",
                                       "**", "",       "yx", "y*x", "*yx"};
    static const char *const keys[] = {"", "x", "yx", "a.io/yx", "a.io/x.y", "xy"};
    struct key_endings endings;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(some); i++) {
        key_endings_init(&endings);
        key_endings_add(&endings, str_from(some[i]), PLAIN);
        for (size_t j = 0; j < ARRAY_LEN(keys); j++)
            check_true(!key_matches(str_from(keys[j]), str_from(some[i])) ||
                           !key_endings_rule_out(&endings, str_from(keys[j]), PLAIN),
                       some[i]);
    }
}

static void zeroed_endings(void **state)
{
    const struct key_endings endings = {0};

    (void)state;
    check_true(!key_endings_rule_out(&endings, STR("a.io/server-alias"), PLAIN),
               "an empty table rules nothing out");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endings_rule_out),
        cmocka_unit_test(what_matches_is_not_ruled_out),
        cmocka_unit_test(zeroed_endings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
