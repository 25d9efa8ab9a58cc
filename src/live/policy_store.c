#include "live/policy_store.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "core/policy/policy.h"
#include "sys/clock.h"

struct policy_store {
    pthread_mutex_t mutex; /* held for a few instructions only */
    struct policy *policy;
};

struct policy_store *policy_store_new(void)
{
    struct policy_store *store = mem_alloc(1, sizeof *store);

    pthread_mutex_init(&store->mutex, NULL);
    return store;
}

void policy_store_free(struct policy_store *store)
{
    if (store == NULL)
        return;
    policy_unref(store->policy);
    pthread_mutex_destroy(&store->mutex);
    free(store);
}

struct policy *policy_store_get(struct policy_store *store)
{
    LOCK_SCOPE(&store->mutex);
    if (store->policy != NULL)
        policy_ref(store->policy);
    return store->policy;
}

void policy_store_put(struct policy_store *store, struct policy *policy_take)
{
    struct policy *old;

    pthread_mutex_lock(&store->mutex);
    old = store->policy;
    store->policy = policy_take;
    pthread_mutex_unlock(&store->mutex);
    policy_unref(old); /* outside: freeing a large policy takes its time */
}
