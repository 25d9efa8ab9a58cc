/* SPDX-License-Identifier: Apache-2.0 */
/*
 * near: the nearest of some candidates, if one is near enough.
 */
#include "base/near.h"

#include "unit.h"

static const struct {
    const char *why;
    struct str text;
    struct str candidates[3];
    struct str want; /* empty: no candidate is near */
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
    {"of equally near candidates, the first",
     STR_INIT("cat"),
     {STR_INIT("bat"), STR_INIT("rat"), STR_INIT("hat")},
     STR_INIT("bat")},
    {"a later candidate that is nearer",
     STR_INIT("internall"),
     {STR_INIT("enternalx"), STR_INIT("internal"), STR_INIT("external")},
     STR_INIT("internal")},
    {"a short text may differ once",
     STR_INIT("ab"),
     {STR_INIT("ax"), STR_INIT("xyz"), STR_INIT("q")},
     STR_INIT("ax")},
    {"a short text that differs twice is not near",
     STR_INIT("ab"),
     {STR_INIT("xy"), STR_INIT("xyz"), STR_INIT("q")},
     STR_INIT("")},
    {"a third of the letters may differ",
     STR_INIT("abcdef"),
     {STR_INIT("abcdxy"), STR_INIT("z"), STR_INIT("z")},
     STR_INIT("abcdxy")},
    {"more than a third may not",
     STR_INIT("abcdef"),
     {STR_INIT("abcxyz"), STR_INIT("z"), STR_INIT("z")},
     STR_INIT("")},
    {"two swaps are two steps",
     STR_INIT("badcef"),
     {STR_INIT("abcdef"), STR_INIT("z"), STR_INIT("z")},
     STR_INIT("abcdef")},
    {"an equal candidate is the nearest",
     STR_INIT("abc"),
     {STR_INIT("abd"), STR_INIT("abc"), STR_INIT("abe")},
     STR_INIT("abc")},
    {"much longer is not near",
     STR_INIT("abc"),
     {STR_INIT("abcdef"), STR_INIT("z"), STR_INIT("zz")},
     STR_INIT("")},
    {"the empty text is near nothing",
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
    check_true(!near_find(STR("shop"), NULL, 0, &best), "there are no candidates");
    check_true(near_find(limit, &limit, 1, &best), "253 bytes are compared");
    check_true(!near_find(over, &over, 1, &best), "254 are not");
    check_true(!near_find(limit, &over, 1, &best),
               "a candidate of 254 bytes is not compared either");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest),
        cmocka_unit_test(bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
