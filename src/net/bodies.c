#include "net/bodies.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"

struct bodies {
    size_t budget;
    pthread_mutex_t mutex; /* over what follows */
    size_t used;
    char *spares[BODY_SPARE_BUFFERS];
    size_t n_spares;
};

static bool charge(struct bodies *bodies, size_t len, size_t n)
{
    const size_t budget =
        len + n <= BODY_SMALL_BYTES ? bodies->budget : bodies->budget / 4 * 3;
    bool fits;

    pthread_mutex_lock(&bodies->mutex);
    fits = n <= budget && bodies->used <= budget - n;
    if (fits)
        bodies->used += n;
    pthread_mutex_unlock(&bodies->mutex);
    return fits;
}

static char *take_small(struct bodies *bodies)
{
    char *spare = NULL;

    pthread_mutex_lock(&bodies->mutex);
    if (bodies->n_spares > 0)
        spare = bodies->spares[--bodies->n_spares];
    pthread_mutex_unlock(&bodies->mutex);
    return spare != NULL ? spare : mem_alloc(BODY_SMALL_BYTES, 1);
}

/* Announced bytes that never come cost address space only. */
static void make_room(struct bodies *bodies, struct body *body, size_t need,
                      size_t expected)
{
    const size_t wanted = expected > need ? expected : need;

    if (need <= body->cap)
        return;
    if (body->cap == 0 && wanted <= BODY_SMALL_BYTES) {
        body->ptr = take_small(bodies);
        body->cap = BODY_SMALL_BYTES;
    } else if (body->cap == 0 && expected >= need) {
        body->ptr = mem_alloc(expected, 1);
        body->cap = expected;
    } else {
        body->ptr = mem_grow(body->ptr, &body->cap, need, 1);
    }
}

enum body_result body_add(struct bodies *bodies, struct body *body, struct str piece,
                          size_t expected, size_t max_bytes)
{
    if (piece.len > max_bytes - body->len)
        return BODY_TOO_LARGE;
    if (!charge(bodies, body->len, piece.len))
        return BODY_NO_ROOM;
    make_room(bodies, body, body->len + piece.len, expected);
    memcpy(body->ptr + body->len, piece.ptr, piece.len);
    body->len += piece.len;
    return BODY_TAKEN;
}

void body_clear(struct bodies *bodies, struct body *body)
{
    char *unwanted = body->ptr;

    if (body->ptr == NULL)
        return;
    pthread_mutex_lock(&bodies->mutex);
    bodies->used -= body->len;
    if (body->cap == BODY_SMALL_BYTES && bodies->n_spares < BODY_SPARE_BUFFERS) {
        bodies->spares[bodies->n_spares++] = body->ptr;
        unwanted = NULL;
    }
    pthread_mutex_unlock(&bodies->mutex);
    free(unwanted);
    *body = (struct body){0};
}

size_t bodies_used(struct bodies *bodies)
{
    size_t used;

    pthread_mutex_lock(&bodies->mutex);
    used = bodies->used;
    pthread_mutex_unlock(&bodies->mutex);
    return used;
}

struct bodies *bodies_new(size_t budget_bytes)
{
    struct bodies *bodies = mem_alloc(1, sizeof *bodies);

    bodies->budget = budget_bytes;
    pthread_mutex_init(&bodies->mutex, NULL);
    return bodies;
}

void bodies_free(struct bodies *bodies)
{
    if (bodies == NULL)
        return;
    for (size_t i = 0; i < bodies->n_spares; i++)
        free(bodies->spares[i]);
    pthread_mutex_destroy(&bodies->mutex);
    free(bodies);
}
