/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server: the running webhook, from its start to the end of its last request.
 *
 * Threads: the main thread only; it blocks the signals that it takes itself.
 */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "sys/log/log.h"
#include "sys/sandbox/sandbox.h"

struct http;
struct parts;

/* What the command line says. */
struct server_config {
    const char *version; /* of the program, and the commit that it was built from */
    const char *commit;
    const char *policy;
    const char *tls_cert;
    const char *tls_key;
    const char *client_ca; /* NULL: clients are not asked */
    const char *const *client_names;
    size_t n_client_names;
    const char *listen;
    const char *ops_listen;
    uint64_t max_body_bytes;
    bool in_preview;              /* whatever the policy says */
    uint64_t policy_memory_bytes; /* for loading and for the policy, each */
    unsigned max_connections;
    size_t max_lingering; /* set by the server: what the descriptors leave */
    uint64_t request_ms;
    uint64_t drain_ms;
    unsigned threads; /* 0: one for each CPU */
    enum log_level log_level;
    enum sandbox_mode sandbox;
};

/* Serve until SIGTERM or SIGINT.  False: it could not start, *err is why. */
bool server_run(const struct server_config *config, struct err *err) MUST_CHECK;

/* What server.c is made of.  The loop is what the main thread does while others serve. */

/* The signals that the loop takes: to be blocked before the first thread starts. */
void server_loop_signals(sigset_t *ret);

/*
 * Runs until the server may stop.  SIGHUP: reload.  SIGTERM, SIGINT: not ready at once;
 * after the drain delay no new connections; the end when none is left, or after as long
 * as a request and its answer may take.  A second SIGTERM or SIGINT: the end.
 */
void server_loop_run(const struct server_config *config, const struct parts *parts,
                     struct http *webhook, const struct sandbox_report *sandbox);

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
