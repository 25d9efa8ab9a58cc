#include "net/http/workers.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"

#define KEEP_BYTES ((size_t)256 << 10)

struct workers {
    pthread_key_t key;
};

static void arena_end(void *context)
{
    struct arena *arena = context;

    arena_clear(arena);
    free(arena);
}

struct arena *workers_arena(struct workers *workers)
{
    struct arena *arena = pthread_getspecific(workers->key);

    if (arena == NULL) {
        arena = mem_alloc(1, sizeof *arena);
        arena_init(arena);
        if (pthread_setspecific(workers->key, arena) != 0)
            mem_gone();
    }
    return arena;
}

void workers_done(struct arena *arena)
{
    arena_reset(arena, KEEP_BYTES);
}

struct workers *workers_new(void)
{
    struct workers *workers = mem_alloc(1, sizeof *workers);

    if (pthread_key_create(&workers->key, arena_end) != 0)
        mem_gone_like("thread keys"); /* of 1,024 we use one */
    return workers;
}

void workers_free(struct workers *workers)
{
    if (workers == NULL)
        return;
    pthread_key_delete(workers->key);
    free(workers);
}
