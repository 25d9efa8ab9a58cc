/*
 * server: the running webhook, from its start to the end of its last request.
 *
 * Threads: the main thread only; it blocks the signals that it takes itself.
 */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "sys/log/log.h"
#include "sys/sandbox/sandbox.h"

struct server_config {
    const char *policy;
    const char *tls_cert;
    const char *tls_key;
    const char *client_ca; /* NULL: clients are not asked */
    const char *const *client_names;
    size_t n_client_names;
    const char *listen;
    const char *ops_listen;
    uint64_t max_body_bytes;
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

#endif
