/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bodies: request bodies that come in pieces, and the memory budget of the server.
 *
 * One number of bytes is shared by four: connections (set aside, an estimate of what
 * the HTTP and TLS libraries hold), bodies (charged with the announced length before the
 * first piece, so that a body that was begun can be finished), the judging of large
 * bodies (reserved by an upper bound, see memory_need), and the loading of policies.
 * What does not fit is answered with 503.  Before that, bodies that arrive slower than
 * BODY_PACE are evicted, oldest first, and their connections closed.  Part of the budget
 * is for small bodies only.
 * Threads: any for different bodies.
 */
#ifndef NET_HTTP_BODIES_H
#define NET_HTTP_BODIES_H

#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"

#define BODY_SMALL_BYTES ((size_t)64 << 10)
#define BODY_SMALL_SHARE ((size_t)4 << 20) /* of the budget: for small bodies only */

/* What a body keeps to when others need its room, after the grace. */
#define BODY_PACE_BYTES_A_MS UINT64_C(2048)
#define BODY_GRACE_MS        UINT64_C(500)

struct bodies;

/* Zeroed: empty.  The fields are bodies.c's but for ptr, len and owner. */
struct body {
    char *ptr;
    size_t len;
    void *owner; /* for body_evict_fn */
    size_t cap;
    size_t charged;
    size_t arrived; /* as len, for other threads */
    uint64_t since_ns;
    bool is_whole;
    bool is_evicted;
    struct body *next;
    struct body *previous;
};

/* End what the body belongs to, so that it is soon cleared; called with a lock held. */
typedef void body_evict_fn(void *owner);

struct bodies *bodies_new(size_t budget_bytes, body_evict_fn *evict) MUST_CHECK;
void bodies_free(struct bodies *bodies); /* NULL is allowed */
DEFINE_AUTO(bodies_free, struct bodies *);

/* Bytes taken now, by bodies and by judging. */
size_t bodies_used(struct bodies *bodies);

/* How much of the budget is used for other things from now on. */
void bodies_set_aside(struct bodies *bodies, size_t bytes);

/* Now and then, while large bodies come in: what others have freed is to be given back
 * before it is promised again. */
bool bodies_may_trim(struct bodies *bodies, uint64_t now_ns) MUST_CHECK;

enum body_result {
    BODY_TAKEN,
    BODY_TOO_LARGE, /* more than max_bytes */
    BODY_NO_ROOM,   /* the budget is used up */
};

/* Before the first piece: may a body of that length come in? */
enum body_result body_begin(struct bodies *bodies, struct body *body, size_t length,
                            uint64_t now_ns) MUST_CHECK;
/* On failure the body is as before. */
enum body_result body_add(struct bodies *bodies, struct body *body, struct str piece,
                          size_t max_bytes, uint64_t now_ns) MUST_CHECK;
/* All of it has come in: it makes no room for others any more. */
void body_end(struct bodies *bodies, struct body *body);
void body_clear(struct bodies *bodies, struct body *body);

/* Room for the judging of a body; false: there is none.  Give it back. */
enum body_patience {
    BODY_AT_ONCE,
    BODY_WAITS, /* while others judge, for BODY_WAIT_MS at most; bodies make room */
};
#define BODY_WAIT_MS 500
bool bodies_reserve(struct bodies *bodies, size_t bytes, enum body_patience patience,
                    uint64_t now_ns) MUST_CHECK;
void bodies_give_back(struct bodies *bodies, size_t bytes);

/* Room for what happens in any case, such as the loading of a policy: nothing new comes
 * in, and what others judge with is waited for, BODY_WAIT_MS at most.  Give it back. */
void bodies_take(struct bodies *bodies, size_t bytes);

/*
 * memory_need: how much memory the judging of a review may take, by a look at its bytes.
 *
 * Found by measuring the worst possible reviews: what they take follows the number of
 * their values, names in lists included, and the strings that have to be decoded.
 */

/* An upper bound for any review of that length: quick, and usually far too high. */
size_t memory_need_of_length(size_t length) MUST_CHECK;
size_t memory_need_of(struct str body) MUST_CHECK;

/* No review of 8 MiB takes more, whatever it holds. */
#define MEMORY_NEED_MAX_BYTES ((size_t)34 << 20)

#endif
