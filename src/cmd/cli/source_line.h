/*
 * source_line: the line of a file that a message is about, with a caret below.
 *
 * Keeps the file that was asked for last, so that messages in order cost one reading.
 */
#ifndef CMD_CLI_SOURCE_LINE_H
#define CMD_CLI_SOURCE_LINE_H

#include "base/buf.h"
#include "base/problems.h"
#include "base/str.h"

struct source_line {
    struct arena arena;
    const char *file; /* borrowed; NULL: none read yet */
    struct str bytes;
    size_t at; /* where `line` begins */
    uint32_t line;
};

void source_line_clear(struct source_line *source); /* zeroed is initialised */
DEFINE_AUTO_CLEAR(source_line_clear, struct source_line);

/* Two lines; nothing where the file cannot be read (again) or the line is too long. */
void source_line_add(struct source_line *source, struct buf *buf, struct place place);

#endif
