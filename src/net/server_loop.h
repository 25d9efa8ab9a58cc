/*
 * server_loop: what the main thread does while others serve: signals, reloads, the end.
 */
#ifndef NET_SERVER_LOOP_H
#define NET_SERVER_LOOP_H

#include <signal.h>

struct cert_store;
struct connections;
struct http;
struct log;
struct policy_reload;
struct sandbox_report;
struct server_config;

/* All is borrowed. */
struct server_loop {
    const struct server_config *config;
    struct log *log;
    struct policy_reload *policy_reload;
    struct cert_store *certs;
    struct connections *connections; /* of the webhook port */
    struct http *webhook;
    const struct sandbox_report *sandbox;
};

/* The signals that the loop takes: to be blocked before the first thread starts. */
void server_loop_signals(sigset_t *ret);

/*
 * Runs until the server may stop.  SIGHUP: reload.  SIGTERM, SIGINT: not ready at once;
 * after the drain delay no new connections; the end when none is left, or after as long
 * as a request and its answer may take.  A second SIGTERM or SIGINT: the end.
 */
void server_loop_run(const struct server_loop *loop);

#endif
