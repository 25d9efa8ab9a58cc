#include "net/http/head.h"

#define BLANK_BYTES 1
#define CRLF_BYTES  2

size_t framing_target_length(const char *target_or_null)
{
    const struct str target = str_from(target_or_null == NULL ? "" : target_or_null);

    for (size_t i = 0; i < target.len; i++) {
        if (target.ptr[i] <= ' ' || target.ptr[i] > '~')
            return 0;
    }
    return target.len;
}

/* The next piece must begin `gap` bytes behind the last one, and must not be empty. */
static void expect(struct framing *framing, struct str piece, size_t gap)
{
    if (piece.ptr != framing->end + gap || piece.len == 0)
        framing->is_wrong = true;
    framing->end = piece.ptr + piece.len;
}

void framing_begin(struct framing *framing, struct str method, struct str target,
                   struct str version)
{
    *framing = (struct framing){.begin = method.ptr, .end = method.ptr};
    expect(framing, method, 0);
    expect(framing, target, BLANK_BYTES);
    expect(framing, version, BLANK_BYTES);
}

/* A token, as RFC 9110, 5.6.2, calls it. */
static bool is_token(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        const char c = name.ptr[i];
        const char lower = byte_lower(c);

        if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') &&
            (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
            return false;
    }
    return name.len > 0;
}

/* Without control characters (RFC 9110, 5.5). */
static bool is_text(struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        const unsigned char c = (unsigned char)value.ptr[i];

        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

void framing_add(struct framing *framing, struct str name, struct str value)
{
    expect(framing, name, CRLF_BYTES);
    if (!is_token(name) || !is_text(value))
        framing->is_wrong = true;
    framing->end = value.ptr + value.len;
}

bool framing_is_sound(const struct framing *framing, size_t head_bytes)
{
    return !framing->is_wrong &&
           (size_t)(framing->end - framing->begin) + (size_t)2 * CRLF_BYTES == head_bytes;
}
