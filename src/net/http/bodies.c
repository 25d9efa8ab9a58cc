/* SPDX-License-Identifier: Apache-2.0 */
/* bodies: two sums.  `promised` is the memory of bodies that are not evicted; it decides
 * whether a new one is accepted.  `held` is the memory in use, including evicted bodies
 * that are not cleared yet. */
#include "net/http/bodies.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/units.h"
#include "sys/clock.h"

#define TRIM_EVERY_NS NS_PER_SECOND

#define FIRST_BYTES  ((size_t)16 << 10) /* of a body of unknown length */
#define GROWTH_BYTES ((size_t)1 << 20)  /* the most that a body grows by at a time */

struct bodies {
    size_t budget;
    body_evict_fn *evict;
    pthread_mutex_t mutex;   /* guards the members below, and the bodies in the list */
    pthread_cond_t returned; /* signalled when room is given back */
    uint64_t trim_after_ns;
    size_t aside;
    size_t promised; /* to bodies that are not evicted */
    size_t held;     /* by all bodies */
    size_t judging;
    struct body *first; /* the oldest */
    struct body *last;
};

static bool fits(const struct bodies *bodies, size_t used, size_t n, size_t budget)
{
    const size_t taken = used + bodies->judging + bodies->aside;

    return n <= budget && taken <= budget - n;
}

static bool is_behind(const struct body *body, uint64_t now_ns)
{
    const uint64_t ms = (now_ns - body->since_ns) / NS_PER_MS;

    return ms > BODY_GRACE_MS &&
           (ms - BODY_GRACE_MS) * BODY_PACE_BYTES_A_MS > body->arrived;
}

/* The oldest body that arrives too slowly; NULL if there is none. */
static struct body *find_slow(const struct bodies *bodies, const struct body *spared,
                              uint64_t now_ns)
{
    for (struct body *at = bodies->first; at != NULL; at = at->next) {
        if (at != spared && !at->is_whole && !at->is_evicted && is_behind(at, now_ns))
            return at;
    }
    return NULL;
}

/* Returns false if there is no room, even without the slow bodies. */
static bool make_room(struct bodies *bodies, const struct body *spared, size_t n,
                      size_t budget, uint64_t now_ns)
{
    while (!fits(bodies, bodies->promised, n, budget)) {
        struct body *slow = find_slow(bodies, spared, now_ns);

        if (slow == NULL)
            return false;
        slow->is_evicted = true;
        bodies->promised -= slow->charged;
        bodies->evict(slow->owner);
    }
    return true;
}

static void add_to_list(struct bodies *bodies, struct body *body, uint64_t now_ns)
{
    body->since_ns = now_ns;
    body->next = NULL;
    body->previous = bodies->last;
    if (bodies->last == NULL)
        bodies->first = body;
    else
        bodies->last->next = body;
    bodies->last = body;
}

static void take_off_list(struct bodies *bodies, struct body *body)
{
    if (body->previous == NULL)
        bodies->first = body->next;
    else
        body->previous->next = body->next;
    if (body->next == NULL)
        bodies->last = body->previous;
    else
        body->next->previous = body->previous;
}

/* Called with the mutex. */
static bool charge(struct bodies *bodies, struct body *body, size_t n, uint64_t now_ns)
{
    const bool is_small = body->charged + n <= BODY_SMALL_BYTES;
    size_t budget = bodies->budget;

    if (!is_small)
        budget = budget > BODY_SMALL_SHARE ? budget - BODY_SMALL_SHARE : 0;
    if (!make_room(bodies, body, n, budget, now_ns))
        return false;
    if (body->charged == 0)
        add_to_list(bodies, body, now_ns);
    body->charged += n;
    bodies->promised += n;
    return true;
}

enum body_result body_begin(struct bodies *bodies, struct body *body, size_t length,
                            uint64_t now_ns)
{
    LOCK_SCOPE(&bodies->mutex);
    return charge(bodies, body, length, now_ns) ? BODY_TAKEN : BODY_NO_ROOM;
}

/* A short body doubles its room: few bytes are copied, and few reserved needlessly. */
static size_t next_charge(const struct body *body, size_t need, size_t max_bytes)
{
    size_t next =
        body->charged < GROWTH_BYTES ? body->charged * 2 : body->charged + GROWTH_BYTES;

    if (next < FIRST_BYTES)
        next = FIRST_BYTES;
    if (next > max_bytes)
        next = max_bytes;
    return next < need ? need : next;
}

static bool admit_piece(struct bodies *bodies, struct body *body, size_t need,
                        size_t max_bytes, uint64_t now_ns)
{
    LOCK_SCOPE(&bodies->mutex);
    if (body->is_evicted)
        return false;
    if (need > body->charged &&
        !charge(bodies, body, next_charge(body, need, max_bytes) - body->charged, now_ns))
        return false;
    if (!fits(bodies, bodies->held, need - body->len, bodies->budget))
        return false;
    bodies->held += need - body->len;
    body->arrived = need;
    return true;
}

/* Large blocks are mapped, so bytes that are announced but never sent cost no memory. */
static void make_buffer(struct body *body)
{
    if (body->cap >= body->charged)
        return;
    body->ptr = mem_resize(body->ptr, body->charged, 1);
    body->cap = body->charged;
}

enum body_result body_add(struct bodies *bodies, struct body *body, struct str piece,
                          size_t max_bytes, uint64_t now_ns)
{
    if (piece.len > max_bytes - body->len)
        return BODY_TOO_LARGE;
    if (!admit_piece(bodies, body, body->len + piece.len, max_bytes, now_ns))
        return BODY_NO_ROOM;
    make_buffer(body);
    if (piece.len > 0)
        memcpy(body->ptr + body->len, piece.ptr, piece.len);
    body->len += piece.len;
    return BODY_TAKEN;
}

void body_end(struct bodies *bodies, struct body *body)
{
    LOCK_SCOPE(&bodies->mutex);
    body->is_whole = true;
}

void body_clear(struct bodies *bodies, struct body *body)
{
    if (body->charged == 0)
        return;
    free(body->ptr);
    pthread_mutex_lock(&bodies->mutex);
    take_off_list(bodies, body);
    bodies->held -= body->len;
    if (!body->is_evicted)
        bodies->promised -= body->charged;
    pthread_cond_broadcast(&bodies->returned);
    pthread_mutex_unlock(&bodies->mutex);
    *body = (struct body){.owner = body->owner};
}

/* Called with the mutex.  Waits for judging only: bodies may take long to arrive. */
static bool wait_for_room(struct bodies *bodies, size_t bytes, uint64_t now_ns)
{
    const struct timespec until =
        clock_at_ns(clock_monotonic_ns() + BODY_WAIT_MS * NS_PER_MS);
    bool is_late = false;

    while (!make_room(bodies, NULL, bytes, bodies->budget, now_ns)) {
        if (bodies->judging == 0 || is_late)
            return false;
        is_late = pthread_cond_timedwait(&bodies->returned, &bodies->mutex, &until) ==
                  ETIMEDOUT;
    }
    return true;
}

bool bodies_reserve(struct bodies *bodies, size_t bytes, enum body_patience patience,
                    uint64_t now_ns)
{
    LOCK_SCOPE(&bodies->mutex);
    if (!fits(bodies, bodies->promised, bytes, bodies->budget) &&
        (patience != BODY_WAITS || !wait_for_room(bodies, bytes, now_ns)))
        return false;
    bodies->judging += bytes;
    return true;
}

void bodies_take(struct bodies *bodies, size_t bytes)
{
    LOCK_SCOPE(&bodies->mutex);
    bodies->judging += bytes;
    (void)wait_for_room(bodies, 0, clock_monotonic_ns());
}

void bodies_give_back(struct bodies *bodies, size_t bytes)
{
    LOCK_SCOPE(&bodies->mutex);
    bodies->judging -= bytes;
    pthread_cond_broadcast(&bodies->returned);
}

void bodies_set_aside(struct bodies *bodies, size_t bytes)
{
    LOCK_SCOPE(&bodies->mutex);
    bodies->aside = bytes;
}

bool bodies_may_trim(struct bodies *bodies, uint64_t now_ns)
{
    LOCK_SCOPE(&bodies->mutex);
    if (now_ns < bodies->trim_after_ns)
        return false;
    bodies->trim_after_ns = now_ns + TRIM_EVERY_NS;
    return true;
}

size_t bodies_used(struct bodies *bodies)
{
    LOCK_SCOPE(&bodies->mutex);
    return bodies->held + bodies->judging;
}

struct bodies *bodies_new(size_t budget_bytes, body_evict_fn *evict)
{
    struct bodies *bodies = mem_alloc(1, sizeof *bodies);

    bodies->budget = budget_bytes;
    bodies->evict = evict;
    pthread_mutex_init(&bodies->mutex, NULL);
    clock_cond_init(&bodies->returned);
    return bodies;
}

void bodies_free(struct bodies *bodies)
{
    if (bodies == NULL)
        return;
    pthread_cond_destroy(&bodies->returned);
    pthread_mutex_destroy(&bodies->mutex);
    free(bodies);
}

#define FIXED_BYTES   ((size_t)2 << 20) /* includes partly used blocks */
#define BYTE_BYTES    ((size_t)140)     /* at most, for each byte of the body */
#define NAME_BYTES    ((size_t)600)     /* a host and all its violations */
#define NAMES_MAX     ((size_t)30000)
#define FURTHER_BYTES ((size_t)52) /* a further value, which is skipped or refused */

static size_t at_most(size_t bytes, size_t most)
{
    return bytes < most ? bytes : most;
}

/* An upper bound: each value or name follows a comma, or begins an array or object. */
static size_t count_values(struct str body)
{
    size_t n = 1;

    for (size_t i = 0; i < body.len; i++)
        n += body.ptr[i] == ',' || body.ptr[i] == '[' || body.ptr[i] == '{';
    return n;
}

size_t memory_need_of_length(size_t length)
{
    if (length > MEMORY_NEED_MAX_BYTES / BYTE_BYTES)
        return MEMORY_NEED_MAX_BYTES;
    return at_most(FIXED_BYTES + length * BYTE_BYTES, MEMORY_NEED_MAX_BYTES);
}

size_t memory_need_of(struct str body)
{
    const size_t n = count_values(body);
    const size_t names = at_most(n, NAMES_MAX);
    size_t bytes = FIXED_BYTES + names * NAME_BYTES + (n - names) * FURTHER_BYTES;

    if (body.len > 0 && memchr(body.ptr, '\\', body.len) != NULL)
        bytes += body.len;
    return at_most(bytes, MEMORY_NEED_MAX_BYTES);
}
