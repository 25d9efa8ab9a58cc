/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text: makes texts from outside readable.
 *
 * Input may be any bytes.  Output is valid UTF-8 without control characters:
 * controls, C1, invisible characters, U+2028/9, and broken UTF-8 are written as
 * \n \t \u001b \xff; `"` and `\` get a backslash.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buf.h"
#include "base/str.h"

#define TEXT_QUOTED_MAX 80 /* characters of a quoted value before "..." */

/* "VALUE" in double quotes, escaped, cut at TEXT_QUOTED_MAX characters. */
void text_add_quoted(struct buf *buf, struct str value);

/* The same without quotes and with no backslash before `"`; cut at max characters. */
void text_add_escaped(struct buf *buf, struct str value, size_t max_chars);

/* A JSON string with its quotes (RFC 8259): escapes `"`, `\`, controls; the input must
 * be UTF-8, broken bytes become U+FFFD. */
void text_add_json(struct buf *buf, struct str value);

/* `items` joined by ", ", at most 5, then "and N more"; each escaped, cut at 80. */
#define TEXT_LIST_MAX 5
void text_add_list(struct buf *buf, const struct str *items, size_t n);

/* All of them in their order, as they are, joined by ", ". */
struct str text_join(struct arena *arena, const struct str *items, size_t n);

/* Characters (code points; a broken byte counts one) in value. */
size_t text_length(struct str value);

/* value, cut to max characters if it is longer; the last three are then "...". */
struct str text_cut(struct arena *arena, struct str value, size_t max_chars);

/* Bytes of the character at the start of value, 1 to 4, its code point in *ret_code; 0
 * where the first byte does not begin one (RFC 3629: no surrogates, no overlongs).  value
 * is not empty. */
size_t text_character(struct str value, uint32_t *ret_code);

/* True for characters that move the cursor, reverse or end the line, or are invisible. */
bool text_is_hidden(uint32_t code);

/* True if a C1 control character, U+0080 to U+009F, begins at value[at]. */
static inline bool text_is_c1(struct str value, size_t at)
{
    return (unsigned char)value.ptr[at] == 0xc2 && at + 1 < value.len &&
           (unsigned char)value.ptr[at + 1] >= 0x80 &&
           (unsigned char)value.ptr[at + 1] <= 0x9f;
}

/* True if value is valid UTF-8. */
bool text_is_utf8(struct str value);

#endif
