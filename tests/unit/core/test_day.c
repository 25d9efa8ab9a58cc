/* SPDX-License-Identifier: Apache-2.0 */
/* day: texts that are valid days, texts that are not, and every day of several
 * centuries. */
#include "core/values/day.h"
#include "unit.h"

static const struct {
    const char *why;
    struct str text;
    bool good;
    int32_t day;
} cases[] = {
    {"day 0", STR_INIT("1970-01-01"), true, 0},
    {"the second day", STR_INIT("1970-01-02"), true, 1},
    {"a day of this project", STR_INIT("2026-11-22"), true, 20779},
    {"a year divisible by 400 is a leap year", STR_INIT("2000-02-29"), true, 11016},
    {"the day after", STR_INIT("2000-03-01"), true, 11017},
    {"the last day", STR_INIT("9999-12-31"), true, 2932896},
    {"2100 is not a leap year", STR_INIT("2100-02-29"), false, 0},
    {"nor is 2023", STR_INIT("2023-02-29"), false, 0},
    {"the day before day 0", STR_INIT("1969-12-31"), false, 0},
    {"month 0", STR_INIT("2026-00-10"), false, 0},
    {"month 13", STR_INIT("2026-13-10"), false, 0},
    {"day 0", STR_INIT("2026-01-00"), false, 0},
    {"April has 30 days", STR_INIT("2026-04-31"), false, 0},
    {"no leading zeros", STR_INIT("2026-4-3"), false, 0},
    {"another separator", STR_INIT("2026/04/03"), false, 0},
    {"another separator before the day", STR_INIT("2026-04/03"), false, 0},
    {"a letter in the year", STR_INIT("20a6-04-03"), false, 0},
    {"a letter in the month", STR_INIT("2026-0a-03"), false, 0},
    {"the character after 9", STR_INIT("2026-04-0:"), false, 0},
    {"a time after the day", STR_INIT("2026-04-03T00:00:00Z"), false, 0},
    {"a sign is not a digit", STR_INIT("2026-+4-03"), false, 0},
    {"a blank at the beginning", STR_INIT(" 2026-04-3"), false, 0},
    {"a NUL inside", STR_INIT("2026-04-0\0"), false, 0},
    {"nothing", STR_INIT(""), false, 0},
};

static void texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int32_t day = -7;

        check_true(day_parse(cases[i].text, &day) == cases[i].good, cases[i].why);
        check_true(day == (cases[i].good ? cases[i].day : -7), cases[i].why);
    }
}

static void check_written(int32_t day, const char *text)
{
    AUTO(buf_clear) struct buf buf = {.max_bytes = BUF_MAX_BYTES};

    day_add(&buf, day);
    check_text(buf_str(&buf), str_from(text), text);
}

/* Days that exist have consecutive numbers; the others have none. */
static void every_day(void **state)
{
    int32_t next = 0;

    (void)state;
    for (unsigned i = 0; i < 400 * 12 * 32; i++) {
        char text[32];
        int32_t day = next;

        (void)snprintf(text, sizeof text, "%04u-%02u-%02u", 1970 + i / 384,
                       i / 32 % 12 + 1, i % 32);
        if (!day_parse(str_from(text), &day))
            continue;
        check_true(day == next++, text);
        check_written(day, text);
    }
    assert_int_equal(next, 400 * 365 + 97);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(every_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
