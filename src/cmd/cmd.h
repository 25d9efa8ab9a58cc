/*
 * cmd: the subcommands of one file; check, certs and probe have folders of their own.
 *
 * argv[0] is the subcommand's own name.  What is returned is the program's exit code.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "cmd/cli/command.h"

int cmd_help(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_review(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_version(int argc, char **argv);

/* All of them, in the order of the help. */
const struct command_set *cmd_all(void);

#endif
