/* SPDX-License-Identifier: Apache-2.0 */
/* json_string: decodes escapes and checks UTF-8.
 *
 * Decoding never makes a text longer.  Decoded strings are in a second text of the same
 * length, which is made at the first escape.  Each has the same offset in both texts:
 * json_stream_offset() relies on that. */
#include "json/source.h"

#include "base/plain.h"
#include "base/text.h"

/* The decoded byte by the byte after a backslash; 0: not a simple escape. */
static const char escapes[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

const char *json_fail(struct json_source *source, const char *at, const char *problem)
{
    source->problem_at = at;
    source->problem = problem;
    return NULL;
}

static const char *pass_utf8(struct json_source *source, const char *at)
{
    uint32_t code = 0;
    const size_t n = text_character((struct str){at, (size_t)(source->end - at)}, &code);

    return n > 0 ? at + n : json_fail(source, at, "the text is not valid UTF-8");
}

static const char *fail_in_string(struct json_source *source, const char *at)
{
    if (at == source->end)
        return json_fail(source, at, "");
    return json_fail(source, at,
                     "a string contains a control character that is not escaped");
}

/* Read `\u` and four hexadecimal digits; at: its backslash.  Returns false if there is no
 * such escape. */
static bool read_unit(const struct json_source *source, const char *at, unsigned *ret)
{
    unsigned unit = 0;

    if (source->end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return false;

    for (size_t i = 2; i < 6; i++) {
        const unsigned digit = byte_hex_value(at[i]);

        if (digit > 15)
            return false;
        unit = unit * 16 + digit;
    }
    *ret = unit;
    return true;
}

static char *put_utf8(char *to, unsigned point)
{
    if (point < 0x80) {
        *to++ = (char)point;
        return to;
    }
    if (point < 0x800) {
        *to++ = (char)(0xc0 | point >> 6);
    } else {
        if (point < 0x10000) {
            *to++ = (char)(0xe0 | point >> 12);
        } else {
            *to++ = (char)(0xf0 | point >> 18);
            *to++ = (char)(0x80 | (point >> 12 & 0x3f));
        }
        *to++ = (char)(0x80 | (point >> 6 & 0x3f));
    }
    *to++ = (char)(0x80 | (point & 0x3f));
    return to;
}

/* Decode `\u`.  A high surrogate is joined with a low one that follows.  Any other
 * surrogate becomes U+FFFD. */
static const char *decode_unicode(struct json_source *source, const char *at, char **to)
{
    unsigned unit = 0;
    unsigned low = 0;
    unsigned point = 0;

    if (at[1] != 'u')
        return json_fail(source, at, "there is no such escape in a string");
    if (!read_unit(source, at, &unit))
        return json_fail(source, at, "four hexadecimal digits must follow \\u");

    at += 6;
    point = unit;
    if (unit >= 0xd800 && unit <= 0xdfff) {
        point = 0xfffd;
        if (unit <= 0xdbff && read_unit(source, at, &low) && low >= 0xdc00 &&
            low <= 0xdfff) {
            point = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            at += 6;
        }
    }
    *to = put_utf8(*to, point);
    return at;
}

/* Decode a character that is neither plain nor a simple escape, and advance *to. */
static const char *decode_odd(struct json_source *source, const char *at, char **to)
{
    const char *behind = NULL;

    if (at == source->end)
        return fail_in_string(source, at);
    if (*at == '\\')
        return decode_unicode(source, at, to);
    if ((unsigned char)*at < 0x80)
        return fail_in_string(source, at);

    behind = pass_utf8(source, at);
    while (behind != NULL && at < behind)
        *(*to)++ = *at++;
    return behind;
}

#ifdef __SSE2__
/*
 * Copy plain bytes and decode simple escapes in whole blocks, and advance *to.  Returns
 * the first byte that is neither, or a byte near the end.  Bytes copied past a run are
 * overwritten by the next ones.  They have room, because at least as much input remains.
 */
static inline const char *decode_blocks(const char *at, const char *end, char **to)
{
    char *out = *to;

    while (end - at >= (ptrdiff_t)3 * PLAIN_BLOCK) {
        unsigned stops = plain_stops(plain_block(at));
        const char *from = at; /* bytes before it are done */
        const char *next = at + PLAIN_BLOCK;

        _mm_storeu_si128((__m128i *)(void *)out, plain_block(from));
        while (stops != 0) {
            unsigned n = (unsigned)__builtin_ctz(stops);
            const char *stop = at + n;
            char byte = *stop == '\\' ? escapes[(unsigned char)stop[1]] : 0;

            out += stop - from;
            if (byte == 0) {
                *to = out;
                return stop;
            }
            stops &= ~(3U << n); /* both bytes of the escape */
            *out++ = byte;
            from = stop + 2;
            _mm_storeu_si128((__m128i *)(void *)out, plain_block(from));
        }
        if (from < next)
            out += next - from;
        at = from < next ? next : from;
    }
    *to = out;
    return at;
}
#endif

/* Decode the rest of a string; at: its first backslash.  *ret_to: after the copy of the
 * bytes before it; on success, the end of the decoded string. */
static const char *decode_rest(struct json_source *source, const char *at, char **ret_to)
{
    const char *end = source->end;
    char *to = *ret_to;

    for (;;) {
        char byte = 0;

#ifdef __SSE2__
        at = decode_blocks(at, end, &to);
#endif
        while (at < end && byte_is_plain(*at))
            *to++ = *at++;
        if (at < end && *at == '"')
            break;

        byte = at < end && *at == '\\' ? escapes[(unsigned char)at[1]] : 0;
        if (byte != 0) {
            *to++ = byte;
            at += 2;
            continue;
        }
        at = decode_odd(source, at, &to);
        if (at == NULL)
            return NULL;
    }
    *ret_to = to;
    return at + 1;
}

/* The place for the decoded string that begins at `at` in the text. */
static char *decoded_place(struct json_source *source, const char *at)
{
    if (source->decoded == NULL)
        source->decoded =
            arena_alloc(source->arena, (size_t)(source->end - source->begin));
    return source->decoded + (at - source->begin);
}

const char *json_decode_string(struct json_source *source, const char *at,
                               const char *stop, struct str *ret)
{
    char *place = NULL;
    char *to = NULL;

    stop = plain_end(stop, source->end);
    while (stop < source->end && (unsigned char)*stop >= 0x80) {
        stop = pass_utf8(source, stop);
        if (stop == NULL)
            return NULL;
        stop = plain_end(stop, source->end);
    }
    if (stop < source->end && *stop == '"') {
        *ret = (struct str){at, (size_t)(stop - at)};
        return stop + 1;
    }
    if (stop == source->end || *stop != '\\')
        return fail_in_string(source, stop);

    place = decoded_place(source, at);
    to = place + (stop - at);
    memcpy(place, at, (size_t)(stop - at));
    stop = decode_rest(source, stop, &to);
    *ret = (struct str){place, (size_t)(to - place)};
    return stop;
}

/* Pass a character that is neither plain nor a simple escape. */
static const char *pass_odd(struct json_source *source, const char *at)
{
    unsigned unit = 0;

    if (at == source->end)
        return fail_in_string(source, at);
    if ((unsigned char)*at >= 0x80)
        return pass_utf8(source, at);
    if (*at != '\\')
        return fail_in_string(source, at);
    if (read_unit(source, at, &unit))
        return at + 6;
    return json_fail(source, at, "there is no such escape in a string");
}

const char *json_pass_string(struct json_source *source, const char *at)
{
    const char *end = source->end;

    for (;;) {
        at = plain_end(at, end);
        if (at < end && *at == '"')
            return at + 1;

        if (at < end && *at == '\\' && escapes[(unsigned char)at[1]] != 0) {
            at += 2;
            continue;
        }
        at = pass_odd(source, at);
        if (at == NULL)
            return NULL;
    }
}
