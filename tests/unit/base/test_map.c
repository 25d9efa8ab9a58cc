/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map: keys are added once and found often.
 */
#include "base/map.h"

#include "unit.h"

static void an_empty_map_has_nothing(void **state)
{
    struct map map;
    uint32_t value = 7;

    (void)state;
    map_init(&map);
    check_true(!map_get(&map, STR("a"), &value), "an absent key is not found");
    check_true(value == 7, "the result is untouched");
    map_clear(&map);
    map_clear(&map);
}

static void the_first_value_stays(void **state)
{
    struct map map = {0};
    uint32_t value = 0;
    uint32_t *stored;

    (void)state;
    check_true(*map_put(&map, STR("a"), 1) == 1, "a new key gets the value");
    stored = map_put(&map, STR("a"), 2);
    check_true(*stored == 1, "a known key keeps its value");
    *stored = 3;
    check_true(map_get(&map, STR("a"), &value) && value == 3,
               "the result points to the stored number");
    check_true(map.n == 1, "one key was added");
    map_clear(&map);
    check_true(!map_get(&map, STR("a"), &value), "cleared is empty");
}

static void odd_keys(void **state)
{
    static const struct {
        const char *why;
        struct str key;
    } cases[] = {
        {"the empty key", STR_INIT("")},
        {"a NUL", STR_INIT("\0")},
        {"two NULs", STR_INIT("\0\0")},
        {"upper case is another key", STR_INIT("A")},
        {"lower case", STR_INIT("a")},
        {"a prefix of another", STR_INIT("aa")},
        {"bytes above ASCII", STR_INIT("\xff\xfe")},
    };
    struct map map = {0};
    uint32_t value = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_true(*map_put(&map, cases[i].key, (uint32_t)i) == i, cases[i].why);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_true(map_get(&map, cases[i].key, &value) && value == i, cases[i].why);
    check_true(map_get(&map, STR_NONE, &value) && value == 0,
               "a text without address is the empty text");
    check_true(!map_get(&map, STR("b"), &value), "an absent key is not found");
    map_clear(&map);
}

static void a_hundred_thousand(void **state)
{
    enum {
        COUNT = 100000,
        BYTES = 16
    };
    static char keys[COUNT][BYTES];
    struct map map = {0};
    uint32_t value = 0;

    (void)state;
    for (uint32_t i = 0; i < COUNT; i++) {
        const int len = snprintf(keys[i], BYTES, "d%u.x", i);

        check_true(*map_put(&map, (struct str){keys[i], (size_t)len}, i) == i,
                   "every key is new");
    }
    check_true(map.n == COUNT, "all keys are found");
    check_true(map.cap >= 2 * map.n, "half of the slots are free");
    for (uint32_t i = 0; i < COUNT; i++) {
        const struct str key = str_from(keys[i]);

        check_true(map_get(&map, key, &value) && value == i, "found by key");
        check_true(map_get_hashed(&map, key, str_hash(key, STR_HASH_SEED), &value) &&
                       value == i,
                   "found by key and hash");
        check_true(!map_get(&map, str_skip(key, 1), &value),
                   "a part of a key is not found");
    }
    map_clear(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_map_has_nothing),
        cmocka_unit_test(the_first_value_stays),
        cmocka_unit_test(odd_keys),
        cmocka_unit_test(a_hundred_thousand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
