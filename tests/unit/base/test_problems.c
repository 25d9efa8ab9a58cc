/* SPDX-License-Identifier: Apache-2.0 */
/*
 * problems: counted, copied and sorted.
 */
#include "base/problems.h"

#include "unit.h"

static void counts_by_severity(void **state)
{
    AUTO(problems_clear) struct problems problems;

    (void)state;
    problems_init(&problems);
    problems_add(&problems, SEVERITY_ERROR, "a", (struct place){0}, "one");
    problems_add(&problems, SEVERITY_WARNING, "b", (struct place){0}, "two");
    problems_add(&problems, SEVERITY_NOTE, "c", (struct place){0}, "three");
    problems_add(&problems, SEVERITY_ERROR, "d", (struct place){0}, "four");
    check_true(problems.n == 4, "all are kept");
    check_true(problems.n_errors == 2, "errors are counted");
    check_true(problems.n_warnings == 1, "a note is not a warning");
    check_true(problems_first(&problems, SEVERITY_ERROR) == &problems.all[0],
               "the first of two errors");
    check_true(problems_first(&problems, SEVERITY_WARNING) == &problems.all[1],
               "the first warning");
    problems.n = 1;
    check_true(problems_first(&problems, SEVERITY_NOTE) == NULL, "all notes are found");
}

static void copies_what_it_is_given(void **state)
{
    AUTO(problems_clear) struct problems problems = {0};
    char file[] = "a.yaml";
    char value[] = "value";

    (void)state;
    problems_add(&problems, SEVERITY_ERROR, "x", (struct place){file, 3, 4}, "%s!",
                 value);
    memset(file, 'z', sizeof file - 1);
    memset(value, 'z', sizeof value - 1);
    check_text(str_from(problems.all[0].place.file), STR("a.yaml"), "the file's name");
    check_text(str_from(problems.all[0].text), STR("value!"), "the text");
    check_true(problems.all[0].place.line == 3 && problems.all[0].place.column == 4,
               "the place");
}

static void long_texts_are_whole(void **state)
{
    AUTO(problems_clear) struct problems problems = {0};

    (void)state;
    problems_add(&problems, SEVERITY_ERROR, "x", (struct place){0}, "%*s", 100000, "end");
    check_true(strlen(problems.all[0].text) == 100000, "no text is cut");
}

static void sorts_by_place(void **state)
{
    static const struct {
        struct place place;
        const char *text;
    } given[] = {
        {{"b.yaml", 2, 1}, "2"}, {{"a.yaml", 1, 1}, "6"}, {{"b.yaml", 1, 9}, "1"},
        {{"b.yaml", 2, 1}, "3"}, {{NULL, 0, 0}, "8"},     {{"b.yaml", 10, 1}, "5"},
        {{"a.yaml", 1, 2}, "7"}, {{"b.yaml", 2, 1}, "4"}, {{"b.yaml", 0, 0}, "0"},
    };
    AUTO(problems_clear) struct problems problems = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(given); i++)
        problems_add(&problems, SEVERITY_ERROR, "x", given[i].place, "%s", given[i].text);
    problems_sort(&problems);
    for (size_t i = 0; i < ARRAY_LEN(given); i++)
        check_true(problems.all[i].text[0] == (char)('0' + i),
                   "in the order of files, lines, columns, then of addition");
}

static void sorts_many_and_none(void **state)
{
    AUTO(problems_clear) struct problems problems = {0};

    (void)state;
    problems_sort(&problems);
    check_true(problems.n == 0, "an empty list can be sorted");
    for (uint32_t i = 0; i < 1000; i++)
        problems_add(&problems, SEVERITY_ERROR, "x",
                     (struct place){"f", 1 + i * 7919 % 1000, 1}, "%u", i);
    problems_sort(&problems);
    for (uint32_t i = 0; i < 1000; i++)
        check_true(problems.all[i].place.line == i + 1, "each line is in its place");
}

static void thousands_are_counted(void **state)
{
    AUTO(problems_clear) struct problems problems = {0};

    (void)state;
    for (unsigned i = 0; i < 3 * PROBLEMS_KEPT; i++) {
        const struct place place = {"a", i + 1, 1};

        problems_add(&problems, SEVERITY_NOTE, "a", place, "note");
        problems_add(&problems, SEVERITY_WARNING, "a", place, "warning");
    }
    problems_add(&problems, SEVERITY_ERROR, "a", (struct place){0}, "error");
    check_true(problems.n_notes == 3 * PROBLEMS_KEPT, "all are counted");
    check_true(problems.n_warnings == 3 * PROBLEMS_KEPT, "all are counted");
    check_true(problems.n == 2 * PROBLEMS_KEPT + 1, "the first ones are kept");
    check_true(problems_first(&problems, SEVERITY_ERROR) != NULL,
               "an error is kept however many warnings there are");
}

static void an_end_is_kept_and_is_last(void **state)
{
    AUTO(problems_clear) struct problems problems = {0};

    (void)state;
    for (uint32_t i = 0; i < PROBLEMS_KEPT + 5; i++)
        problems_add(&problems, SEVERITY_ERROR, "many", (struct place){"f", i + 1, 1},
                     "one of many");
    problems_end(&problems, "too-large", (struct place){"f", 9000, 1}, "no more");
    problems_add(&problems, SEVERITY_WARNING, "late", (struct place){"f", 1, 1}, "late");
    problems_end(&problems, "again", (struct place){"f", 1, 1}, "again");
    check_true(problems.n_errors == PROBLEMS_KEPT + 6 && problems.n_warnings == 0,
               "what follows the end is not counted");
    problems_sort(&problems);
    check_text(str_from(problems.all[0].name), STR("too-large"),
               "the end is kept beyond the limit, and sorts before the others");
    check_true(problems_bytes(&problems) > PROBLEMS_KEPT * sizeof problems.all[0],
               "the memory of the texts is known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thousands_are_counted),
        cmocka_unit_test(counts_by_severity),
        cmocka_unit_test(copies_what_it_is_given),
        cmocka_unit_test(long_texts_are_whole),
        cmocka_unit_test(sorts_by_place),
        cmocka_unit_test(sorts_many_and_none),
        cmocka_unit_test(an_end_is_kept_and_is_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
