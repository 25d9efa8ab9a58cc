/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main: from the first word to its subcommand.
 */
#include <string.h>

#include "cmd/cli/json_out.h"
#include "cmd/cmd.h"
#include "sys/process.h"

int main(int argc, char **argv)
{
    library_memory_guard();
    cold_json_guard();
    if (argc > 1 && strcmp(argv[1], "--version") == 0)
        return cmd_version(argc - 1, argv + 1);
    return commands_run(cmd_all(), argc, argv);
}
