/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cli/command.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "core/values/day.h"

#define HELP_COLUMN 25 /* column of the description */

struct unit {
    const char *name;
    uint64_t factor;
};

static const struct unit durations[] = {
    {"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {NULL, 0},
};
static const struct unit sizes[] = {
    {"", 1},
    {"K", UINT64_C(1) << 10},
    {"KiB", UINT64_C(1) << 10},
    {"M", UINT64_C(1) << 20},
    {"MiB", UINT64_C(1) << 20},
    {"G", UINT64_C(1) << 30},
    {"GiB", UINT64_C(1) << 30},
    {NULL, 0},
};
static const struct unit no_units[] = {{"", 1}, {NULL, 0}};

static size_t count_digits(struct str text)
{
    size_t n = 0;

    while (n < text.len && text.ptr[n] >= '0' && text.ptr[n] <= '9')
        n++;
    return n;
}

static bool parse(struct str text, const struct unit *units, uint64_t *ret)
{
    const size_t n = count_digits(text);
    uint64_t number;

    while (units->name != NULL && !str_equal(str_skip(text, n), str_from(units->name)))
        units++;
    if (n == 0 || units->name == NULL ||
        !str_to_u64(str_head(text, n), INT64_MAX / units->factor, &number))
        return false;
    *ret = number * units->factor;
    return true;
}

/* `--NAME: "TEXT" is WHAT` */
static bool refuse(const struct option_row *row, const char *text, const char *what,
                   struct buf *reason)
{
    buf_addf(reason, "--%s: ", row->name);
    text_add_quoted(reason, str_from(text));
    buf_addf(reason, " is %s", what);
    return false;
}

static bool take_number(const struct option_row *row, const char *text, uint64_t *ret,
                        struct buf *reason)
{
    static const struct {
        const struct unit *units;
        const char *refusal;
    } kinds[] = {
        [OPTION_DURATION_MS] = {durations, "not a duration (500ms, 10s, 2m, 1h)"},
        [OPTION_BYTES] = {sizes, "not a size in bytes (4096, 512KiB, 8MiB, 1GiB)"},
        [OPTION_NUMBER] = {no_units, "not a number"},
    };
    uint64_t number = 0;

    if (!parse(str_from(text), kinds[row->kind].units, &number))
        return refuse(row, text, kinds[row->kind].refusal, reason);
    if (number < row->min)
        return refuse(row, text, "too small", reason);
    if (row->max != 0 && number > row->max)
        return refuse(row, text, "too large", reason);
    *ret = number;
    return true;
}

static bool take_choice(const struct option_row *row, const char *text, unsigned *ret,
                        struct buf *reason)
{
    for (unsigned i = 0; row->choices[i] != NULL; i++) {
        if (strcmp(row->choices[i], text) == 0) {
            *ret = i;
            return true;
        }
    }
    refuse(row, text, "not one of ", reason);
    for (unsigned i = 0; row->choices[i] != NULL; i++)
        buf_addf(reason, "%s%s", i == 0 ? "" : ", ", row->choices[i]);
    return false;
}

static void add_text(struct option_texts *texts, const char *text)
{
    texts->items = mem_grow(texts->items, &texts->cap, texts->n + 1, sizeof(char *));
    texts->items[texts->n++] = text;
}

bool option_value_take(const struct option_row *row, const char *text, void *into,
                       struct buf *reason)
{
    void *const at = (char *)into + row->at;

    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)at = true;
        return true;
    case OPTION_TEXT:
        *(const char **)at = text;
        return true;
    case OPTION_TEXT_OR_NONE:
        *(const char **)at = text == NULL ? "" : text;
        return true;
    case OPTION_TEXTS:
        add_text(at, text);
        return true;
    case OPTION_DAY:
        return day_parse(str_from(text), at) ||
               refuse(row, text, "not a day (YYYY-MM-DD)", reason);
    case OPTION_CHOICE:
        return take_choice(row, text, at, reason);
    case OPTION_DURATION_MS:
    case OPTION_BYTES:
    case OPTION_NUMBER:
        break;
    }
    return take_number(row, text, at, reason);
}

void option_value_help(const struct option_row *row)
{
    const char *rest = row->help;
    int used;

    if (row->letter != 0)
        used = printf("  -%c, --%s", row->letter, row->name);
    else
        used = printf("  --%s", row->name);
    if (row->kind == OPTION_TEXT_OR_NONE)
        used += printf("[=%s]", row->argument);
    else if (row->argument != NULL)
        used += printf(" %s", row->argument);
    if (used >= HELP_COLUMN)
        used = printf("\n") - 1;
    for (;;) {
        const int len = (int)strcspn(rest, "\n");

        printf("%*s%.*s\n", HELP_COLUMN - used, "", len, rest);
        rest += len;
        if (*rest == '\0')
            return;
        rest++;
        used = 0;
    }
}
