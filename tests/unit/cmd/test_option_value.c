/* SPDX-License-Identifier: Apache-2.0 */
/* option_value: which values an option takes, and what is stored. */
#include "cmd/cli/command.h"
#include "core/values/day.h"
#include "unit.h"

struct values {
    bool flag;
    const char *text;
    struct option_texts texts;
    int32_t day;
    uint64_t number;
    unsigned choice;
};

static const char *const colours[] = {"auto", "always", "never", NULL};

#define NUMBER(option_kind, low, high)                                                   \
    {                                                                                    \
        "size", .kind = (option_kind), .at = offsetof(struct values, number),            \
                .min = (low), .max = (high)                                              \
    }

static const struct option_row any_duration = NUMBER(OPTION_DURATION_MS, 0, 0);
static const struct option_row any_size = NUMBER(OPTION_BYTES, 0, 0);
static const struct option_row any_number = NUMBER(OPTION_NUMBER, 0, 0);
static const struct option_row duration = NUMBER(OPTION_DURATION_MS, 100, 300000);
static const struct option_row size = NUMBER(OPTION_BYTES, 4096, 8192);
static const struct option_row number = NUMBER(OPTION_NUMBER, 1, 64);

#define KEPT 77 /* the stored value before */

static const struct {
    const char *why;
    const struct option_row *row;
    const char *text;
    uint64_t want;
    const char *reason; /* NULL: taken */
} numbers[] = {
    {"a duration without a unit is seconds", &any_duration, "10", 10000, NULL},
    {"milliseconds", &any_duration, "500ms", 500, NULL},
    {"seconds", &any_duration, "10s", 10000, NULL},
    {"minutes", &any_duration, "2m", 120000, NULL},
    {"hours", &any_duration, "1h", 3600000, NULL},
    {"a duration of 0", &any_duration, "0", 0, NULL},
    {"a unit alone", &any_duration, "s", KEPT,
     "--size: \"s\" is not a duration (500ms, 10s, 2m, 1h)"},
    {"nothing at all", &any_duration, "", KEPT,
     "--size: \"\" is not a duration (500ms, 10s, 2m, 1h)"},
    {"there is no unit for days", &any_duration, "1d", KEPT,
     "--size: \"1d\" is not a duration (500ms, 10s, 2m, 1h)"},
    {"units are lower case", &any_duration, "1H", KEPT,
     "--size: \"1H\" is not a duration (500ms, 10s, 2m, 1h)"},
    {"a sign is refused", &any_duration, "-1", KEPT,
     "--size: \"-1\" is not a duration (500ms, 10s, 2m, 1h)"},
    {"a blank is refused", &any_duration, "1 s", KEPT,
     "--size: \"1 s\" is not a duration (500ms, 10s, 2m, 1h)"},
    {"a fraction is refused", &any_duration, "1.5s", KEPT,
     "--size: \"1.5s\" is not a duration (500ms, 10s, 2m, 1h)"},
    {"two units are refused", &any_duration, "1m30s", KEPT,
     "--size: \"1m30s\" is not a duration (500ms, 10s, 2m, 1h)"},
    {"the longest duration", &any_duration, "9223372036854775807ms", INT64_MAX, NULL},
    {"one millisecond longer", &any_duration, "9223372036854775808ms", KEPT,
     "--size: \"9223372036854775808ms\" is not a duration (500ms, 10s, 2m, 1h)"},
    {"the longest duration in seconds", &any_duration, "9223372036854775",
     9223372036854775000, NULL},
    {"one second longer", &any_duration, "9223372036854776", KEPT,
     "--size: \"9223372036854776\" is not a duration (500ms, 10s, 2m, 1h)"},
    {"a size without a unit is bytes", &any_size, "4096", 4096, NULL},
    {"kibibytes", &any_size, "512KiB", 524288, NULL},
    {"mebibytes", &any_size, "8MiB", 8388608, NULL},
    {"gibibytes", &any_size, "1GiB", 1073741824, NULL},
    {"K is KiB", &any_size, "512K", 524288, NULL},
    {"M is MiB", &any_size, "8M", 8388608, NULL},
    {"G is GiB", &any_size, "1G", 1073741824, NULL},
    {"the largest size", &any_size, "8589934591G", 9223372035781033984, NULL},
    {"one larger", &any_size, "8589934592G", KEPT,
     "--size: \"8589934592G\" is not a size in bytes (4096, 512KiB, 8MiB, 1GiB)"},
    {"k is not a unit", &any_size, "1k", KEPT,
     "--size: \"1k\" is not a size in bytes (4096, 512KiB, 8MiB, 1GiB)"},
    {"a number", &any_number, "42", 42, NULL},
    {"leading zeros", &any_number, "007", 7, NULL},
    {"a number takes no unit", &any_number, "42s", KEPT,
     "--size: \"42s\" is not a number"},
    {"a number is not hexadecimal", &any_number, "0x10", KEPT,
     "--size: \"0x10\" is not a number"},
    {"the largest number", &any_number, "9223372036854775807", INT64_MAX, NULL},
    {"one larger", &any_number, "9223372036854775808", KEPT,
     "--size: \"9223372036854775808\" is not a number"},
    {"a text is escaped in the message", &any_number, "\033[1m", KEPT,
     "--size: \"\\u001b[1m\" is not a number"},
    {"the minimum of a row", &number, "1", 1, NULL},
    {"one less than the minimum", &number, "0", KEPT, "--size: \"0\" is too small"},
    {"the maximum of a row", &number, "64", 64, NULL},
    {"one more than the maximum", &number, "65", KEPT, "--size: \"65\" is too large"},
    {"the minimum duration of a row", &duration, "100ms", 100, NULL},
    {"a shorter one", &duration, "99ms", KEPT, "--size: \"99ms\" is too small"},
    {"the maximum duration of a row", &duration, "5m", 300000, NULL},
    {"a longer one", &duration, "300001ms", KEPT, "--size: \"300001ms\" is too large"},
    {"the minimum size of a row", &size, "4K", 4096, NULL},
    {"a smaller one", &size, "4095", KEPT, "--size: \"4095\" is too small"},
    {"the maximum size of a row", &size, "8K", 8192, NULL},
    {"a larger one", &size, "8193", KEPT, "--size: \"8193\" is too large"},
};

static void bounds_and_units(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        AUTO(buf_clear) struct buf reason = {0};
        const char *const why = numbers[i].why;
        struct values values = {.number = KEPT};

        buf_init(&reason, NULL, BUF_MAX_BYTES);
        check_true(option_value_take(numbers[i].row, numbers[i].text, &values, &reason) ==
                       (numbers[i].reason == NULL),
                   why);
        check_text(buf_str(&reason), str_from(numbers[i].reason), why);
        check_true(values.number == numbers[i].want, why);
    }
}

static void choices(void **state)
{
    static const struct option_row row = {"colour", .kind = OPTION_CHOICE,
                                          .at = offsetof(struct values, choice),
                                          .choices = colours};
    static const char wrong[] = "--colour: \"%s\" is not one of auto, always, never";
    static const struct {
        const char *why;
        const char *text;
        unsigned want;
        bool taken;
    } rows[] = {
        {"the first word", "auto", 0, true},  {"the last", "never", 2, true},
        {"another word", "red", KEPT, false}, {"a part of a word", "alway", KEPT, false},
        {"case counts", "Auto", KEPT, false}, {"the empty word", "", KEPT, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(buf_clear) struct buf reason = {0};
        struct values values = {.choice = KEPT};
        char want[128] = "";

        buf_init(&reason, NULL, BUF_MAX_BYTES);
        if (!rows[i].taken)
            snprintf(want, sizeof want, wrong, rows[i].text);
        check_true(option_value_take(&row, rows[i].text, &values, &reason) ==
                       rows[i].taken,
                   rows[i].why);
        check_text(buf_str(&reason), str_from(want), rows[i].why);
        check_true(values.choice == rows[i].want, rows[i].why);
    }
}

static void days(void **state)
{
    static const struct option_row row = OPTION_ROW_DATE(struct values, day);
    AUTO(buf_clear) struct buf reason = {0};
    struct values values = {.day = KEPT};
    int32_t want = 0;

    (void)state;
    buf_init(&reason, NULL, BUF_MAX_BYTES);
    check_true(!option_value_take(&row, "2025-02-29", &values, &reason),
               "a day that does not exist");
    check_text(buf_str(&reason), STR("--date: \"2025-02-29\" is not a day (YYYY-MM-DD)"),
               "the message names the option and the form");
    check_true(values.day == KEPT, "a refused value is not stored");
    check_true(option_value_take(&row, "2024-02-29", &values, &reason) &&
                   day_parse(STR("2024-02-29"), &want) && values.day == want,
               "a leap day, after a refusal");
}

static void flags_and_texts(void **state)
{
    static const struct option_row flag = {"flag", .kind = OPTION_FLAG,
                                           .at = offsetof(struct values, flag)};
    static const struct option_row text = {"text", .kind = OPTION_TEXT,
                                           .at = offsetof(struct values, text)};
    static const struct option_row texts = {"texts", .kind = OPTION_TEXTS,
                                            .at = offsetof(struct values, texts)};
    AUTO(buf_clear) struct buf reason = {0};
    struct values values = {.text = "default"};
    char word[16];

    (void)state;
    buf_init(&reason, NULL, BUF_MAX_BYTES);
    check_true(option_value_take(&flag, NULL, &values, &reason) && values.flag,
               "a flag is set");
    check_true(option_value_take(&flag, NULL, &values, &reason) && values.flag,
               "a repeated flag stays set");
    check_true(option_value_take(&text, "one", &values, &reason) &&
                   option_value_take(&text, "", &values, &reason),
               "any text is taken");
    check_text(str_from(values.text), STR(""), "the last one wins");
    for (unsigned i = 0; i < 40; i++) {
        snprintf(word, sizeof word, "%u", i);
        check_true(
            option_value_take(&texts, i % 2 == 0 ? "even" : "odd", &values, &reason),
            word);
    }
    check_true(values.texts.n == 40, "all values of a repeated option are kept");
    check_text(str_from(values.texts.items[0]), STR("even"), "in their order");
    check_text(str_from(values.texts.items[39]), STR("odd"), "up to the last");
    check_true(reason.len == 0, "nothing was refused");
    option_texts_clear(&values.texts);
    check_true(values.texts.n == 0 && values.texts.items == NULL,
               "cleared options are empty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_and_units),
        cmocka_unit_test(choices),
        cmocka_unit_test(days),
        cmocka_unit_test(flags_and_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
