/*
 * outbox: head and body of an answer leave in one TLS record and one packet.
 *
 * The HTTP library sends them one after the other.  Threads: the connection's.
 */
#ifndef NET_HTTP_OUTBOX_H
#define NET_HTTP_OUTBOX_H

#include <stddef.h>

#include "base/str.h"

struct connection;

#define OUTBOX_MAX_BYTES ((size_t)8 << 10) /* of body: more fills records by itself */

/* Before an answer with a body is handed to the library: what it sends waits. */
void outbox_hold(struct connection *connection);

/* The library has written all of the answer.  A client that does not read it is cut off,
 * since nobody would send the rest later. */
void outbox_release(struct connection *connection);

/* A whole short answer in the middle of a body, where the library takes none. */
void outbox_send(struct connection *connection, struct str bytes);

#endif
