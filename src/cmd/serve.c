/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "cmd/cmd.h"
#include "cmd/commit.h"
#include "live/policy_load.h"
#include "net/server.h"

#define KIB UINT64_C(1024)
#define MIB (KIB * KIB)

/* In the order of enum log_level. */
static const char *const log_levels[] = {"debug", "info", "warn", "error", NULL};

struct serve {
    struct server_config config;
    struct option_texts client_names;
    uint64_t max_connections, threads;
    unsigned log_level, sandbox;
};

/* In the order of enum sandbox_mode. */
static const char *const sandbox_modes[] = {"best-effort", "off", "required", NULL};

static const struct option_row rows[] = {
    /* The policy, the certificates and the clients. */
    {"policy", .kind = OPTION_TEXT, .at = offsetof(struct serve, config.policy),
     .required = true, .argument = "FILE",
     .help = "the policy document, or a folder of them"},
    {"tls-cert", .kind = OPTION_TEXT, .at = offsetof(struct serve, config.tls_cert),
     .required = true, .argument = "FILE",
     .help = "the serving certificate and its chain, PEM"},
    {"tls-key", .kind = OPTION_TEXT, .at = offsetof(struct serve, config.tls_key),
     .required = true, .argument = "FILE", .help = "its key, PEM"},
    {"client-ca", .kind = OPTION_TEXT, .at = offsetof(struct serve, config.client_ca),
     .argument = "FILE", .help = "accept only clients with a certificate from this CA"},
    {"client-name", .kind = OPTION_TEXTS, .at = offsetof(struct serve, client_names),
     .argument = "NAME", .help = "... and with this name in it; may be repeated"},
    {"preview", .kind = OPTION_FLAG, .at = offsetof(struct serve, config.in_preview),
     .help = "deny and patch nothing, only warn"},
    /* Addresses, logging and the sandbox. */
    {"listen", .kind = OPTION_TEXT, .at = offsetof(struct serve, config.listen),
     .argument = "ADDRESS:PORT", .help = "the webhook's port, HTTPS (default [::]:8443)"},
    {"ops-listen", .kind = OPTION_TEXT, .at = offsetof(struct serve, config.ops_listen),
     .argument = "ADDRESS:PORT",
     .help = "/healthz, /readyz, /metrics (default [::]:8081)"},
    {"log-level", .kind = OPTION_CHOICE, .at = offsetof(struct serve, log_level),
     .argument = "LEVEL",
     .help = "debug, info (default), warn (no allowed reviews), error",
     .choices = log_levels},
    {"sandbox", .kind = OPTION_CHOICE, .at = offsetof(struct serve, sandbox),
     .argument = "MODE", .help = "best-effort (default), required, or off",
     .choices = sandbox_modes},
    /* Limits. */
    {"max-body", .kind = OPTION_BYTES,
     .at = offsetof(struct serve, config.max_body_bytes), .argument = "BYTES",
     .help = "the largest review that is read (default 8MiB)", .min = 4 * KIB,
     .max = 32 * MIB},
    {"policy-memory", .kind = OPTION_BYTES,
     .at = offsetof(struct serve, config.policy_memory_bytes), .argument = "SIZE",
     .help = "for loading a policy, and for the policy (default 8MiB)", .min = MIB,
     .max = KIB * MIB},
    {"max-connections", .kind = OPTION_NUMBER,
     .at = offsetof(struct serve, max_connections), .argument = "N",
     .help = "at the same time (default 1000)", .min = 1, .max = 100000},
    {"request-timeout", .kind = OPTION_DURATION_MS,
     .at = offsetof(struct serve, config.request_ms), .argument = "TIME",
     .help = "for a handshake, or a whole request (default 10s)", .min = 100,
     .max = 300000},
    {"drain", .kind = OPTION_DURATION_MS, .at = offsetof(struct serve, config.drain_ms),
     .argument = "TIME", .help = "not ready, but serving, after SIGTERM (default 5s)",
     .max = 3600000},
    {"threads", .kind = OPTION_NUMBER, .at = offsetof(struct serve, threads),
     .argument = "N", .help = "that judge reviews (default: one for each CPU)", .min = 1,
     .max = 64},
};

static const struct command_usage usage = {
    .name = "serve",
    .synopsis = "--policy FILE --tls-cert FILE --tls-key FILE [OPTION]...",
    .summary = "Answer admission reviews over HTTPS. Changed files are reloaded, also on "
               "SIGHUP.",
    .exits = "Exit code: 0 after SIGTERM or SIGINT; 2 when it cannot start.",
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

static int run(struct serve *serve)
{
    struct server_config *config = &serve->config;
    struct err err = {0};

    config->client_names = serve->client_names.items;
    config->n_client_names = serve->client_names.n;
    config->max_connections = (unsigned)serve->max_connections;
    config->threads = (unsigned)serve->threads;
    config->log_level = (enum log_level)serve->log_level;
    config->sandbox = (enum sandbox_mode)serve->sandbox;
    if (server_run(config, &err))
        return EXIT_OK;
    output_complain(usage.name, "%s", err.text);
    return EXIT_WRONG;
}

static int read_and_run(struct serve *serve, int argc, char **argv)
{
    struct operands operands;
    int exit_code;

    if (!options_read(&usage, argc, argv, serve, &operands, &exit_code))
        return exit_code;
    if (serve->client_names.n > 0 && serve->config.client_ca == NULL)
        return options_wrong(&usage, "--client-name needs --client-ca");
    if (str_equal(str_from(serve->config.policy), STR("-")))
        return options_wrong(&usage, "--policy must be a file or a folder, since it is "
                                     "read again when it changes");
    return run(serve);
}

int cmd_serve(int argc, char **argv)
{
    struct serve serve = {
        .config =
            {
                .version = INGRESS_WARDEN_VERSION,
                .commit = INGRESS_WARDEN_COMMIT,
                .listen = "[::]:8443",
                .ops_listen = "[::]:8081",
                .max_body_bytes = 8 * MIB,
                .policy_memory_bytes = POLICY_MEMORY_BYTES,
                .request_ms = 10000,
                .drain_ms = 5000,
            },
        .max_connections = 1000,
        .log_level = LOG_LEVEL_INFO,
    };
    const int exit_code = read_and_run(&serve, argc, argv);

    option_texts_clear(&serve.client_names);
    return exit_code;
}
