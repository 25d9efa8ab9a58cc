/* SPDX-License-Identifier: Apache-2.0 */
/* facts: sets that grow beyond their initial size, and which facts are equal. */
#include "core/judge/facts.h"

#include "unit.h"

static struct fact numbered(unsigned place, struct str text)
{
    return (struct fact){.place = place, .parts = {text}};
}

static void sets_grow(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct facts facts;

    (void)state;
    arena_init(&arena);
    facts_init(&facts, &arena, 0);
    for (unsigned i = 0; i < 100; i++)
        facts_add(&facts, numbered(i % 50, STR("a")));
    facts_finish(&facts);
    for (unsigned i = 0; i < 50; i++) {
        const struct fact fact = numbered(i, STR("a"));

        check_true(facts_have(&facts, &fact), "no fact is lost when the set grows");
    }
}

static const struct {
    const char *why;
    struct fact fact;
    bool want;
} rows[] = {
    {"the same fact", {.place = 1, .parts = {STR_INIT("a"), STR_INIT("")}}, true},
    {"elsewhere", {.place = 2, .parts = {STR_INIT("a"), STR_INIT("")}}, false},
    {"a longer text", {.place = 1, .parts = {STR_INIT("ab"), STR_INIT("")}}, false},
    {"another text of the same length",
     {.place = 1, .parts = {STR_INIT("b"), STR_INIT("")}},
     false},
    {"an absent part is not an empty one", {.place = 1, .parts = {STR_INIT("a")}}, false},
};

static void facts_are_compared_whole(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct facts facts;

    (void)state;
    arena_init(&arena);
    facts_init(&facts, &arena, 1);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        check_true(!facts_have(&facts, &rows[i].fact), "an empty set has no facts");
    facts_add(&facts, rows[0].fact);
    facts_finish(&facts);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        check_true(facts_have(&facts, &rows[i].fact) == rows[i].want, rows[i].why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_grow),
        cmocka_unit_test(facts_are_compared_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
