/*
 * problem_lines: what is wrong with a document, as lines for people or for machines.
 *
 * `file:line:col: error: TEXT [name]`, with the line of the document and a caret below
 * where that is wanted; or one JSON object a line.
 */
#ifndef CMD_CLI_PROBLEM_LINES_H
#define CMD_CLI_PROBLEM_LINES_H

#include "base/buf.h"
#include "base/problems.h"
#include "cmd/cli/output.h"

#define PROBLEM_LINES_MAX 100

/* At most PROBLEM_LINES_MAX lines, errors before all others, in the problems' order; then
 * how many more there are.  With colour every line shows its place in the file. */
void problem_lines_add(struct buf *buf, const struct problems *problems,
                       enum output_colour colour);

/* All of them: file, line, column, severity, name, text. */
void problem_lines_add_json(struct buf *buf, const struct problems *problems);

/* "FILE:LINE:COLUMN: " without what is unknown. */
void problem_lines_add_place(struct buf *buf, struct place place);

#endif
