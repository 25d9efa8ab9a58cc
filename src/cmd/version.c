/* SPDX-License-Identifier: Apache-2.0 */
/* version: the program's name and version. */
#include <stdio.h>

#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "cmd/cmd.h"

static const struct command_usage usage = {
    .name = "version",
    .synopsis = "",
    .summary = "Print the program's name and version.",
};

int cmd_version(int argc, char **argv)
{
    struct operands operands;
    int exit_code;

    if (!options_read(&usage, argc, argv, NULL, &operands, &exit_code))
        return exit_code;
    puts("ingress-warden " INGRESS_WARDEN_VERSION);
    return output_finish(usage.name, EXIT_OK);
}
