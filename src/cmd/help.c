/* help: the list of commands, or how one of them is used. */
#include <stdio.h>
#include <string.h>

#include "cmd/cli/options.h"
#include "cmd/cli/output.h"
#include "cmd/cmd.h"

#define WORDS_MAX 4 /* "certs", "make", "--help", NULL */

static const struct command_usage usage = {
    .name = "help",
    .synopsis = "[COMMAND]",
    .summary = "Print the commands, or the options of one.  `help certs make` goes one\n"
               "step further.",
    .operand = "COMMAND",
    .max_operands = 2,
};

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
        commands_help(cmd_all());
        return output_finish(usage.name, EXIT_OK);
    }
    row = commands_find(cmd_all(), operands.items[0]);
    if (row == NULL) {
        commands_complain(cmd_all(), operands.items[0]);
        return EXIT_WRONG;
    }
    for (size_t i = 0; i < operands.n; i++)
        words[i] = operands.items[i];
    words[operands.n] = ask;
    return row->run((int)operands.n + 1, words);
}
