/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf: a growing byte buffer with a size limit.
 *
 * Lives on the heap, or in an arena if one is given.  At the limit nothing more is added
 * and `full` is set; callers check it once, at the end.
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
    size_t usable; /* the part of cap below the limit; 0 once full */
    size_t max_bytes;
    struct arena *arena; /* NULL: heap */
    bool full;
};

#define BUF_MAX_BYTES ((size_t)256 << 20)

/* {.max_bytes = N}, with an arena or without, is initialised too. */
void buf_init(struct buf *buf, struct arena *arena_or_null, size_t max_bytes);
/* In an arena, with a limit that is never reached. */
static inline struct buf buf_in(struct arena *arena)
{
    return (struct buf){.arena = arena, .max_bytes = BUF_MAX_BYTES};
}
void buf_clear(struct buf *buf); /* frees heap memory; the struct is as after init */
DEFINE_AUTO_CLEAR(buf_clear, struct buf);

/* The part of buf_reserve() for a buffer without room. */
char *buf_reserve_more(struct buf *buf, size_t n);

/* Make room for n more bytes.  Returns where to write them, or NULL at the limit.  The
 * caller adds the number of bytes written to buf->len. */
static inline char *buf_reserve(struct buf *buf, size_t n)
{
    if (buf->len + n >= buf->usable)
        return buf_reserve_more(buf, n);
    return buf->ptr + buf->len;
}

static inline void buf_add(struct buf *buf, struct str text)
{
    char *at = buf_reserve(buf, text.len);

    if (at == NULL || text.len == 0)
        return;
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): it has bytes */
    memcpy(at, text.ptr, text.len);
    buf->len += text.len;
}

static inline void buf_add_text(struct buf *buf, const char *text) /* NUL-terminated */
{
    buf_add(buf, str_from(text));
}

static inline void buf_add_byte(struct buf *buf, char byte)
{
    char *at = buf_reserve(buf, 1);

    if (at == NULL)
        return;
    *at = byte;
    buf->len++;
}

void buf_addf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_add_u64(struct buf *buf, uint64_t number);

static inline struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->ptr, buf->len};
}

/* The bytes, followed by a NUL that is not counted; valid until the next add. */
const char *buf_text(struct buf *buf);

#endif
