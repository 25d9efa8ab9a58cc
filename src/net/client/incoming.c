/* SPDX-License-Identifier: Apache-2.0 */
/* incoming: reads HTTP/1.1 responses (RFC 9112). */
#include "net/client/client.h"

#define HEAD_MAX_BYTES ((size_t)64 << 10)

void incoming_init(struct incoming *incoming, struct arena *arena,
                   struct client_reply *out)
{
    *incoming = (struct incoming){.framing = INCOMING_HEAD, .out = out, .arena = arena};
    buf_init(&incoming->raw, NULL, CLIENT_REPLY_MAX_BYTES);
    buf_init(&incoming->body, NULL, CLIENT_REPLY_MAX_BYTES);
}

void incoming_clear(struct incoming *incoming)
{
    buf_clear(&incoming->raw);
    buf_clear(&incoming->body);
}

static struct str unread(const struct incoming *incoming)
{
    return str_skip(buf_str(&incoming->raw), incoming->at);
}

/* Take a line without its CRLF.  Returns false while the line is incomplete. */
static bool take_line(struct str *rest, struct str *ret)
{
    size_t end;

    if (!str_find(*rest, '\n', &end))
        return false;
    *ret = str_head(*rest, end);
    *rest = str_skip(*rest, end + 1);
    if (ret->len > 0 && ret->ptr[ret->len - 1] == '\r')
        ret->len--;
    return true;
}

static bool read_status(struct incoming *incoming, struct str line, struct err *err)
{
    uint64_t status;

    if (line.len < 12 || !str_has_prefix(line, STR("HTTP/1.")) || line.ptr[8] != ' ' ||
        !str_to_u64(str_head(str_skip(line, 9), 3), 999, &status) || status < 100)
        return err_set(err, ERR_IO, "the answer is not an HTTP/1.1 response");
    incoming->out->status = (unsigned)status;
    return true;
}

static bool read_length(struct incoming *incoming, struct str value, struct err *err)
{
    uint64_t length;

    if (!str_to_u64(value, CLIENT_REPLY_MAX_BYTES, &length))
        return err_set(err, ERR_IO, "the answer has an unusable Content-Length");
    incoming->length = (size_t)length;
    if (incoming->framing != INCOMING_CHUNKED)
        incoming->framing = INCOMING_LENGTH;
    return true;
}

static bool read_field(struct incoming *incoming, struct str line, struct err *err)
{
    const struct {
        struct str name;
        struct str *to;
    } kept[] = {
        {STR("content-type"), &incoming->out->content_type},
        {STR("content-encoding"), &incoming->out->content_encoding},
        {STR("retry-after"), &incoming->out->retry_after},
    };
    size_t colon;

    if (!str_find(line, ':', &colon))
        return err_set(err, ERR_IO, "the answer has a header line without a colon");

    struct str name = str_head(line, colon);
    struct str value = str_trim_blanks(str_skip(line, colon + 1));

    if (str_equal_folded(name, STR("content-length")))
        return read_length(incoming, value, err);
    if (str_equal_folded(name, STR("transfer-encoding")) &&
        str_equal_folded(value, STR("chunked")))
        incoming->framing = INCOMING_CHUNKED;
    for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
        if (str_equal_folded(name, kept[i].name))
            *kept[i].to = arena_dup(incoming->arena, value);
    }
    return true;
}

/* Read the status line and the header fields.  head: includes the empty line. */
static bool read_head(struct incoming *incoming, struct str head, struct err *err)
{
    struct str line;

    incoming->framing = INCOMING_TO_CLOSE;
    if (!take_line(&head, &line) || !read_status(incoming, line, err))
        return false;
    while (take_line(&head, &line) && line.len > 0) {
        if (!read_field(incoming, line, err))
            return false;
    }
    if (incoming->out->status / 100 == 1) {
        incoming->framing =
            INCOMING_HEAD; /* 100 Continue and similar: the final response follows */
    } else if (incoming->out->status == 204 || incoming->out->status == 304) {
        incoming->framing = INCOMING_LENGTH;
        incoming->length = 0;
    }
    return true;
}

/* True if the head is complete.  *ret_len includes its empty line. */
static bool find_head(struct str bytes, size_t *ret_len)
{
    struct str rest = bytes;
    struct str line;

    while (take_line(&rest, &line)) {
        if (line.len == 0) {
            *ret_len = bytes.len - rest.len;
            return true;
        }
    }
    return false;
}

static bool advance_head(struct incoming *incoming, struct err *err)
{
    size_t len;

    while (incoming->framing == INCOMING_HEAD && find_head(unread(incoming), &len)) {
        struct str head = str_head(unread(incoming), len);

        incoming->at += len;
        if (!read_head(incoming, head, err))
            return false;
    }
    if (incoming->framing == INCOMING_HEAD && incoming->raw.len > HEAD_MAX_BYTES)
        return err_set(err, ERR_IO,
                       "the answer is not an HTTP/1.1 response (endless head)");
    return true;
}

static bool chunk_size(struct str line, size_t *ret)
{
    size_t size = 0;
    size_t i = 0;

    for (; i < line.len; i++) {
        unsigned digit = byte_hex_value(line.ptr[i]);

        if (digit > 15)
            break;
        size = size * 16 + digit;
        if (size > CLIENT_REPLY_MAX_BYTES)
            return false;
    }
    *ret = size;
    return i > 0;
}

/* The last chunk is empty.  Trailers after it are ignored. */
static bool advance_chunks(struct incoming *incoming, struct err *err)
{
    for (;;) {
        struct str rest = unread(incoming);
        struct str line;
        size_t size;

        if (!take_line(&rest, &line))
            return true;
        if (!chunk_size(line, &size))
            return err_set(err, ERR_IO, "the answer has a broken chunk");
        if (size == 0) {
            incoming->framing = INCOMING_COMPLETE;
            incoming->out->body = arena_dup(incoming->arena, buf_str(&incoming->body));
            return true;
        }
        if (rest.len < size + 2)
            return true;
        buf_add(&incoming->body, str_head(rest, size));
        rest = str_skip(rest, size + 2);
        incoming->at = incoming->raw.len - rest.len;
    }
}

bool incoming_advance(struct incoming *incoming, struct err *err)
{
    if (incoming->raw.full)
        return err_set(err, ERR_IO, "the answer is larger than %zu bytes",
                       CLIENT_REPLY_MAX_BYTES);
    if (incoming->framing == INCOMING_HEAD && !advance_head(incoming, err))
        return false;
    if (incoming->framing == INCOMING_CHUNKED)
        return advance_chunks(incoming, err);
    if (incoming->framing == INCOMING_LENGTH &&
        unread(incoming).len >= incoming->length) {
        incoming->out->body =
            arena_dup(incoming->arena, str_head(unread(incoming), incoming->length));
        incoming->framing = INCOMING_COMPLETE;
    }
    return true;
}

bool incoming_end(struct incoming *incoming, struct err *err)
{
    if (incoming->framing == INCOMING_COMPLETE)
        return true;
    if (incoming->framing != INCOMING_TO_CLOSE)
        return err_set(err, ERR_IO, "the connection ended %s",
                       incoming->raw.len == 0 ? "without an answer"
                                              : "in the middle of the answer");
    incoming->out->body = arena_dup(incoming->arena, unread(incoming));
    incoming->framing = INCOMING_COMPLETE;
    return true;
}
