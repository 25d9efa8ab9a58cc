/* SPDX-License-Identifier: Apache-2.0 */
/*
 * output: what commands print: results to stdout, everything else to stderr.
 *
 * Main thread only.
 */
#ifndef CMD_CLI_OUTPUT_H
#define CMD_CLI_OUTPUT_H

#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/problems.h"

#define EXIT_OK     0
#define EXIT_BROKEN 1 /* something was denied, or found wrong */
#define EXIT_WRONG  2 /* wrong usage; something could not be read or judged */

enum output_colour {
    OUTPUT_PLAIN,
    OUTPUT_COLOUR
};

/* OUTPUT_COLOUR only on a terminal that knows colour, and never with NO_COLOR. */
enum output_colour output_colour(FILE *stream);

/* Bytes to stdout; whether that worked is said by output_finish(). */
void output_add(struct str text);
void output_addf(const char *format, ...) PRINTF_LIKE(1, 2);

/* Flush stdout.  exit_code, or EXIT_WRONG (said on stderr) when it cannot be written. */
int output_finish(const char *command, int exit_code);

/* "ingress-warden COMMAND: TEXT" on stderr. */
void output_complain(const char *command, const char *format, ...) PRINTF_LIKE(2, 3);

/*
 * Problems as `file:line:col: error: TEXT [name]`.  At most 100 lines, errors before all
 * others, in the problems' order; then how many more there are.  With colour every line
 * shows its place in the file.
 */
void problem_lines_add(struct buf *buf, const struct problems *problems,
                       enum output_colour colour);

/* All of them, one JSON object a line: file, line, column, severity, name, text. */
void problem_lines_add_json(struct buf *buf, const struct problems *problems);

/* "FILE:LINE:COLUMN: " without what is unknown. */
void problem_lines_add_place(struct buf *buf, struct place place);

/* The file that was asked for last, so that messages in order cost one reading. */
struct source_line {
    struct arena arena;
    const char *file; /* borrowed; NULL: none read yet */
    struct str bytes;
    size_t at; /* where `line` begins */
    uint32_t line;
};

void source_line_clear(struct source_line *source); /* zeroed is initialised */
DEFINE_AUTO_CLEAR(source_line_clear, struct source_line);

/* The line at that place and a caret below it; nothing where the file cannot be read
 * (again) or the line is too long. */
void source_line_add(struct source_line *source, struct buf *buf, struct place place);

/*
 * A JSON object as block YAML, as kubectl prints objects.  Order and numbers stay as they
 * are.  Text that any YAML reader could take for something else stands in double quotes.
 * Below 64 levels the rest is in flow style.  False: json is not JSON; nothing was added.
 */
bool yaml_text_add(struct buf *buf, struct str json, struct err *err) MUST_CHECK;

/* How far the work is, on stderr.  Says nothing unless stderr is a terminal and more than
 * a second has gone by.  Hide it before anything else is printed. */
struct progress {
    const char *what; /* "files" */
    size_t total;
    uint64_t next_ns; /* say nothing before this moment */
    bool enabled;
    bool shown;
};

void progress_init(struct progress *progress, const char *what, size_t total);
void progress_at(struct progress *progress, size_t done);
void progress_hide(struct progress *progress);

#endif
