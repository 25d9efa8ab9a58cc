/* SPDX-License-Identifier: Apache-2.0 */
/*
 * output: printing for commands: results to stdout, everything else to stderr.
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

/* OUTPUT_COLOUR only on a terminal that supports colour, and never if NO_COLOR is set. */
enum output_colour output_colour(FILE *stream);

/* Write to stdout; output_finish() reports errors. */
void output_add(struct str text);
void output_addf(const char *format, ...) PRINTF_LIKE(1, 2);

/* Flush stdout.  Returns exit_code, or EXIT_WRONG (with a message on stderr) if stdout
 * could not be written. */
int output_finish(const char *command, int exit_code);

/* "ingress-warden COMMAND: TEXT" on stderr. */
void output_complain(const char *command, const char *format, ...) PRINTF_LIKE(2, 3);

/*
 * Problems as `file:line:col: error: TEXT [name]`, in their order.  At most 100 lines: if
 * there are more problems, the least severe ones are omitted and counted.  With colour,
 * the line of the file follows each problem.
 */
void problem_lines_add(struct buf *buf, const struct problems *problems,
                       enum output_colour colour);

/* All of them, one JSON object a line: file, line, column, severity, name, text. */
void problem_lines_add_json(struct buf *buf, const struct problems *problems);

/* "FILE:LINE:COLUMN: " without what is unknown. */
void problem_lines_add_place(struct buf *buf, struct place place);

/* Caches the last file, so that messages in order read each file once. */
struct source_line {
    struct arena arena;
    const char *file; /* borrowed; NULL: none read yet */
    struct str bytes;
    size_t at; /* where `line` begins */
    uint32_t line;
};

void source_line_clear(struct source_line *source); /* zeroed is initialised */
DEFINE_AUTO_CLEAR(source_line_clear, struct source_line);

/* Add the line at that place with a caret below it; nothing if the file cannot be read
 * (again) or the line is too long. */
void source_line_add(struct source_line *source, struct buf *buf, struct place place);

/*
 * A JSON value as block YAML, in the style of kubectl.  Order and numbers are kept.  Text
 * that some YAML parser could read as another type is quoted.  Anything deeper than 64
 * levels is in flow style.  False: not valid JSON; nothing was added.
 */
bool yaml_text_add(struct buf *buf, struct str json, struct err *err) MUST_CHECK;

/* A progress line on stderr, shown only if stderr is a terminal and the work takes more
 * than a second.  Hide it before printing anything else. */
struct progress {
    const char *what; /* "files" */
    size_t total;
    uint64_t next_ns; /* monotonic time of the next update */
    bool enabled;
    bool shown;
};

void progress_init(struct progress *progress, const char *what, size_t total);
void progress_at(struct progress *progress, size_t done);
void progress_hide(struct progress *progress);

#endif
