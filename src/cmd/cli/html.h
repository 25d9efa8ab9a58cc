/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html: writes an HTML page piece by piece.
 *
 * Only literals of the source are markup.  All other text is escaped for its context:
 * between tags, or in an attribute, which is always quoted.  Characters that would be
 * invisible, or would reverse the direction of the line, become \n \u202e \xff.  The
 * pieces go to a stream, or stay in the buffer if there is none.  Main thread only.
 */
#ifndef CMD_CLI_HTML_H
#define CMD_CLI_HTML_H

#include <stdio.h>

#include "base/buf.h"

struct html {
    struct buf buf;
    FILE *stream; /* NULL: the whole page stays in buf */
};

void html_init(struct html *html, FILE *stream_or_null);
void html_clear(struct html *html);
DEFINE_AUTO_CLEAR(html_clear, struct html);

/* Markup: accepts literals only. */
#define html_raw(html, literal) html_add_literal((html), "" literal "")
void html_add_literal(struct html *html, const char *literal);

/* Text between tags. */
void html_text(struct html *html, struct str text);
void html_word(struct html *html, const char *text); /* NUL-terminated */
void html_number(struct html *html, size_t number);
/* Formatted text, escaped like the others. */
void html_textf(struct html *html, const char *format, ...) PRINTF_LIKE(2, 3);

/* ` NAME="VALUE"` within a tag; name is a literal. */
#define html_attribute(html, name, value) html_add_attribute((html), "" name "", (value))
void html_add_attribute(struct html *html, const char *name, struct str value);
/* The same with a formatted value. */
void html_attributef(struct html *html, const char *name, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Add a text as a part of an id, of a link to one, or of a file name: bytes outside
 * [a-z0-9-] become _XX. */
void html_add_slug(struct buf *buf, struct str text);

/* Write the buffer to the stream and empty it. */
void html_flush(struct html *html);

#endif
