/*
 * output: results to stdout, everything else to stderr.
 *
 * Main thread only.
 */
#ifndef CMD_CLI_OUTPUT_H
#define CMD_CLI_OUTPUT_H

#include <stdio.h>

#include "base/attr.h"
#include "base/str.h"

enum output_colour {
    OUTPUT_PLAIN,
    OUTPUT_COLOUR
};

/* OUTPUT_COLOUR only on a terminal that knows colour, and never with NO_COLOR. */
enum output_colour output_colour(FILE *stream);

/* Bytes to stdout; whether that worked is said by output_finish(). */
void output_add(struct str text);

/* Flush stdout.  exit_code, or EXIT_WRONG (said on stderr) when it cannot be written. */
int output_finish(const char *command, int exit_code);

/* "ingress-warden COMMAND: TEXT" on stderr. */
void output_complain(const char *command, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
