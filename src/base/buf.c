/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf: see buf.h.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

#define FIRST_BYTES ((size_t)256)

void buf_init(struct buf *buf, struct arena *arena_or_null, size_t max_bytes)
{
    *buf = (struct buf){.arena = arena_or_null, .max_bytes = max_bytes};
}

void buf_clear(struct buf *buf)
{
    if (buf->arena == NULL)
        free(buf->ptr);
    buf_init(buf, buf->arena, buf->max_bytes);
}

static void grow(struct buf *buf, size_t need)
{
    size_t cap = buf->cap < FIRST_BYTES ? FIRST_BYTES : buf->cap;

    while (cap < need)
        cap = mem_product(cap, 2);
    if (buf->arena == NULL)
        buf->ptr = mem_resize(buf->ptr, cap, 1);
    else
        buf->ptr = arena_resize(buf->arena, buf->ptr, buf->cap, cap);
    buf->cap = cap;
    if (!buf->full)
        buf->usable = cap < buf->max_bytes ? cap : buf->max_bytes;
}

char *buf_reserve_more(struct buf *buf, size_t n)
{
    if (buf->full || n > buf->max_bytes - buf->len) {
        buf->full = true;
        buf->usable = 0;
        return NULL;
    }
    if (buf->ptr == NULL || n > buf->cap - buf->len)
        grow(buf, buf->len + n);
    return buf->ptr + buf->len;
}

void buf_addf(struct buf *buf, const char *format, ...)
{
    char small[256];
    va_list args;
    va_list again;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (len > 0 && (size_t)len < sizeof small) {
        buf_add(buf, (struct str){small, (size_t)len});
    } else if (len > 0 && buf_reserve(buf, (size_t)len) != NULL) {
        /* vsnprintf() wants room for its NUL, which buf_text() provides. */
        if (buf->cap - buf->len <= (size_t)len)
            grow(buf, buf->len + (size_t)len + 1);
        (void)vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

void buf_add_u64(struct buf *buf, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    buf_add(buf, (struct str){digits + at, sizeof digits - at});
}

const char *buf_text(struct buf *buf)
{
    if (buf->cap <= buf->len)
        grow(buf, buf->len + 1);
    buf->ptr[buf->len] = '\0';
    return buf->ptr;
}
