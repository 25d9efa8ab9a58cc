/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html: a page, written piece by piece.
 *
 * Only literals of the source are markup.  Whatever comes from outside is escaped by
 * where it stands: between tags or in an attribute, which is always quoted.  What would
 * be invisible, or would turn the line round, is written as \n \u202e \xff.  The pieces
 * go to a stream as they come, or stay in the buffer where there is none.  Main thread
 * only.
 */
#ifndef CMD_CLI_HTML_H
#define CMD_CLI_HTML_H

#include <stdio.h>

#include "base/buf.h"

struct html {
    struct buf buf;
    FILE *stream; /* NULL: all of the page stays in buf */
};

void html_init(struct html *html, FILE *stream_or_null);
void html_clear(struct html *html);
DEFINE_AUTO_CLEAR(html_clear, struct html);

/* Markup: nothing but a literal is taken. */
#define html_raw(html, literal) html_add_literal((html), "" literal "")
void html_add_literal(struct html *html, const char *literal);

/* Between tags. */
void html_text(struct html *html, struct str text);
void html_word(struct html *html, const char *text); /* NUL-terminated */
void html_number(struct html *html, size_t number);
/* Of the program's own, with numbers only. */
void html_textf(struct html *html, const char *format, ...) PRINTF_LIKE(2, 3);

/* ` NAME="VALUE"` within a tag; name is a literal. */
#define html_attribute(html, name, value) html_add_attribute((html), "" name "", (value))
void html_add_attribute(struct html *html, const char *name, struct str value);
/* The same for the program's own words and numbers. */
void html_attributef(struct html *html, const char *name, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* A text as a part of ids, links to them, and names of files: bytes outside [a-z0-9-] as
 * _XX. */
void html_add_slug(struct buf *buf, struct str text);

/* What is in the buffer to the stream. */
void html_flush(struct html *html);

#endif
