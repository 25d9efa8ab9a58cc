/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day: calendar days as numbers, proleptic Gregorian, UTC.  No clock here.
 */
#ifndef CORE_VALUES_DAY_H
#define CORE_VALUES_DAY_H

#include "base/buf.h"
#include "base/str.h"

/* YYYY-MM-DD, years 1970 to 9999, a day that exists -> days from 1970-01-01. */
bool day_parse(struct str text, int32_t *ret_day) MUST_CHECK;

/* The day as YYYY-MM-DD, of those years. */
void day_add(struct buf *buf, int32_t day);

#endif
