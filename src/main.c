/*
 * main: the table of subcommands.
 */
#include <string.h>

#include "base/attr.h"
#include "cmd/cli/json_out.h"
#include "cmd/cmd.h"
#include "sys/library_memory.h"

/* In the order of the help. */
static const struct command_row commands[] = {
    {"serve", cmd_serve, "the webhook: answers the API server over HTTPS"},
    {"check", cmd_check, "judge manifests offline, as the cluster would"},
    {"review", cmd_review, "answer AdmissionReview documents from files"},
    {"lint", cmd_lint, "errors and warnings of a policy document"},
    {"certs", cmd_certs, "make, check and bundle the server's certificates"},
    {"probe", cmd_probe, "call a running webhook as the API server does"},
    {"version", cmd_version, "the version of this program"},
    {"help", cmd_help, "how a command is used"},
};

static const struct command_set all = {
    .program = "ingress-warden",
    .rows = commands,
    .n = ARRAY_LEN(commands),
    .footer = "'ingress-warden help COMMAND' prints a command's options; the manual is\n"
              "ingress-warden(1), ingress-warden-COMMAND(1), ingress-warden-policy(5).",
};

const struct command_set *cmd_all(void)
{
    return &all;
}

int main(int argc, char **argv)
{
    library_memory_guard();
    cold_json_guard();
    if (argc > 1 && strcmp(argv[1], "--version") == 0)
        return cmd_version(1, argv + 1);
    return commands_run(&all, argc, argv);
}
