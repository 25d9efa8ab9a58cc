/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lines: labelled facts, each with the entry of the policy that it comes from.
 *
 * The text format and the Markdown format of an answer use the same lines.
 */
#ifndef CMD_EXPLAIN_FACTS_LINES_H
#define CMD_EXPLAIN_FACTS_LINES_H

#include "base/arena.h"
#include "base/buf.h"
#include "core/entries/places.h"

struct line {
    const char *label; /* "": the line continues the one above */
    struct str text;
    struct str placed; /* the text with places in it; len 0: use `text` and `entry` */
    const struct entry *entry; /* NULL: no place is shown */
};

struct lines {
    struct arena *arena;
    struct line *all;
    size_t n;
    size_t cap;
};

void lines_add(struct lines *lines, const char *label, struct str text,
               const struct entry *entry_or_null);

/* The same for a text that contains its places. */
void lines_add_placed(struct lines *lines, const char *label, struct str text,
                      struct str placed);

/* Each line begins with `indent` blanks and a label padded to `width` columns. */
void lines_print(const struct lines *lines, size_t indent, size_t width, struct buf *buf);

/* Begin such a line: the indent and the label. */
void line_begin(struct buf *buf, const char *label, size_t indent, size_t width);

#endif
