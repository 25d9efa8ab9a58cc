/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock: the time, and condition variables and locks for threads.
 */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

#include "base/attr.h"

int32_t clock_today(void); /* days from 1970-01-01, UTC */
uint64_t clock_monotonic_ns(void);
int64_t clock_unix_seconds(void);

/* Initialise a condition whose pthread_cond_timedwait() takes a monotonic time. */
void clock_cond_init(pthread_cond_t *ret);
struct timespec clock_at_ns(uint64_t monotonic_ns);

static inline pthread_mutex_t *lock_take(pthread_mutex_t *mutex)
{
    pthread_mutex_lock(mutex);
    return mutex;
}

static inline void lock_release(pthread_mutex_t *mutex)
{
    pthread_mutex_unlock(mutex);
}
DEFINE_AUTO(lock_release, pthread_mutex_t *);

/* Hold the mutex from here to the end of the scope. */
#define LOCK_SCOPE(mutex)                                                                \
    AUTO(lock_release) UNUSED pthread_mutex_t *const held_ = lock_take(mutex)

#endif
