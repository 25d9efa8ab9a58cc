/* SPDX-License-Identifier: Apache-2.0 */
/*
 * markdown: writes GitHub's Markdown from texts that may contain anything.
 *
 * Only literals are written unchanged.  A text is escaped as prose or as code, so that
 * nothing in it becomes markup, a link or a mention, not even within tables.
 */
#ifndef CMD_CLI_MARKDOWN_H
#define CMD_CLI_MARKDOWN_H

#include "base/buf.h"

/* Markup; a literal of the program. */
#define markdown_literal(buf, text) buf_add((buf), STR(text))

/* Prose: every character is displayed as itself. */
void markdown_add_text(struct buf *buf, struct str text);

/* The same as code, on one line. */
void markdown_add_code(struct buf *buf, struct str text);

/* "| A | B |" and the line below it; titles are literals. */
void markdown_add_table(struct buf *buf, const char *const *titles, size_t n);

#endif
