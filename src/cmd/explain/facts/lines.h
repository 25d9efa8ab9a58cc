/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lines: labelled facts, each with the entry of the policy that says so.
 *
 * The text and the Markdown of an answer are made of the same lines.
 */
#ifndef CMD_EXPLAIN_FACTS_LINES_H
#define CMD_EXPLAIN_FACTS_LINES_H

#include "base/arena.h"
#include "base/buf.h"
#include "core/entries/places.h"

struct line {
    const char *label; /* "": the line goes on where the one above ends */
    struct str text;
    struct str placed; /* the same with places within; len 0: `text` and its entry */
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

/* The same, where places are within the text. */
void lines_add_placed(struct lines *lines, const char *label, struct str text,
                      struct str placed);

/* Labels are padded to `width` columns behind `indent` blanks. */
void lines_print(const struct lines *lines, size_t indent, size_t width, struct buf *buf);

/* One such line, without its end. */
void line_begin(struct buf *buf, const char *label, size_t indent, size_t width);

#endif
