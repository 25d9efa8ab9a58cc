/* Parts are made in the order of struct server and unmade in the opposite one; what is
 * not there yet is NULL, which every _free() takes. */
#include "net/server.h"

#include <signal.h>
#include <unistd.h>

#include "base/units.h"
#include "live/cert_store.h"
#include "live/policy_store.h"
#include "net/handlers/handlers.h"
#include "net/http/bodies.h"
#include "net/http/connections.h"
#include "net/http/http.h"
#include "net/http/lingering.h"
#include "net/http/tls.h"
#include "sys/log/metrics.h"
#include "sys/process.h"

/* For connections, bodies and judging: what a pod with a limit of 64 MiB has left. */
#define BUDGET_BYTES     ((size_t)46 << 20)
#define USUAL_BODY_BYTES (UINT64_C(8) << 20)

#define CONNECTION_AGE_MS   UINT64_C(600000) /* so that load spreads over replicas */
#define MIN_PER_ADDRESS     256U /* an API server's, or of several behind one address */
#define OPS_MAX_CONNECTIONS 64U
#define OPS_REQUEST_MS      UINT64_C(10000)
#define OPS_MAX_PER_ADDRESS 32U
#define THREADS_MAX         64U

/* Ports, watches, files being read; and what the library opens for each thread. */
#define OWN_DESCRIPTORS        32U
#define DESCRIPTORS_FOR_THREAD 2U

struct server {
    struct arena arena; /* of the report */
    struct sandbox_report sandbox;
    struct log *log;
    struct metrics *metrics;
    struct review_counts *review_counts;
    struct bodies *bodies;
    struct lingering *lingering;
    struct policy_store *policies;
    struct policy_reload *policy_reload;
    struct tls *tls;
    struct cert_store *certs;
    struct connections *connections;
    struct connections *ops_connections;
    struct parts parts;
    int webhook_fd; /* -1: not open, or the HTTP library's */
    int ops_fd;
    char listen[LISTEN_TEXT_SIZE];
    char ops_listen[LISTEN_TEXT_SIZE];
    struct http *webhook;
    struct http *ops;
};

/* Threads inherit the mask: only the loop sees these. */
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

static void make_stores(struct server *server, const struct server_config *config)
{
    const struct tls_config tls_config = {
        .client_names = config->client_names,
        .n_client_names = config->n_client_names,
        .log = server->log,
        .metrics = server->metrics,
    };
    const struct cert_paths paths = {config->tls_cert, config->tls_key,
                                     config->client_ca};
    struct cert_maker maker;

    server->policies = policy_store_new();
    server->policy_reload =
        policy_reload_new(config->policy, server->policies, server->log, server->metrics);
    server->tls = tls_new(&tls_config);
    maker = tls_maker(server->tls);
    server->certs = cert_store_new(&paths, &maker, server->log, server->metrics);
    tls_use(server->tls, server->certs);
}

/* Each larger body than the usual may be decoded beside itself. */
static size_t budget_for(uint64_t max_body_bytes)
{
    const size_t further = max_body_bytes <= USUAL_BODY_BYTES
                               ? 0
                               : (size_t)(max_body_bytes - USUAL_BODY_BYTES);

    return BUDGET_BYTES + 2 * further;
}

static void make_parts(struct server *server, const struct server_config *config)
{
    server->log = log_new(STDERR_FILENO, config->log_level);
    server->metrics = metrics_new();
    server->review_counts = review_counts_new(server->metrics);
    server->bodies = bodies_new(budget_for(config->max_body_bytes), connection_evict);
    server->lingering = lingering_new(config->max_lingering);
    make_stores(server, config);
    server->connections =
        make_connections(config->request_ms, config->max_connections, server->metrics);
    server->ops_connections = make_connections(OPS_REQUEST_MS, OPS_MAX_CONNECTIONS, NULL);
    server->parts = (struct parts){
        .policies = server->policies,
        .policy_reload = server->policy_reload,
        .certs = server->certs,
        .log = server->log,
        .metrics = server->metrics,
        .review_counts = server->review_counts,
        .bodies = server->bodies,
        .connections = server->connections,
    };
}

static unsigned threads_for(const struct server_config *config)
{
    unsigned threads = config->threads == 0 ? process_cpus() : config->threads;

    if (threads > THREADS_MAX)
        threads = THREADS_MAX;
    return threads > config->max_connections ? config->max_connections : threads;
}

/* Take no more connections than there are descriptors for: when accept() fails, its
 * thread spins, and nobody makes room. */
static bool fit_descriptors(struct server_config *config, struct err *err)
{
    const size_t ours = OWN_DESCRIPTORS + OPS_MAX_CONNECTIONS +
                        (size_t)DESCRIPTORS_FOR_THREAD * threads_for(config);
    const size_t limit =
        process_raise_descriptors(ours + config->max_connections + LINGER_MAX);

    if (limit <= ours)
        return err_set(err, ERR_LIMIT,
                       "cannot start: %zu descriptors may be open (ulimit -n), more than "
                       "%zu are needed",
                       limit, ours);
    if (limit - ours < config->max_connections)
        config->max_connections = (unsigned)(limit - ours);
    config->max_lingering = limit - ours - config->max_connections;
    return true;
}

/* Both before the first log line, so that a port in use gives one line of error. */
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

/* The part of it that both ports have. */
static struct http_config config_of(const struct server *server,
                                    const struct server_config *config)
{
    return (struct http_config){
        .parts = &server->parts,
        .log = server->log,
        .metrics = server->metrics,
        .bodies = server->bodies,
        .lingering = server->lingering,
        .max_body_bytes = config->max_body_bytes,
    };
}

static bool serve_webhook(struct server *server, const struct server_config *config,
                          struct err *err)
{
    struct http_config http = config_of(server, config);

    http.routes = &webhook_routes;
    http.connections = server->connections;
    http.tls = server->tls;
    http.listen_fd = server->webhook_fd;
    http.threads = threads_for(config);
    http.max_connections = config->max_connections;
    http.max_per_address = per_address(config->max_connections);
    server->webhook_fd = -1;
    server->webhook = http_start(&http, err);
    return server->webhook != NULL;
}

static bool serve_ops(struct server *server, const struct server_config *config,
                      struct err *err)
{
    struct http_config http = config_of(server, config);

    http.routes = &ops_routes;
    http.connections = server->ops_connections;
    http.listen_fd = server->ops_fd;
    http.threads = 1;
    http.max_connections = OPS_MAX_CONNECTIONS;
    http.max_per_address = OPS_MAX_PER_ADDRESS;
    server->ops_fd = -1;
    server->ops = http_start(&http, err);
    return server->ops != NULL;
}

static void log_start(const struct server *server, const struct server_config *config)
{
    struct log_line line;

    /* Those who start us wait for this line: it is not silenced by --log-level. */
    log_line_begin(&line, server->log, LOG_LEVEL_INFO, "serving", NULL);
    log_line_text(&line, "listen", server->listen);
    log_line_text(&line, "opsListen", server->ops_listen);
    log_line_u64(&line, "threads", threads_for(config));
    log_line_u64(&line, "maxConnections", config->max_connections);
    log_line_u64(&line, "maxBodyBytes", config->max_body_bytes);
    if (config->client_ca != NULL)
        log_line_text(&line, "clientCa", config->client_ca);
    log_line_end(&line);
}

/* The ports are open, and there is no thread yet.  False: it is required, and a part is
 * missing. */
static bool enter_sandbox(struct server *server, const struct server_config *config,
                          struct err *err)
{
    const char *const paths[] = {config->policy, config->tls_cert, config->tls_key,
                                 config->client_ca};
    const struct sandbox_config sandbox = {
        .mode = config->sandbox,
        .paths = paths,
        .n_paths = ARRAY_LEN(paths),
    };

    return sandbox_enter(&sandbox, &server->arena, &server->sandbox, err);
}

/* When the whole tree is in reach, files are not fenced at all. */
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
    struct log *log = server->log;
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

/* From here on everything is inside the sandbox: no thread has been started and no file
 * read before. */
static bool fence(struct server *server, const struct server_config *config,
                  struct err *err)
{
    return open_ports(server, config, err) && enter_sandbox(server, config, err);
}

static bool start(struct server *server, const struct server_config *config,
                  struct err *err)
{
    if (!cert_store_start(server->certs, err))
        return false;
    policy_reload_run(server->policy_reload, RELOAD_ALWAYS);
    if (!serve_webhook(server, config, err) || !serve_ops(server, config, err))
        return false;
    /* It has read certificates; it is needed again when there are others. */
    process_unload_code("/libcrypto.so");
    log_sandbox(server, config);
    log_start(server, config);
    return true;
}

/* The ports first: their threads use everything else. */
static void stop(struct server *server)
{
    http_stop(server->webhook);
    http_stop(server->ops);
    if (server->webhook_fd >= 0)
        close(server->webhook_fd);
    if (server->ops_fd >= 0)
        close(server->ops_fd);
    connections_free(server->ops_connections);
    connections_free(server->connections);
    cert_store_free(server->certs);
    tls_free(server->tls);
    policy_reload_free(server->policy_reload);
    policy_store_free(server->policies);
    lingering_free(server->lingering);
    bodies_free(server->bodies);
    review_counts_free(server->review_counts);
    metrics_free(server->metrics);
    log_free(server->log);
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
    started = fence(&server, &config, err);
    if (started) {
        make_parts(&server, &config);
        started = start(&server, &config, err);
    }
    if (started) {
        const struct server_loop loop = {
            .config = &config,
            .log = server.log,
            .policy_reload = server.policy_reload,
            .certs = server.certs,
            .connections = server.connections,
            .webhook = server.webhook,
            .sandbox = &server.sandbox,
        };

        if (config.max_connections < wanted->max_connections)
            log_message(server.log, LOG_LEVEL_WARN,
                        "%u connections at most, not %u: there are no more descriptors "
                        "(ulimit -n)",
                        config.max_connections, wanted->max_connections);
        server_loop_run(&loop);
    }
    stop(&server);
    return started;
}
