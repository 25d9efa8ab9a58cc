/* probe_base64: see probe_base64.h. */
#include "cmd/probe/base64.h"

/* 0 to 63; -1: not of the alphabet. */
static int digit_of(char c)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c == '\0' ? NULL : strchr(digits, c);

    return at == NULL ? -1 : (int)(at - digits);
}

/* How many of the last four are padding: 0, 1 or 2; 3: too many. */
static size_t padding_of(const char *text, size_t n)
{
    size_t padding = 0;

    while (padding < 3 && padding < n && text[n - 1 - padding] == '=')
        padding++;
    return padding;
}

bool probe_base64_decode(struct arena *arena, struct str text, struct str *ret)
{
    char *kept = arena_alloc(arena, text.len + 1);
    char *out = arena_alloc(arena, text.len + 1);
    size_t n = 0;
    size_t len = 0;
    unsigned bits = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\n' && text.ptr[i] != '\r')
            kept[n++] = text.ptr[i];
    }

    size_t padding = padding_of(kept, n);

    if (n % 4 != 0 || padding > 2)
        return false;
    for (size_t i = 0; i < n - padding; i++) {
        int digit = digit_of(kept[i]);

        if (digit < 0)
            return false;
        bits = (bits << 6 | (unsigned)digit) & 0xffffff;
        if (i % 4 != 0)
            out[len++] = (char)(unsigned char)(bits >> (6 - 2 * (i % 4)));
    }
    *ret = (struct str){out, len};
    return true;
}
