/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bodies: request bodies that come in pieces, and the memory budget of the server.
 *
 * One budget in bytes has four users: connections (set aside: an estimate of the memory
 * in the HTTP and TLS libraries); bodies (charged with the announced length before the
 * first piece, so that every accepted body can be received completely); the judging of
 * large bodies (reserved by an upper bound, see memory_need); and the loading of
 * policies.  A request that does not fit is answered with 503.  Before that, bodies that
 * arrive more slowly than BODY_PACE_BYTES_A_MS are evicted, oldest first, and their
 * connections closed. BODY_SMALL_SHARE of the budget is for small bodies only. Threads:
 * any for different bodies.
 */
#ifndef NET_HTTP_BODIES_H
#define NET_HTTP_BODIES_H

#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"

#define BODY_SMALL_BYTES ((size_t)64 << 10)
#define BODY_SMALL_SHARE ((size_t)4 << 20) /* of the budget: for small bodies only */

/* The slowest rate at which a body may arrive when others need its room, and the time
 * before the rate counts. */
#define BODY_PACE_BYTES_A_MS UINT64_C(2048)
#define BODY_GRACE_MS        UINT64_C(500)

struct bodies;

/* Zeroed: empty.  Only ptr, len and owner are for others; bodies.c owns the rest. */
struct body {
    char *ptr;
    size_t len;
    void *owner; /* for body_evict_fn */
    size_t cap;
    size_t charged;
    size_t arrived; /* a copy of len, for other threads */
    uint64_t since_ns;
    bool is_whole;
    bool is_evicted;
    struct body *next;
    struct body *previous;
};

/* End the owner of a body, so that the body is cleared soon; called with a lock held. */
typedef void body_evict_fn(void *owner);

struct bodies *bodies_new(size_t budget_bytes, body_evict_fn *evict) MUST_CHECK;
void bodies_free(struct bodies *bodies); /* NULL is allowed */
DEFINE_AUTO(bodies_free, struct bodies *);

/* The number of bytes in use now, by bodies and by judging. */
size_t bodies_used(struct bodies *bodies);

/* Set how many bytes of the budget are in use elsewhere from now on. */
void bodies_set_aside(struct bodies *bodies, size_t bytes);

/* True now and then while large bodies arrive: freed memory must be returned to the
 * system before it is promised again. */
bool bodies_may_trim(struct bodies *bodies, uint64_t now_ns) MUST_CHECK;

enum body_result {
    BODY_TAKEN,
    BODY_TOO_LARGE, /* more than max_bytes */
    BODY_NO_ROOM,   /* the budget is used up */
};

/* Before the first piece: ask for room for a body of that length. */
enum body_result body_begin(struct bodies *bodies, struct body *body, size_t length,
                            uint64_t now_ns) MUST_CHECK;
/* Append a piece.  On failure the body is unchanged. */
enum body_result body_add(struct bodies *bodies, struct body *body, struct str piece,
                          size_t max_bytes, uint64_t now_ns) MUST_CHECK;
/* The body is complete; it is not evicted any more. */
void body_end(struct bodies *bodies, struct body *body);
void body_clear(struct bodies *bodies, struct body *body);

/* Reserve room for the judging of a body, until bodies_give_back().  Returns false if
 * there is none. */
enum body_patience {
    BODY_AT_ONCE,
    BODY_WAITS, /* at most BODY_WAIT_MS while others judge; slow bodies are evicted */
};
#define BODY_WAIT_MS 500
bool bodies_reserve(struct bodies *bodies, size_t bytes, enum body_patience patience,
                    uint64_t now_ns) MUST_CHECK;
void bodies_give_back(struct bodies *bodies, size_t bytes);

/* Take room for work that cannot be refused, such as the loading of a policy, until
 * bodies_give_back().  The room counts at once, so new bodies find less; the call then
 * waits, at most BODY_WAIT_MS, for room that others judge with. */
void bodies_take(struct bodies *bodies, size_t bytes);

/*
 * memory_need: estimates the memory that the judging of a review may take, from its
 * bytes.
 *
 * The constants come from measurements of the worst reviews: their need depends on the
 * number of values, names in lists included, and on the strings that must be decoded.
 */

/* An upper bound in bytes for any review of that length: fast, usually far too high. */
size_t memory_need_of_length(size_t length) MUST_CHECK;
/* A closer bound, from a scan of the body. */
size_t memory_need_of(struct str body) MUST_CHECK;

/* No review of 8 MiB needs more. */
#define MEMORY_NEED_MAX_BYTES ((size_t)34 << 20)

#endif
