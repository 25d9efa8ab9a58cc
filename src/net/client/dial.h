/*
 * dial: a TCP connection, with a deadline.
 */
#ifndef NET_CLIENT_DIAL_H
#define NET_CLIENT_DIAL_H

#include <stdint.h>

#include "base/err.h"

/* A connected, non-blocking socket, the caller's to close; -1: ERR_IO.  All addresses of
 * the host are tried in turn. */
int dial(const char *host, const char *port, uint64_t deadline_ns, struct err *err)
    MUST_CHECK;

/* Wait for poll() events; false: ERR_IO, the deadline (clock_monotonic_ns) is over. */
bool dial_wait(int fd, short events, uint64_t deadline_ns, struct err *err) MUST_CHECK;

#endif
