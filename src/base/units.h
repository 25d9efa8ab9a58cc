/* SPDX-License-Identifier: Apache-2.0 */
/*
 * units: what one unit of time is in another.
 */
#ifndef BASE_UNITS_H
#define BASE_UNITS_H

#include <stdint.h>

#define NS_PER_MS       UINT64_C(1000000)
#define NS_PER_SECOND   UINT64_C(1000000000)
#define MS_PER_SECOND   1000
#define SECONDS_PER_DAY 86400

#endif
