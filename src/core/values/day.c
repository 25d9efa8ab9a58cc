/*
 * day: the civil calendar in eras of 400 years, which all have the same length.
 * A year is counted from March, so that the leap day is its last.
 */
#include "core/values/day.h"

#include <assert.h>

#define DAYS_PER_ERA        146097
#define DAYS_BEFORE_1970    719468 /* from 0000-03-01 */
#define YEAR_MIN            1970
#define YEAR_MAX            9999
#define DAYS_IN_FIVE_MONTHS 153 /* March to July, August to December */

static int32_t day_of(int32_t year, int32_t month, int32_t day)
{
    const int32_t march_year = month <= 2 ? year - 1 : year;
    const int32_t march_month = month <= 2 ? month + 9 : month - 3;
    const int32_t era = march_year / 400;
    const int32_t in_era = march_year % 400;
    const int32_t in_year = (DAYS_IN_FIVE_MONTHS * march_month + 2) / 5 + day - 1;

    return era * DAYS_PER_ERA + in_era * 365 + in_era / 4 - in_era / 100 + in_year -
           DAYS_BEFORE_1970;
}

static int32_t days_in_month(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static bool read_digits(struct str text, size_t from, size_t n, int32_t *ret)
{
    int32_t value = 0;

    for (size_t i = from; i < from + n; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        value = value * 10 + (text.ptr[i] - '0');
    }
    *ret = value;
    return true;
}

bool day_parse(struct str text, int32_t *ret_day)
{
    int32_t year = 0;
    int32_t month = 0;
    int32_t day = 0;

    if (text.len != DAY_TEXT_SIZE - 1 || text.ptr[4] != '-' || text.ptr[7] != '-')
        return false;
    if (!read_digits(text, 0, 4, &year) || !read_digits(text, 5, 2, &month) ||
        !read_digits(text, 8, 2, &day))
        return false;
    if (year < YEAR_MIN || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month))
        return false;

    *ret_day = day_of(year, month, day);
    return true;
}

static void write_digits(char *at, size_t n, int32_t value)
{
    for (size_t i = n; i > 0; i--) {
        at[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
}

void day_format(int32_t day, char text[DAY_TEXT_SIZE])
{
    assert(day >= 0 && day <= day_of(YEAR_MAX, 12, 31));

    const int32_t since = day + DAYS_BEFORE_1970;
    const int32_t era = since / DAYS_PER_ERA;
    const int32_t of_era = since % DAYS_PER_ERA;
    const int32_t in_era =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int32_t of_year = of_era - (365 * in_era + in_era / 4 - in_era / 100);
    const int32_t march_month = (5 * of_year + 2) / DAYS_IN_FIVE_MONTHS;
    const int32_t month = march_month < 10 ? march_month + 3 : march_month - 9;

    write_digits(text, 4, era * 400 + in_era + (month <= 2 ? 1 : 0));
    text[4] = '-';
    write_digits(text + 5, 2, month);
    text[7] = '-';
    write_digits(text + 8, 2, of_year - (DAYS_IN_FIVE_MONTHS * march_month + 2) / 5 + 1);
    text[10] = '\0';
}
