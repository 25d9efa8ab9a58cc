/* SPDX-License-Identifier: Apache-2.0 */
/* The subcommand: sends a review to both stages, in the order of the API server. */
#include <signal.h>

#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "cmd/probe/probe.h"

#define TIMEOUT_DEFAULT_MS 10000 /* the default of the API server */
#define TIMEOUT_MAX_MS     30000

enum stages {
    STAGES_BOTH,
    STAGES_MUTATE,
    STAGES_VALIDATE
};
static const char *const stage_words[] = {"both", "mutate", "validate", NULL};

struct probe {
    struct arena *arena;
    const char *url_text;
    const char *ca_path;
    const char *server_name;
    const char *cert_path;
    const char *key_path;
    unsigned stages; /* enum stages */
    struct probe_writer writer;
    struct option_texts groups;
    uint64_t timeout_ms;
    struct operands operands;
    struct probe_url url;
    struct certificate_file ca;
};

static const struct option_row rows[] = {
    {"url", .kind = OPTION_TEXT, .at = offsetof(struct probe, url_text), .required = true,
     .argument = "URL",
     .help = "https://HOST[:PORT][/PATH]; a path that ends in\n"
             "/mutate or /validate selects that stage"},
    {"ca", .kind = OPTION_TEXT, .at = offsetof(struct probe, ca_path), .required = true,
     .argument = "FILE", .help = "the CA certificates in caBundle"},
    {"server-name", .kind = OPTION_TEXT, .at = offsetof(struct probe, server_name),
     .argument = "NAME",
     .help = "the name in the certificate (default: the host);\n"
             "the API server expects SERVICE.NAMESPACE.svc"},
    {"cert", .kind = OPTION_TEXT, .at = offsetof(struct probe, cert_path),
     .argument = "FILE", .help = "the client certificate, if the server requires one"},
    {"key", .kind = OPTION_TEXT, .at = offsetof(struct probe, key_path),
     .argument = "FILE", .help = "its private key"},
    {"stage", .kind = OPTION_CHOICE, .at = offsetof(struct probe, stages),
     .argument = "STAGE",
     .help = "mutate, validate or both (default: both, the\n"
             "second with the object as the first patched it)",
     .choices = stage_words},
    {"namespace", 'n', .kind = OPTION_TEXT,
     .at = offsetof(struct probe, writer.namespace), .argument = "NAME",
     .help = "for a manifest without one (default: default)"},
    {"user", .kind = OPTION_TEXT, .at = offsetof(struct probe, writer.user),
     .argument = "NAME", .help = "the user who writes the manifest"},
    {"group", .kind = OPTION_TEXTS, .at = offsetof(struct probe, groups),
     .argument = "NAME", .help = "a group that the user is in; may be repeated"},
    {"timeout", .kind = OPTION_DURATION_MS, .at = offsetof(struct probe, timeout_ms),
     .argument = "TIME", .help = "for each call (default: 10s)", .min = 1,
     .max = TIMEOUT_MAX_MS},
};

static const struct command_usage usage = {
    .name = "probe",
    .synopsis = "--url URL --ca FILE [OPTION]... [FILE]",
    .summary =
        "Send FILE (an AdmissionReview, or a manifest that is wrapped in one) to a\n"
        "running webhook; without FILE a built-in Ingress. Nothing is stored.",
    .exits = "Exit code: 0 answered, whatever the verdict; 1 the answer is invalid;\n"
             "2 no answer.",
    .operand = "FILE",
    .max_operands = 1,
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

/* As in Go, "timeout=10s" has whole seconds, rounded up. */
static const char *path_of(struct probe *probe, enum stage stage)
{
    return arena_format(probe->arena, "%s/%s?timeout=%llus", probe->url.base,
                        probe_stage_name(stage),
                        (unsigned long long)((probe->timeout_ms + 999) / 1000))
        .ptr;
}

static bool call(struct probe *probe, enum stage stage, struct str body,
                 struct client_reply *ret)
{
    AUTO(problems_clear) struct problems findings = {0};
    struct client_target target = {
        .host = probe->url.host,
        .port = probe->url.port,
        .server_name = probe->server_name,
        .ca = probe->ca,
        .cert_path = probe->cert_path,
        .key_path = probe->key_path,
        .timeout_ms = probe->timeout_ms,
        .findings = &findings,
    };
    struct err err;

    if (!client_post(&target, path_of(probe, stage), body, probe->arena, ret, &err)) {
        output_complain(usage.name, "%s: no answer: %s", probe_stage_name(stage),
                        err.text);
        return false;
    }
    for (size_t i = 0; i < findings.n; i++)
        output_complain(usage.name, "warning: %s", findings.all[i].text);
    return true;
}

/* Call one stage and return the exit code.  *review becomes the review with the patched
 * object, for the next stage; *ret_allowed: whether the next stage is to be called. */
static int ask(struct probe *probe, enum stage stage, struct probe_review *review,
               bool *ret_allowed)
{
    AUTO(problems_clear) struct problems faults = {0};
    struct probe_answer answer = {.faults = &faults};
    struct client_reply reply;

    *ret_allowed = false;
    if (!call(probe, stage, review->json, &reply))
        return EXIT_WRONG;
    probe_answer_read(review, stage, &reply, probe->arena, &answer);
    probe_print_stage(stage, &reply, &answer);
    if (faults.n_errors > 0)
        return EXIT_BROKEN;
    probe_print_warnings(&answer);
    if (!answer.allowed)
        probe_print_refusal(review, stage, &answer);
    probe_print_changes(review, &answer);
    *ret_allowed = answer.allowed;
    *review = answer.patched;
    return EXIT_OK;
}

static int run(struct probe *probe, struct probe_review *review)
{
    bool allowed = true;
    int exit_code = EXIT_OK;

    if (probe->stages != STAGES_VALIDATE)
        exit_code = ask(probe, STAGE_MUTATE, review, &allowed);
    if (probe->stages != STAGES_MUTATE && exit_code == EXIT_OK && allowed)
        exit_code = ask(probe, STAGE_VALIDATE, review, &allowed);
    if (probe->stages != STAGES_MUTATE && exit_code == EXIT_OK && allowed)
        probe_print_accepted(review);
    return exit_code;
}

/* A URL whose path ends in a stage selects that stage. */
static bool choose_stages(struct probe *probe, struct err *err)
{
    unsigned wanted = probe->url.stage == STAGE_MUTATE ? STAGES_MUTATE : STAGES_VALIDATE;

    if (!probe->url.has_stage || probe->stages == wanted)
        return true;
    if (probe->stages != STAGES_BOTH)
        return err_set(err, ERR_INVALID, "--url ends in /%s, --stage says %s",
                       stage_words[wanted], stage_words[probe->stages]);
    probe->stages = wanted;
    return true;
}

static bool check_options(struct probe *probe, struct err *err)
{
    if (!probe_url_parse(probe->url_text, probe->arena, &probe->url, err) ||
        !choose_stages(probe, err))
        return false;
    if ((probe->cert_path == NULL) != (probe->key_path == NULL))
        return err_set(err, ERR_INVALID, "--cert and --key belong together");
    return true;
}

static void set_groups(struct probe *probe)
{
    const size_t n = probe->groups.n;
    struct str *names = ARENA_NEW(probe->arena, struct str, n);

    for (size_t i = 0; i < n; i++)
        names[i] = str_from(probe->groups.items[i]);
    probe->writer.groups = names;
    probe->writer.n_groups = n;
}

static int check_and_run(struct probe *probe)
{
    const char *file = probe->operands.n == 0 ? NULL : probe->operands.items[0];
    struct probe_review review;
    struct err err;

    if (!check_options(probe, &err))
        return options_wrong(&usage, "%s", err.text);
    if (!option_pem_read(probe->arena, probe->ca_path, &probe->ca, &err) ||
        !probe_review_read(file, &probe->writer, probe->arena, &review, &err)) {
        output_complain(usage.name, "%s", err.text);
        return EXIT_WRONG;
    }
    /* The server may close the connection during a write. */
    signal(SIGPIPE, SIG_IGN);
    return output_finish(usage.name, run(probe, &review));
}

int cmd_probe(int argc, char **argv)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct probe probe = {
        .arena = &arena,
        .timeout_ms = TIMEOUT_DEFAULT_MS,
        .writer = {.user = "ingress-warden-probe"},
    };
    int exit_code;

    if (options_read(&usage, argc, argv, &probe, &probe.operands, &exit_code)) {
        set_groups(&probe);
        exit_code = check_and_run(&probe);
    }
    option_texts_clear(&probe.groups);
    return exit_code;
}
