/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cmd.h"

enum ending {
    ENDING_CLOSED, /* the closing brace was found */
    ENDING_BROKEN, /* a string contains a line break, which JSON forbids */
    ENDING_MISSING,
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Move *at from the first byte of a string to behind its closing quote.  False: the
 * string is broken or never ends; *ret_why tells which. */
static bool skip_string(struct str bytes, size_t *at, enum ending *ret_why)
{
    for (; *at < bytes.len; ++*at) {
        const char byte = bytes.ptr[*at];

        if (byte == '\n') {
            *ret_why = ENDING_BROKEN;
            return false;
        }
        if (byte == '"') {
            ++*at;
            return true;
        }
        if (byte == '\\' && *at + 1 < bytes.len && bytes.ptr[*at + 1] != '\n')
            ++*at;
    }
    *ret_why = ENDING_MISSING;
    return false;
}

/* *ret_end: the end of the document, or the place where it is broken. */
static enum ending find_end(struct str bytes, size_t from, size_t *ret_end)
{
    enum ending why = ENDING_MISSING;
    size_t depth = 0;
    size_t at = from;

    while (at < bytes.len) {
        const char byte = bytes.ptr[at++];

        if (byte == '"' && !skip_string(bytes, &at, &why))
            break;
        if (byte == '{' || byte == '[')
            depth++;
        if ((byte == '}' || byte == ']') && --depth == 0) {
            why = ENDING_CLOSED;
            break;
        }
    }
    *ret_end = at;
    return why;
}

/* The start of the next line after `from` that begins with a brace, or the end. */
static size_t next_start(struct str bytes, size_t from)
{
    size_t at = from;
    size_t step;

    while (str_find(str_skip(bytes, at), '\n', &step)) {
        at += step + 1;
        if (at < bytes.len && bytes.ptr[at] == '{')
            return at;
    }
    return bytes.len;
}

static void count_lines(struct review_stream *stream)
{
    for (; stream->counted < stream->at; stream->counted++) {
        if (stream->bytes.ptr[stream->counted] == '\n')
            stream->line++;
    }
}

static size_t end_of_document(struct review_stream *stream)
{
    const struct str bytes = stream->bytes;
    size_t end = stream->at;

    if (stream->by_lines || bytes.ptr[stream->at] != '{')
        return next_start(bytes, stream->at);
    switch (find_end(bytes, stream->at, &end)) {
    case ENDING_CLOSED:
        return end;
    case ENDING_BROKEN:
        return next_start(bytes, end);
    case ENDING_MISSING:
        break;
    }
    stream->by_lines = true;
    return next_start(bytes, stream->at);
}

void review_stream_init(struct review_stream *stream, struct str bytes)
{
    *stream = (struct review_stream){.bytes = bytes, .line = 1};
}

bool review_stream_next(struct review_stream *stream, struct str *ret)
{
    const struct str bytes = stream->bytes;
    size_t begin;
    size_t end;

    while (stream->at < bytes.len && is_blank(bytes.ptr[stream->at]))
        stream->at++;
    count_lines(stream);
    if (stream->at == bytes.len)
        return false;
    begin = stream->at;
    stream->at = end_of_document(stream);
    end = stream->at;
    while (end > begin && is_blank(bytes.ptr[end - 1]))
        end--;
    *ret = (struct str){bytes.ptr + begin, end - begin};
    return true;
}
