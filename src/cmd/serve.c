/*
 * serve: the webhook.
 */
#include <assert.h>
#include <string.h>

#include "cmd/cli/options.h"
#include "cmd/cli/output.h"
#include "cmd/cmd.h"
#include "net/server.h"

#define NAME "serve"

#define OPTIONS_MAX 16

#define KIB UINT64_C(1024)
#define MIB (KIB * KIB)

#define MAX_BODY_DEFAULT        (8 * MIB)
#define MAX_CONNECTIONS_DEFAULT UINT64_C(1000)
#define REQUEST_MS_DEFAULT      UINT64_C(10000)
#define DRAIN_MS_DEFAULT        UINT64_C(5000)

/* As enum log_level. */
static const char *const log_levels[] = {"debug", "info", "warn", "error", NULL};

struct serve {
    const char *policy, *cert, *key, *client_ca, *listen, *ops_listen;
    struct option_texts client_names;
    uint64_t max_body, max_connections, request_ms, drain_ms, threads;
    unsigned log_level, sandbox;
};

/* As enum sandbox_mode. */
static const char *const sandbox_modes[] = {"best-effort", "off", "required", NULL};

static int run(const struct serve *serve)
{
    const struct server_config config = {
        .policy = serve->policy,
        .tls_cert = serve->cert,
        .tls_key = serve->key,
        .client_ca = serve->client_ca,
        .client_names = serve->client_names.items,
        .n_client_names = serve->client_names.n,
        .listen = serve->listen,
        .ops_listen = serve->ops_listen,
        .max_body_bytes = serve->max_body,
        .max_connections = (unsigned)serve->max_connections,
        .request_ms = serve->request_ms,
        .drain_ms = serve->drain_ms,
        .threads = (unsigned)serve->threads,
        .log_level = (enum log_level)serve->log_level,
        .sandbox = (enum sandbox_mode)serve->sandbox,
    };
    struct err err = {0};

    if (server_run(&config, &err))
        return EXIT_OK;
    output_complain(NAME, "%s", err.text);
    return EXIT_WRONG;
}

/* What it works with. */
static size_t file_rows(struct serve *serve, struct option_row *at)
{
    const struct option_row rows[] = {
        {.name = "policy",
         .kind = OPTION_TEXT,
         .argument = "FILE",
         .help = "the policy document, or a folder of them",
         .target = &serve->policy,
         .required = true},
        {.name = "tls-cert",
         .kind = OPTION_TEXT,
         .argument = "FILE",
         .help = "the serving certificate and its chain, PEM",
         .target = &serve->cert,
         .required = true},
        {.name = "tls-key",
         .kind = OPTION_TEXT,
         .argument = "FILE",
         .help = "its key, PEM",
         .target = &serve->key,
         .required = true},
        {.name = "client-ca",
         .kind = OPTION_TEXT,
         .argument = "FILE",
         .help = "let in only clients with a certificate of this CA",
         .target = &serve->client_ca},
        {.name = "client-name",
         .kind = OPTION_TEXTS,
         .argument = "NAME",
         .help = "... that bears this name; may be given many times",
         .target = &serve->client_names},
    };

    memcpy(at, rows, sizeof rows);
    return ARRAY_LEN(rows);
}

/* Where it listens, how it talks, and what it gives up. */
static size_t port_rows(struct serve *serve, struct option_row *at)
{
    const struct option_row rows[] = {
        {.name = "listen",
         .kind = OPTION_TEXT,
         .argument = "ADDRESS:PORT",
         .help = "the webhook's port, HTTPS (default [::]:8443)",
         .target = &serve->listen},
        {.name = "ops-listen",
         .kind = OPTION_TEXT,
         .argument = "ADDRESS:PORT",
         .help = "/healthz, /readyz, /metrics (default [::]:8081)",
         .target = &serve->ops_listen},
        {.name = "log-level",
         .kind = OPTION_CHOICE,
         .argument = "LEVEL",
         .help = "debug, info (default), warn (no allowed reviews), error",
         .target = &serve->log_level,
         .choices = log_levels},
        {.name = "sandbox",
         .kind = OPTION_CHOICE,
         .argument = "MODE",
         .help = "best-effort (default), required, or off",
         .target = &serve->sandbox,
         .choices = sandbox_modes},
    };

    memcpy(at, rows, sizeof rows);
    return ARRAY_LEN(rows);
}

/* What one client, or all of them, may take. */
static size_t limit_rows(struct serve *serve, struct option_row *at)
{
    const struct option_row rows[] = {
        {.name = "max-body",
         .kind = OPTION_BYTES,
         .argument = "BYTES",
         .help = "the largest review that is read (default 8MiB)",
         .target = &serve->max_body,
         .min = 4 * KIB,
         .max = 32 * MIB},
        {.name = "max-connections",
         .kind = OPTION_NUMBER,
         .argument = "N",
         .help = "at the same time (default 1000)",
         .target = &serve->max_connections,
         .min = 1,
         .max = 100000},
        {.name = "request-timeout",
         .kind = OPTION_DURATION_MS,
         .argument = "TIME",
         .help = "for a handshake, or a whole request (default 10s)",
         .target = &serve->request_ms,
         .min = 100,
         .max = 300000},
        {.name = "drain",
         .kind = OPTION_DURATION_MS,
         .argument = "TIME",
         .help = "not ready, but serving, after SIGTERM (default 5s)",
         .target = &serve->drain_ms,
         .max = 3600000},
        {.name = "threads",
         .kind = OPTION_NUMBER,
         .argument = "N",
         .help = "that judge reviews (default: one for each CPU)",
         .target = &serve->threads,
         .min = 1,
         .max = 64},
    };

    memcpy(at, rows, sizeof rows);
    return ARRAY_LEN(rows);
}

static int read_and_run(struct serve *serve, int argc, char **argv)
{
    struct option_row rows[OPTIONS_MAX];
    size_t n = 0;

    n += file_rows(serve, rows + n);
    n += port_rows(serve, rows + n);
    n += limit_rows(serve, rows + n);
    assert(n <= OPTIONS_MAX);

    const struct command_usage usage = {
        .name = NAME,
        .synopsis = "--policy FILE --tls-cert FILE --tls-key FILE [OPTION]...",
        .summary =
            "Answer the API server's admission reviews over HTTPS: POST /mutate and\n"
            "POST /validate. Changed files are reloaded, also on SIGHUP.",
        .exits = "Exit code: 0 after SIGTERM or SIGINT; 2 when it cannot start.",
        .rows = rows,
        .n_rows = n,
    };
    struct operands operands;
    int exit_code;

    if (!options_read(&usage, argc, argv, &operands, &exit_code))
        return exit_code;
    if (serve->client_names.n > 0 && serve->client_ca == NULL)
        return options_wrong(&usage, "--client-name needs --client-ca");
    if (str_equal(str_from(serve->policy), STR("-")))
        return options_wrong(&usage, "--policy must be a file or a folder, since it is "
                                     "read again when it changes");
    return run(serve);
}

int cmd_serve(int argc, char **argv)
{
    struct serve serve = {
        .listen = "[::]:8443",
        .ops_listen = "[::]:8081",
        .max_body = MAX_BODY_DEFAULT,
        .max_connections = MAX_CONNECTIONS_DEFAULT,
        .request_ms = REQUEST_MS_DEFAULT,
        .drain_ms = DRAIN_MS_DEFAULT,
        .log_level = LOG_LEVEL_INFO,
    };
    const int exit_code = read_and_run(&serve, argc, argv);

    option_texts_clear(&serve.client_names);
    return exit_code;
}
