/*
 * buf: growing bytes with a ceiling.
 *
 * Lives on the heap, or in an arena when one is given.  Past the ceiling nothing
 * more is added and `full` is set; callers look once, at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

struct buf {
    char *ptr; /* not NUL-terminated; see buf_text() */
    size_t len;
    size_t cap;
    size_t max_bytes;
    struct arena *arena; /* NULL: heap */
    bool full;
};

#define BUF_MAX_BYTES ((size_t)256 << 20)

void buf_init(struct buf *buf, struct arena *arena_or_null, size_t max_bytes);
void buf_clear(struct buf *buf); /* frees heap memory; the struct is as after init */
DEFINE_AUTO_CLEAR(buf_clear, struct buf);

void buf_add(struct buf *buf, struct str text);
void buf_add_text(struct buf *buf, const char *text); /* NUL-terminated */
void buf_add_byte(struct buf *buf, char byte);
void buf_addf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_add_u64(struct buf *buf, uint64_t number);

/* Room for n more bytes; returns where to write, or NULL at the ceiling.  The
 * caller adds what it wrote to buf->len. */
char *buf_reserve(struct buf *buf, size_t n);

static inline struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->ptr, buf->len};
}

/* The bytes with a NUL behind them (not counted); valid until the next add. */
const char *buf_text(struct buf *buf);

#endif
