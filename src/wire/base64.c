/* base64: see base64.h. */
#include "wire/base64.h"

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The last one or two bytes, with padding. */
static void put_end(char *to, const unsigned char *from, size_t n)
{
    const unsigned second = n > 1 ? from[1] : 0U;

    to[0] = digits[from[0] >> 2];
    to[1] = digits[(from[0] & 3U) << 4 | second >> 4];
    to[2] = '=';
    if (n > 1)
        to[2] = digits[(second & 15) << 2];
    to[3] = '=';
}

void base64_add(struct buf *buf, struct str bytes)
{
    const unsigned char *from = (const unsigned char *)bytes.ptr;
    char *to = buf_reserve(buf, (bytes.len + 2) / 3 * 4);
    size_t n = bytes.len;

    if (to == NULL)
        return;
    for (; n >= 3; n -= 3, from += 3, to += 4) {
        const unsigned bits = (unsigned)from[0] << 16 | (unsigned)from[1] << 8 | from[2];

        to[0] = digits[bits >> 18];
        to[1] = digits[bits >> 12 & 63];
        to[2] = digits[bits >> 6 & 63];
        to[3] = digits[bits & 63];
    }
    if (n > 0)
        put_end(to, from, n);
    buf->len += (bytes.len + 2) / 3 * 4;
}

/* 0 to 63; -1: not of the alphabet. */
static int digit_of(char c)
{
    const char *at = c == '\0' ? NULL : strchr(digits, c);

    return at == NULL ? -1 : (int)(at - digits);
}

bool base64_decode(struct arena *arena, struct str text, struct str *ret)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t n_padding = 0;
    size_t n = 0;
    size_t len = 0;
    unsigned bits = 0;

    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        const int digit = digit_of(c);

        if (c == '\n' || c == '\r')
            continue;
        if (c == '=') {
            n_padding++;
            continue;
        }
        if (digit < 0 || n_padding > 0)
            return false;
        bits = (bits << 6 | (unsigned)digit) & 0xffffff;
        if (n % 4 != 0)
            out[len++] = (char)(unsigned char)(bits >> (6 - 2 * (n % 4)));
        n++;
    }
    *ret = (struct str){out, len};
    return (n + n_padding) % 4 == 0 && n_padding <= 2;
}
