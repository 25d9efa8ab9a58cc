/*
 * listen: a listening socket at an address that a person wrote.
 */
#ifndef NET_LISTEN_H
#define NET_LISTEN_H

#include "base/attr.h"
#include "base/err.h"

#define LISTEN_TEXT_SIZE 64

/*
 * Listen at "127.0.0.1:8443", "[::1]:8443" or ":8443" (any address); port 0: a free one.
 * Any IPv6 address takes IPv4 as well, and where the kernel has no IPv6, ":PORT" and
 * "[::]:PORT" mean 0.0.0.0.  text gets the address that was bound.  Returns the socket;
 * -1: ERR_SYNTAX (no such form), ERR_IO.
 */
int listen_open(const char *address, char text[LISTEN_TEXT_SIZE], struct err *err)
    MUST_CHECK;

#endif
