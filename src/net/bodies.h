/*
 * bodies: request bodies that come in pieces, and a budget for all of them.
 *
 * What counts against the budget is what has come in, not what was announced.  Bodies
 * up to BODY_SMALL_BYTES may use all of it, larger ones three quarters, so that a few
 * large ones do not lock out the many small.
 * Threads: any for different bodies.
 */
#ifndef NET_BODIES_H
#define NET_BODIES_H

#include "base/attr.h"
#include "base/str.h"

#define BODY_SMALL_BYTES   ((size_t)64 << 10)
#define BODY_BUDGET_BYTES  ((size_t)48 << 20)
#define BODY_SPARE_BUFFERS 8 /* of BODY_SMALL_BYTES, kept for the next ones */

struct bodies;

struct bodies *bodies_new(size_t budget_bytes) MUST_CHECK;
void bodies_free(struct bodies *bodies); /* NULL is allowed */
DEFINE_AUTO(bodies_free, struct bodies *);

/* Bytes in use now. */
size_t bodies_used(struct bodies *bodies);

/* Zeroed: empty. */
struct body {
    char *ptr;
    size_t len;
    size_t cap;
};

enum body_result {
    BODY_TAKEN,
    BODY_TOO_LARGE, /* more than max_bytes */
    BODY_NO_ROOM,   /* the budget is used up */
};

/* expected: the announced length, or 0.  On failure the body is as before. */
enum body_result body_add(struct bodies *bodies, struct body *body, struct str piece,
                          size_t expected, size_t max_bytes) MUST_CHECK;
void body_clear(struct bodies *bodies, struct body *body);

#endif
