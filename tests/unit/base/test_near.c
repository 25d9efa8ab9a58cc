/* SPDX-License-Identifier: Apache-2.0 */
/*
 * near: the nearest candidate, or none.
 */
#include "base/near.h"

#include "unit.h"

static const struct {
    const char *why;
    struct str text;
    struct str candidates[3];
    struct str want; /* empty: none */
} nearest_cases[] = {
    {"a swap is one step",
     STR_INIT("shop.exmaple.com"),
     {STR_INIT("www.example.com"), STR_INIT("shop.example.com"), STR_INIT("x")},
     STR_INIT("shop.example.com")},
    {"a letter missing",
     STR_INIT("tenent"),
     {STR_INIT("tenants"), STR_INIT("tenant"), STR_INIT("x")},
     STR_INIT("tenant")},
    {"a letter too many",
     STR_INIT("ttll"),
     {STR_INIT("ttl"), STR_INIT("till"), STR_INIT("x")},
     STR_INIT("ttl")},
    {"the first among equals",
     STR_INIT("cat"),
     {STR_INIT("bat"), STR_INIT("rat"), STR_INIT("hat")},
     STR_INIT("bat")},
    {"a later but nearer one",
     STR_INIT("internall"),
     {STR_INIT("enternalx"), STR_INIT("internal"), STR_INIT("external")},
     STR_INIT("internal")},
    {"a short text may differ once",
     STR_INIT("ab"),
     {STR_INIT("ax"), STR_INIT("xyz"), STR_INIT("q")},
     STR_INIT("ax")},
    {"but not twice",
     STR_INIT("ab"),
     {STR_INIT("xy"), STR_INIT("xyz"), STR_INIT("q")},
     STR_INIT("")},
    {"a third may differ",
     STR_INIT("abcdef"),
     {STR_INIT("abcdxy"), STR_INIT("z"), STR_INIT("z")},
     STR_INIT("abcdxy")},
    {"not more",
     STR_INIT("abcdef"),
     {STR_INIT("abcxyz"), STR_INIT("z"), STR_INIT("z")},
     STR_INIT("")},
    {"two swaps are two steps",
     STR_INIT("badcef"),
     {STR_INIT("abcdef"), STR_INIT("z"), STR_INIT("z")},
     STR_INIT("abcdef")},
    {"the same is nearest of all",
     STR_INIT("abc"),
     {STR_INIT("abd"), STR_INIT("abc"), STR_INIT("abe")},
     STR_INIT("abc")},
    {"much longer is not near",
     STR_INIT("abc"),
     {STR_INIT("abcdef"), STR_INIT("z"), STR_INIT("zz")},
     STR_INIT("")},
    {"nothing has no neighbour",
     STR_INIT(""),
     {STR_INIT("a"), STR_INIT("b"), STR_INIT("")},
     STR_INIT("")},
    {"one letter for another",
     STR_INIT("a"),
     {STR_INIT("bb"), STR_INIT("b"), STR_INIT("c")},
     STR_INIT("b")},
};

static void nearest(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(nearest_cases); i++) {
        struct str best = STR_NONE;
        const bool found =
            near_find(nearest_cases[i].text, nearest_cases[i].candidates, 3, &best);

        check_true(found == (nearest_cases[i].want.len > 0), nearest_cases[i].why);
        check_text(best, nearest_cases[i].want, nearest_cases[i].why);
    }
}

static void bounds(void **state)
{
    static struct str many[NEAR_MAX_CANDIDATES + 1];
    static char long_text[254];
    struct str best = STR_NONE;
    const struct str limit = {long_text, 253};
    const struct str over = {long_text, 254};

    (void)state;
    memset(long_text, 'a', sizeof long_text);
    for (size_t i = 0; i < ARRAY_LEN(many); i++)
        many[i] = STR("zzzzzz");
    many[NEAR_MAX_CANDIDATES] = STR("shop");
    check_true(!near_find(STR("shpo"), many, ARRAY_LEN(many), &best),
               "candidate 1,001 is not looked at");
    many[NEAR_MAX_CANDIDATES - 1] = STR("shop");
    check_true(near_find(STR("shpo"), many, ARRAY_LEN(many), &best),
               "candidate 1,000 is");
    check_true(!near_find(STR("shop"), NULL, 0, &best), "no candidates");
    check_true(near_find(limit, &limit, 1, &best), "253 bytes are looked at");
    check_true(!near_find(over, &over, 1, &best), "254 are not");
    check_true(!near_find(limit, &over, 1, &best), "nor in a candidate");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest),
        cmocka_unit_test(bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
