/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day: calendar days as numbers: days since 1970-01-01, UTC, proleptic Gregorian.
 */
#ifndef CORE_VALUES_DAY_H
#define CORE_VALUES_DAY_H

#include "base/buf.h"
#include "base/str.h"

/* Parse YYYY-MM-DD, years 1970 to 9999.  Returns false for any other text, and for a day
 * that does not exist. */
bool day_parse(struct str text, int32_t *ret_day) MUST_CHECK;

/* Add the day as YYYY-MM-DD; it is in those years. */
void day_add(struct buf *buf, int32_t day);

#endif
