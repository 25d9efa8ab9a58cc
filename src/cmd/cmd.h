/*
 * cmd: the subcommands, one file each.
 *
 * argv[0] is the subcommand's own name.  What is returned is the program's exit code.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include <stddef.h>

#include "cmd/cli/commands.h"

int cmd_certs(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_help(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_probe(int argc, char **argv);
int cmd_review(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_version(int argc, char **argv);

/* The table in main.c. */
const struct command_set *cmd_all(void);

#endif
