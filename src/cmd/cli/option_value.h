/*
 * option_value: one option's value, checked and stored; its line of the help.
 *
 * For options.c alone.
 */
#ifndef CMD_CLI_OPTION_VALUE_H
#define CMD_CLI_OPTION_VALUE_H

#include "base/buf.h"
#include "cmd/cli/options.h"

/* Store text (NULL for OPTION_FLAG) in the command's struct.  False: *reason says what is
 * wrong, and nothing is stored. */
bool option_value_take(const struct option_row *row, const char *text, void *into,
                       struct buf *reason) MUST_CHECK;

/* The row's lines of the help, to stdout. */
void option_value_help(const struct option_row *row);

#endif
