/*
 * review_stream: JSON documents that stand one after another, cut apart.
 *
 * A document is what its outermost braces enclose.  After one that is broken (a line
 * break within a string) the next begins at a line that begins with a brace.  Where a
 * document never ends, that holds for the whole rest of the file.  Linear.
 */
#ifndef CMD_REVIEW_STREAM_H
#define CMD_REVIEW_STREAM_H

#include "base/str.h"

struct review_stream {
    struct str bytes;
    size_t at;
    bool by_lines;  /* a document never ended */
    uint32_t line;  /* of the document handed out last; from 1 */
    size_t counted; /* bytes whose line ends are in `line` */
};

void review_stream_init(struct review_stream *stream, struct str bytes);

/* The next document, not blank, maybe not JSON; false when there is none left. */
bool review_stream_next(struct review_stream *stream, struct str *ret);

#endif
