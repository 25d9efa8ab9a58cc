/*
 * clock: the time, and conditions that wait until one.
 */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

int32_t clock_today(void); /* days from 1970-01-01, UTC */
uint64_t clock_monotonic_ns(void);
int64_t clock_unix_seconds(void);

/* A condition whose pthread_cond_timedwait() waits until a monotonic time. */
void clock_cond_init(pthread_cond_t *ret);
struct timespec clock_at_ns(uint64_t monotonic_ns);

#endif
