/* SPDX-License-Identifier: Apache-2.0 */
/* server: parts are made in the order of struct server and freed in reverse order.  A
 * part that does not exist yet is NULL, which every _free() accepts. */
#include "net/server.h"

#include <signal.h>
#include <unistd.h>

#include "base/units.h"
#include "live/cert_store.h"
#include "live/policy_load.h"
#include "live/policy_store.h"
#include "net/handlers/handlers.h"
#include "net/http/bodies.h"
#include "net/http/connections.h"
#include "net/http/http.h"
#include "net/http/tls.h"
#include "sys/log/metrics.h"
#include "sys/process.h"

/* The budget for connections, bodies, judging and loading policies.  A pod with a limit
 * of 64 MiB has this much left besides a policy. */
#define BUDGET_BYTES     ((size_t)46 << 20)
#define USUAL_BODY_BYTES (UINT64_C(8) << 20)

#define CONNECTION_AGE_MS   UINT64_C(600000) /* so that load spreads over replicas */
#define MIN_PER_ADDRESS     256U /* several API servers may be behind one address */
#define OPS_MAX_CONNECTIONS 64U
#define OPS_REQUEST_MS      UINT64_C(10000)
#define OPS_MAX_PER_ADDRESS 32U
#define THREADS_MAX         64U

/* Descriptors for ports, watches, and files being read; those of the HTTP library for
 * each thread. */
#define OWN_DESCRIPTORS        32U
#define DESCRIPTORS_FOR_THREAD 2U

struct server {
    struct arena arena; /* for the report */
    struct sandbox_report sandbox;
    struct parts parts;
    struct lingering *lingering;
    struct tls tls;
    struct connections *ops_connections;
    int webhook_fd; /* -1: not open, or owned by the HTTP library */
    int ops_fd;
    char listen[LISTEN_TEXT_SIZE];
    char ops_listen[LISTEN_TEXT_SIZE];
    struct http *webhook;
    struct http *ops;
};

/* Threads inherit the mask, so only the loop receives these signals. */
static void block_signals(void)
{
    sigset_t taken;

    server_loop_signals(&taken);
    (void)pthread_sigmask(SIG_BLOCK, &taken, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static struct connections *make_connections(uint64_t request_ms, size_t max,
                                            struct metrics *metrics_or_null)
{
    const struct connections_limits limits = {
        .request_ns = request_ms * NS_PER_MS,
        .age_ns = CONNECTION_AGE_MS * NS_PER_MS,
        .max = max,
    };

    return connections_new(&limits, metrics_or_null);
}

/* Loading needs the memory of a policy twice: for the work, and for the new policy.  The
 * part above the default is not in the budget, because the memory limit must be raised
 * for it. */
#define LOADING_BYTES (2 * POLICY_MEMORY_BYTES)

static void take_room(void *bodies)
{
    bodies_take(bodies, LOADING_BYTES);
}

static void give_room_back(void *bodies)
{
    bodies_give_back(bodies, LOADING_BYTES);
}

static void make_stores(struct parts *parts, const struct server_config *config)
{
    const struct cert_paths paths = {config->tls_cert, config->tls_key,
                                     config->client_ca};

    const struct policy_source source = {
        .path = config->policy,
        .max_bytes = (size_t)config->policy_memory_bytes,
        .in_preview = config->in_preview,
        .take_room = take_room,
        .give_room_back = give_room_back,
        .room_owner = parts->bodies,
    };

    parts->policies = policy_store_new();
    parts->policy_reload =
        policy_reload_new(&source, parts->policies, parts->log, parts->metrics);
    parts->certs = cert_store_new(&paths, &tls_maker, parts->log, parts->metrics);
}

/* Bytes above the usual size of a body count twice: they may be decoded into a copy. */
static size_t budget_for(uint64_t max_body_bytes)
{
    const size_t further = max_body_bytes <= USUAL_BODY_BYTES
                               ? 0
                               : (size_t)(max_body_bytes - USUAL_BODY_BYTES);

    return BUDGET_BYTES + 2 * further;
}

/* Set the metrics that do not change while the process runs. */
static void measure_start(struct metrics *metrics, const struct server_config *config)
{
    const struct str labels[] = {str_from(config->version), str_from(config->commit)};

    metrics_set_info(metrics, METRIC_BUILD_INFO, labels);
    metrics_measure_limit(metrics);
}

static void make_parts(struct server *server, const struct server_config *config)
{
    struct parts *parts = &server->parts;

    parts->log = log_new(STDERR_FILENO, config->log_level);
    parts->metrics = metrics_new();
    measure_start(parts->metrics, config);
    parts->review_counts = review_counts_new(parts->metrics);
    parts->bodies = bodies_new(budget_for(config->max_body_bytes), connection_evict);
    server->lingering = lingering_new(config->max_lingering);
    make_stores(parts, config);
    server->tls = (struct tls){
        .client_names = config->client_names,
        .n_client_names = config->n_client_names,
        .log = parts->log,
        .metrics = parts->metrics,
        .certs = parts->certs,
    };
    parts->connections =
        make_connections(config->request_ms, config->max_connections, parts->metrics);
    server->ops_connections = make_connections(OPS_REQUEST_MS, OPS_MAX_CONNECTIONS, NULL);
}

static unsigned threads_for(const struct server_config *config)
{
    unsigned threads = config->threads == 0 ? process_cpus() : config->threads;

    if (threads > THREADS_MAX)
        threads = THREADS_MAX;
    return threads > config->max_connections ? config->max_connections : threads;
}

/* Limit the connections to the available descriptors: if accept() failed, its thread
 * would spin, and no connection would be closed to make room. */
static bool fit_descriptors(struct server_config *config, struct err *err)
{
    const size_t own = OWN_DESCRIPTORS + OPS_MAX_CONNECTIONS +
                       (size_t)DESCRIPTORS_FOR_THREAD * threads_for(config);
    const size_t limit =
        process_raise_descriptors(own + config->max_connections + LINGER_MAX);

    if (limit <= own)
        return err_set(err, ERR_LIMIT,
                       "cannot start: %zu descriptors may be open (ulimit -n), more than "
                       "%zu are needed",
                       limit, own);
    if (limit - own < config->max_connections)
        config->max_connections = (unsigned)(limit - own);
    config->max_lingering = limit - own - config->max_connections;
    return true;
}

/* Open both ports before the first log line, so that a port in use gives one error line.
 */
static bool open_ports(struct server *server, const struct server_config *config,
                       struct err *err)
{
    server->webhook_fd = listen_open(config->listen, server->listen, err);
    if (server->webhook_fd < 0)
        return false;
    server->ops_fd = listen_open(config->ops_listen, server->ops_listen, err);
    return server->ops_fd >= 0;
}

static unsigned per_address(unsigned max_connections)
{
    const unsigned most = max_connections / 4 * 3;

    if (most >= MIN_PER_ADDRESS)
        return most;
    return max_connections < MIN_PER_ADDRESS ? max_connections : MIN_PER_ADDRESS;
}

static bool serve(struct server *server, const struct server_config *config,
                  struct err *err)
{
    const struct http_config webhook = {
        .routes = &webhook_routes,
        .parts = &server->parts,
        .log = server->parts.log,
        .metrics = server->parts.metrics,
        .bodies = server->parts.bodies,
        .lingering = server->lingering,
        .connections = server->parts.connections,
        .tls = &server->tls,
        .listen_fd = server->webhook_fd,
        .threads = threads_for(config),
        .max_connections = config->max_connections,
        .max_per_address = per_address(config->max_connections),
        .max_body_bytes = config->max_body_bytes,
    };
    struct http_config ops = webhook;

    ops.routes = &ops_routes;
    ops.connections = server->ops_connections;
    ops.tls = NULL;
    ops.listen_fd = server->ops_fd;
    ops.threads = 1;
    ops.max_connections = OPS_MAX_CONNECTIONS;
    ops.max_per_address = OPS_MAX_PER_ADDRESS;
    server->webhook_fd = -1;
    server->webhook = http_start(&webhook, err);
    if (server->webhook == NULL)
        return false;
    server->ops_fd = -1;
    server->ops = http_start(&ops, err);
    return server->ops != NULL;
}

static void log_start(const struct server *server, const struct server_config *config)
{
    struct log_line line;

    /* Callers wait for this line, so --log-level does not silence it. */
    log_line_begin(&line, server->parts.log, LOG_LEVEL_INFO, "serving", NULL);
    log_line_text(&line, "version", config->version);
    log_line_text(&line, "commit", config->commit);
    log_line_text(&line, "listen", server->listen);
    log_line_text(&line, "opsListen", server->ops_listen);
    log_line_u64(&line, "threads", threads_for(config));
    log_line_u64(&line, "maxConnections", config->max_connections);
    log_line_u64(&line, "maxBodyBytes", config->max_body_bytes);
    if (config->client_ca != NULL)
        log_line_text(&line, "clientCa", config->client_ca);
    log_line_end(&line);
}

/* Call it after the ports are open and before the first thread.  Returns false if the
 * sandbox is required and a part of it is missing. */
static bool enter_sandbox(struct server *server, const struct server_config *config,
                          struct err *err)
{
    const char *const paths[] = {config->policy, config->tls_cert, config->tls_key,
                                 config->client_ca};

    return sandbox_enter(config->sandbox, paths, ARRAY_LEN(paths), &server->arena,
                         &server->sandbox, err);
}

/* True if the sandbox allows the whole file tree, and so does not restrict files. */
static bool reaches_all(const struct sandbox_report *report)
{
    for (size_t i = 0; i < report->n_folders; i++) {
        if (str_equal(report->folders[i], STR("/")))
            return true;
    }
    return false;
}

static void log_sandbox(const struct server *server, const struct server_config *config)
{
    const struct sandbox_report *report = &server->sandbox;
    struct log *log = server->parts.log;
    const bool whole = report->n_missing == 0 && !reaches_all(report);
    const enum log_level level = whole ? LOG_LEVEL_INFO : LOG_LEVEL_WARN;
    struct log_line line;

    if (!log_takes(log, level))
        return;
    if (config->sandbox == SANDBOX_OFF) {
        log_message(log, level, "sandbox off");
        return;
    }
    log_line_begin(&line, log, level,
                   whole ? "sandbox in force" : "sandbox in force, not all of it", NULL);
    log_line_text(&line, "seccomp", report->n_calls > 0 ? "on" : "off");
    log_line_u64(&line, "landlockAbi", (uint64_t)report->landlock_abi);
    if (report->landlock_abi > 0)
        log_line_list(&line, "readable", report->folders, report->n_folders);
    if (report->n_missing > 0)
        log_line_list(&line, "missing", report->missing, report->n_missing);
    log_line_end(&line);
}

static bool start(struct server *server, const struct server_config *config,
                  struct err *err)
{
    if (!cert_store_start(server->parts.certs, err))
        return false;
    policy_reload_run(server->parts.policy_reload, RELOAD_ALWAYS);
    if (!serve(server, config, err))
        return false;
    /* Certificates have been read.  The code is loaded again when they change. */
    process_unload_code("/libcrypto.so");
    log_sandbox(server, config);
    log_start(server, config);
    return true;
}

/* Stop the ports first: their threads use everything else. */
static void stop(struct server *server)
{
    http_stop(server->webhook);
    http_stop(server->ops);
    if (server->webhook_fd >= 0)
        close(server->webhook_fd);
    if (server->ops_fd >= 0)
        close(server->ops_fd);
    connections_free(server->ops_connections);
    connections_free(server->parts.connections);
    cert_store_free(server->parts.certs);
    policy_reload_free(server->parts.policy_reload);
    policy_store_free(server->parts.policies);
    lingering_free(server->lingering);
    bodies_free(server->parts.bodies);
    review_counts_free(server->parts.review_counts);
    metrics_free(server->parts.metrics);
    log_free(server->parts.log);
    arena_clear(&server->arena);
}

bool server_run(const struct server_config *wanted, struct err *err)
{
    struct server server = {.webhook_fd = -1, .ops_fd = -1};
    struct server_config config = *wanted;
    bool started;

    if (!fit_descriptors(&config, err))
        return false;
    process_tune_memory();
    block_signals();
    /* Before the first thread, and before the first file is read. */
    started = open_ports(&server, &config, err) && enter_sandbox(&server, &config, err);
    if (started) {
        make_parts(&server, &config);
        started = start(&server, &config, err);
    }
    if (started) {
        if (config.max_connections < wanted->max_connections)
            log_message(server.parts.log, LOG_LEVEL_WARN,
                        "%u connections at most, not %u: there are no more descriptors "
                        "(ulimit -n)",
                        config.max_connections, wanted->max_connections);
        server_loop_run(&config, &server.parts, server.webhook, &server.sandbox);
    }
    stop(&server);
    return started;
}
