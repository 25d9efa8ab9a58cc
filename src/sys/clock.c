/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/clock.h"

#include <assert.h>
#include <time.h>

#include "base/units.h"

static struct timespec now(clockid_t id)
{
    struct timespec at = {0, 0};
    const int failed = clock_gettime(id, &at);

    assert(failed == 0); /* both clocks exist on every Linux */
    return at;
}

int64_t clock_unix_seconds(void)
{
    return (int64_t)now(CLOCK_REALTIME).tv_sec;
}

int32_t clock_today(void)
{
    const int64_t seconds = clock_unix_seconds();

    /* A clock that was never set may be before 1970; division rounds to zero. */
    return (int32_t)(seconds < 0 ? 0 : seconds / SECONDS_PER_DAY);
}

uint64_t clock_monotonic_ns(void)
{
    const struct timespec at = now(CLOCK_MONOTONIC);

    return (uint64_t)at.tv_sec * NS_PER_SECOND + (uint64_t)at.tv_nsec;
}

struct timespec clock_at_ns(uint64_t monotonic_ns)
{
    return (struct timespec){
        .tv_sec = (time_t)(monotonic_ns / NS_PER_SECOND),
        .tv_nsec = (long)(monotonic_ns % NS_PER_SECOND),
    };
}

void clock_cond_init(pthread_cond_t *ret)
{
    pthread_condattr_t monotonic;

    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(ret, &monotonic);
    pthread_condattr_destroy(&monotonic);
}
