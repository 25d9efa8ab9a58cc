/* help: the list of commands, or how one of them is used. */
#include <stdio.h>
#include <string.h>

#include "cmd/certs/certs.h"
#include "cmd/check/check.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "cmd/cmd.h"
#include "cmd/probe/probe.h"

#define WORDS_MAX 4 /* "certs", "make", "--help", NULL */

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

static const struct command_usage usage = {
    .name = "help",
    .synopsis = "[COMMAND]",
    .summary = "Print the commands, or the options of one.  `help certs make` goes one\n"
               "step further.",
    .operand = "COMMAND",
    .max_operands = 2,
};

const struct command_set *cmd_all(void)
{
    return &all;
}

int cmd_help(int argc, char **argv)
{
    char ask[] = "--help";
    char *words[WORDS_MAX] = {NULL};
    const struct command_row *row;
    struct operands operands;
    int exit_code;

    if (!options_read(&usage, argc, argv, NULL, &operands, &exit_code))
        return exit_code;
    if (operands.n == 0) {
        commands_help(&all);
        return output_finish(usage.name, EXIT_OK);
    }
    row = commands_find(&all, operands.items[0]);
    if (row == NULL) {
        commands_complain(&all, operands.items[0]);
        return EXIT_WRONG;
    }
    for (size_t i = 0; i < operands.n; i++)
        words[i] = operands.items[i];
    words[operands.n] = ask;
    return row->run((int)operands.n + 1, words);
}
