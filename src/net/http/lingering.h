/*
 * lingering: connections that were answered before all of the request had come in.
 *
 * If such a connection were closed at once, the client would be reset and might not see
 * the answer.  What still comes is read and dropped, for a short time and for a bounded
 * number of connections.  Threads: any, except lingering_new() and lingering_free().
 */
#ifndef NET_HTTP_LINGERING_H
#define NET_HTTP_LINGERING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

#define LINGER_MAX 512
#define LINGER_MS  5000

struct lingering;

/* max: how many at a time, at most LINGER_MAX; for more the oldest is closed. */
struct lingering *lingering_new(size_t max) MUST_CHECK;
void lingering_free(struct lingering *lingering); /* NULL is allowed */

/* The connection of fd stays open for a while when fd is closed. */
void lingering_take(struct lingering *lingering, int fd);

#endif
