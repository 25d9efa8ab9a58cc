/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day: the civil calendar in eras of 400 years, which all have the same length.
 * A year is counted from March, so that the leap day is its last.
 */
#include "core/values/day.h"

#define DAYS_PER_ERA        146097
#define DAYS_BEFORE_1970    719468 /* from 0000-03-01 */
#define YEAR_MIN            1970
#define DAYS_IN_FIVE_MONTHS 153 /* March to July, August to December */

/* Days of the year, counted from March, before the month. */
static int32_t days_before_month(int32_t march_month)
{
    return (DAYS_IN_FIVE_MONTHS * march_month + 2) / 5;
}

static int32_t day_of(int32_t year, int32_t month, int32_t day)
{
    const int32_t march_year = month <= 2 ? year - 1 : year;
    const int32_t march_month = month <= 2 ? month + 9 : month - 3;
    const int32_t era = march_year / 400;
    const int32_t in_era = march_year % 400;
    const int32_t in_year = days_before_month(march_month) + day - 1;

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
    uint64_t value = 0;

    if (!str_to_u64(str_head(str_skip(text, from), n), 9999, &value))
        return false;
    *ret = (int32_t)value;
    return true;
}

bool day_parse(struct str text, int32_t *ret_day)
{
    int32_t year = 0;
    int32_t month = 0;
    int32_t day = 0;

    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
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

static int32_t days_before_year(int32_t year_of_era)
{
    return year_of_era * 365 + year_of_era / 4 - year_of_era / 100;
}

void day_add(struct buf *buf, int32_t day)
{
    const int32_t since = day + DAYS_BEFORE_1970;
    const int32_t era = since / DAYS_PER_ERA;
    const int32_t in_era = since % DAYS_PER_ERA;
    int32_t year = in_era / 366;
    int32_t month = 0;
    int32_t in_year;

    while (year < 399 && days_before_year(year + 1) <= in_era)
        year++;
    in_year = in_era - days_before_year(year);
    while (month < 11 && days_before_month(month + 1) <= in_year)
        month++;
    year += era * 400 + (month >= 10 ? 1 : 0);
    buf_addf(buf, "%04d-%02d-%02d", (int)year, (int)(month >= 10 ? month - 9 : month + 3),
             (int)(in_year - days_before_month(month) + 1));
}
