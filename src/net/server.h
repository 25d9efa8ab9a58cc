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

/* The settings from the command line. */
struct server_config {
    const char *version; /* of the program, and the commit that it was built from */
    const char *commit;
    const char *policy;
    const char *tls_cert;
    const char *tls_key;
    const char *client_ca; /* NULL: clients need no certificate */
    const char *const *client_names;
    size_t n_client_names;
    const char *listen;
    const char *ops_listen;
    uint64_t max_body_bytes;
    bool in_preview;              /* whatever the policy says */
    uint64_t policy_memory_bytes; /* for loading and for the policy, each */
    unsigned max_connections;
    size_t max_lingering; /* set by the server, from the limit of descriptors */
    uint64_t request_ms;
    uint64_t drain_ms;
    unsigned threads; /* 0: one for each CPU */
    enum log_level log_level;
    enum sandbox_mode sandbox;
};

/* Serve until SIGTERM or SIGINT.  Returns false if the server could not start; *err says
 * why. */
bool server_run(const struct server_config *config, struct err *err) MUST_CHECK;

/* The parts of server.c.  The main thread runs the loop while other threads serve. */

/* The signals that the loop receives; block them before the first thread starts. */
void server_loop_signals(sigset_t *ret);

/*
 * Run until the server may stop.  SIGHUP reloads.  SIGTERM and SIGINT make the server not
 * ready at once; after the drain delay it accepts no new connections; it ends when none
 * is left, or after the time that a request and its answer may take.  A second SIGTERM or
 * SIGINT ends it at once.
 */
void server_loop_run(const struct server_config *config, const struct parts *parts,
                     struct http *webhook, const struct sandbox_report *sandbox);

#define LISTEN_TEXT_SIZE 64

/*
 * Listen at "127.0.0.1:8443", "[::1]:8443" or ":8443" (any address); port 0: a free one.
 * A socket for any IPv6 address also accepts IPv4.  If the kernel has no IPv6, ":PORT"
 * and
 * "[::]:PORT" mean 0.0.0.0.  text gets the address that was bound.  Returns the socket,
 * or -1 with ERR_SYNTAX (not of this form) or ERR_IO.
 */
int listen_open(const char *address, char text[LISTEN_TEXT_SIZE], struct err *err)
    MUST_CHECK;

#endif
