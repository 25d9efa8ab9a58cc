/* SPDX-License-Identifier: Apache-2.0 */
/* base64: two digits at a time, from a table of all pairs. */
#include "wire/base64.h"

/* clang-format off */
#define PAIRS(f)                                                                         \
    {                                                                                    \
        f,'A', f,'B', f,'C', f,'D', f,'E', f,'F', f,'G', f,'H',                          \
        f,'I', f,'J', f,'K', f,'L', f,'M', f,'N', f,'O', f,'P',                          \
        f,'Q', f,'R', f,'S', f,'T', f,'U', f,'V', f,'W', f,'X',                          \
        f,'Y', f,'Z', f,'a', f,'b', f,'c', f,'d', f,'e', f,'f',                          \
        f,'g', f,'h', f,'i', f,'j', f,'k', f,'l', f,'m', f,'n',                          \
        f,'o', f,'p', f,'q', f,'r', f,'s', f,'t', f,'u', f,'v',                          \
        f,'w', f,'x', f,'y', f,'z', f,'0', f,'1', f,'2', f,'3',                          \
        f,'4', f,'5', f,'6', f,'7', f,'8', f,'9', f,'+', f,'/',                          \
    }

/* The digits of twelve bits, by the first six of them. */
static const char pairs[64][128] = {
    PAIRS('A'), PAIRS('B'), PAIRS('C'), PAIRS('D'), PAIRS('E'), PAIRS('F'), PAIRS('G'),
    PAIRS('H'), PAIRS('I'), PAIRS('J'), PAIRS('K'), PAIRS('L'), PAIRS('M'), PAIRS('N'),
    PAIRS('O'), PAIRS('P'), PAIRS('Q'), PAIRS('R'), PAIRS('S'), PAIRS('T'), PAIRS('U'),
    PAIRS('V'), PAIRS('W'), PAIRS('X'), PAIRS('Y'), PAIRS('Z'), PAIRS('a'), PAIRS('b'),
    PAIRS('c'), PAIRS('d'), PAIRS('e'), PAIRS('f'), PAIRS('g'), PAIRS('h'), PAIRS('i'),
    PAIRS('j'), PAIRS('k'), PAIRS('l'), PAIRS('m'), PAIRS('n'), PAIRS('o'), PAIRS('p'),
    PAIRS('q'), PAIRS('r'), PAIRS('s'), PAIRS('t'), PAIRS('u'), PAIRS('v'), PAIRS('w'),
    PAIRS('x'), PAIRS('y'), PAIRS('z'), PAIRS('0'), PAIRS('1'), PAIRS('2'), PAIRS('3'),
    PAIRS('4'), PAIRS('5'), PAIRS('6'), PAIRS('7'), PAIRS('8'), PAIRS('9'), PAIRS('+'),
    PAIRS('/'),
};
/* clang-format on */

static void put_pair(char *to, unsigned bits)
{
    memcpy(to, &pairs[0][0] + (size_t)2 * bits, 2);
}

/* The last one or two bytes, with padding. */
static void put_end(char *to, const unsigned char *from, size_t n_left)
{
    const unsigned second = n_left > 1 ? from[1] : 0U;

    put_pair(to, (unsigned)from[0] << 4 | second >> 4);
    put_pair(to + 2, (second & 15) << 8);
    if (n_left == 1)
        to[2] = '=';
    to[3] = '=';
}

/* The first six of eight readable bytes; compilers load all eight at once. */
static uint64_t six_bytes(const unsigned char *from)
{
    return ((uint64_t)from[0] << 56 | (uint64_t)from[1] << 48 | (uint64_t)from[2] << 40 |
            (uint64_t)from[3] << 32 | (uint64_t)from[4] << 24 | (uint64_t)from[5] << 16 |
            (uint64_t)from[6] << 8 | from[7]) >>
           16;
}

void base64_add(struct buf *buf, struct str bytes)
{
    const unsigned char *from = (const unsigned char *)bytes.ptr;
    char *to = buf_reserve(buf, (bytes.len + 2) / 3 * 4);
    size_t n = bytes.len;

    if (to == NULL)
        return;
    for (; n >= 8; n -= 6, from += 6, to += 8) {
        const uint64_t bits = six_bytes(from);

        put_pair(to, (unsigned)(bits >> 36));
        put_pair(to + 2, (unsigned)(bits >> 24 & 4095));
        put_pair(to + 4, (unsigned)(bits >> 12 & 4095));
        put_pair(to + 6, (unsigned)(bits & 4095));
    }
    for (; n >= 3; n -= 3, from += 3, to += 4) {
        put_pair(to, (unsigned)from[0] << 4 | from[1] >> 4);
        put_pair(to + 2, (from[1] & 15U) << 8 | from[2]);
    }
    if (n > 0)
        put_end(to, from, n);
    buf->len += (bytes.len + 2) / 3 * 4;
}

/* 0 to 63; -1: not of the alphabet. */
static int digit_of(char c)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
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
