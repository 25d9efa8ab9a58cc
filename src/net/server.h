/*
 * server: the running webhook, from its start to the end of its last request.
 *
 * Threads: the main thread only; it blocks the signals that it takes itself.
 */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include "base/attr.h"
#include "base/err.h"
#include "net/server_config.h"

/* Serve until SIGTERM or SIGINT.  False: it could not start, *err is why. */
bool server_run(const struct server_config *config, struct err *err) MUST_CHECK;

#endif
