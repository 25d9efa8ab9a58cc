/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_set: finds exactly the keys of the set.
 */
#include "core/values/key_set.h"

#include "unit.h"

#define LONG_KEY                                                                         \
    "a.prefix.as.long.as.prefixes.of.real.controllers.are.example.com/one-long-key"

static struct str keys[] = {
    STR_INIT("example.com/white"),
    STR_INIT("white"),
    STR_INIT("example.com/black"),
    STR_INIT("white"),
    STR_INIT(LONG_KEY),
    STR_INIT(LONG_KEY "s"),
    STR_INIT("a"),
};

static const struct {
    const char *why;
    struct str key;
    bool want;
} cases[] = {
    {"a key", STR_INIT("example.com/white"), true},
    {"another of the same length", STR_INIT("example.com/black"), true},
    {"a third of that length is not there", STR_INIT("example.com/green"), false},
    {"a key that was given twice", STR_INIT("white"), true},
    {"a key in another case", STR_INIT("White"), false},
    {"a shorter beginning", STR_INIT("example.com/whit"), false},
    {"a longer key", STR_INIT("example.com/whites"), false},
    {"longer than the lengths with an entry of their own", STR_INIT(LONG_KEY), true},
    {"one byte longer still", STR_INIT(LONG_KEY "s"), true},
    {"a long key that is not in the set", STR_INIT(LONG_KEY "t"), false},
    {"a long key of a length that no key has", STR_INIT(LONG_KEY "st"), false},
    {"one byte", STR_INIT("a"), true},
    {"another byte", STR_INIT("b"), false},
    {"nothing", STR_INIT(""), false},
};

static void keys_are_found(void **state)
{
    struct key_set set;

    (void)state;
    key_set_init(&set, keys, ARRAY_LEN(keys));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_true(key_set_has(&set, cases[i].key) == cases[i].want, cases[i].why);
}

static void the_empty_key(void **state)
{
    struct str empty[] = {STR_INIT("")};
    struct key_set set;

    (void)state;
    key_set_init(&set, empty, 1);
    check_true(key_set_has(&set, STR("")), "the empty key is a key");
    check_true(key_set_has(&set, STR_NONE), "with or without an address");
    check_true(!key_set_has(&set, STR("a")), "the only key of the set");
}

static void an_empty_set(void **state)
{
    const struct key_set zeroed = {0};
    struct key_set set;

    (void)state;
    key_set_init(&set, NULL, 0);
    check_true(!key_set_has(&set, STR("a")), "an empty set has no key");
    check_true(!key_set_has(&set, STR(LONG_KEY)), "no long key");
    check_true(!key_set_has(&set, STR("")), "no empty key");
    check_true(!key_set_has(&zeroed, STR("a")), "a zeroed set is empty");
}

/* All lengths around KEY_SET_LENGTHS. */
static void every_length(void **state)
{
    static char text[2 * KEY_SET_LENGTHS];
    struct str all[ARRAY_LEN(text) / 2];
    struct key_set set;
    bool good = true;

    (void)state;
    memset(text, 'k', sizeof text);
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        all[i] = (struct str){text, sizeof text - 2 * i};
    key_set_init(&set, all, ARRAY_LEN(all));
    for (size_t len = 1; len <= sizeof text; len++)
        good = good && key_set_has(&set, (struct str){text, len}) == (len % 2 == 0);
    check_true(good, "exactly the even lengths are found");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_found),
        cmocka_unit_test(the_empty_key),
        cmocka_unit_test(an_empty_set),
        cmocka_unit_test(every_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
