/* SPDX-License-Identifier: Apache-2.0 */
/* help: prints the list of commands, or the usage of one command. */
#include <string.h>

#include "base/text.h"
#include "cmd/certs/certs.h"
#include "cmd/check/check.h"
#include "cmd/cli/command.h"
#include "cmd/cmd.h"
#include "cmd/diff/diff.h"
#include "cmd/explain/explain.h"
#include "cmd/export/export.h"
#include "cmd/probe/probe.h"
#include "cmd/report/report.h"
#include "cmd/test/test.h"

#define WORDS_MAX 5 /* the program, "certs", "make", "--help", NULL */

/* The help prints the commands in this order. */
static const struct command_row commands[] = {
    {"serve", cmd_serve, "the webhook: answers the API server over HTTPS"},
    {"check", cmd_check, "judge manifests offline, as the cluster would"},
    {"explain", cmd_explain, "why something is allowed, and what a tenant may do"},
    {"review", cmd_review, "answer AdmissionReview documents from files"},
    {"diff", cmd_diff, "compare the meaning of two policies"},
    {"lint", cmd_lint, "errors and warnings of a policy document"},
    {"test", cmd_test, "run the tests of a policy"},
    {"report", cmd_report, "how the objects of a cluster comply with a policy"},
    {"schema", cmd_schema, "the JSON Schema of a policy, for editors"},
    {"export", cmd_export, "the webhook configurations that fit a policy"},
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
    .has_version = true,
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

/* A second word is a command of the first one, which only these have. */
static bool takes_second(const char *name)
{
    for (size_t i = 0; i < all.n; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return commands[i].run == cmd_certs || commands[i].run == cmd_export;
    }
    return true; /* unknown, which is said */
}

static int complain_of_second(const char *word)
{
    AUTO(buf_clear) struct buf quoted = {.max_bytes = BUF_MAX_BYTES};

    text_add_quoted(&quoted, str_from(word));
    return options_wrong(&usage, "unexpected argument %s", buf_text(&quoted));
}

int cmd_help(int argc, char **argv)
{
    char *words[WORDS_MAX] = {NULL};
    char ask[] = "--help";
    struct operands operands;
    int exit_code;

    if (!options_read(&usage, argc, argv, NULL, &operands, &exit_code))
        return exit_code;
    if (operands.n > 1 && !takes_second(operands.items[0]))
        return complain_of_second(operands.items[1]);
    for (size_t i = 0; i < operands.n; i++)
        words[i + 1] = operands.items[i];
    words[operands.n + 1] = ask;
    return commands_run(&all, (int)operands.n + 2, words);
}
