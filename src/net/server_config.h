/*
 * server_config: what the command line says, for all files of the server.
 */
#ifndef NET_SERVER_CONFIG_H
#define NET_SERVER_CONFIG_H

#include <stddef.h>
#include <stdint.h>

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

#endif
