/*
 * clock: the only place that asks for the time.
 */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H

#include <stdint.h>

int32_t clock_today(void); /* days from 1970-01-01, UTC */
uint64_t clock_monotonic_ns(void);
int64_t clock_unix_seconds(void);

#endif
