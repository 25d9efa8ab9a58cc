/*
 * lock: a mutex that is held until the end of a scope.
 */
#ifndef SYS_LOCK_H
#define SYS_LOCK_H

#include <pthread.h>

#include "base/attr.h"

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
