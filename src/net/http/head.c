/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http/head.h"

#include "net/http/bodies.h"

/* A refused body of at most this many bytes is read, to keep the connection open. */
#define THROWN_AWAY_MAX_BYTES BODY_SMALL_BYTES

void head_add(struct head *head, struct str name, struct str value)
{
    const struct {
        struct str name;
        struct str *value;
        unsigned *n;
    } wanted[] = {
        {STR("content-length"), &head->length, &head->n_lengths},
        {STR("content-type"), &head->type, &head->n_types},
        {STR("host"), &head->host, &head->n_hosts},
        {STR("transfer-encoding"), &head->encoding, &head->n_encodings},
    };

    framing_add(&head->framing, name, value);
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
        if (str_equal_folded(name, wanted[i].name)) {
            *wanted[i].value = value;
            *wanted[i].n += 1;
        }
    }
}

static bool refuse(struct reply *ret, unsigned status, struct str sentence)
{
    *ret = (struct reply){.status = status, .body = sentence};
    return false;
}

/* Characters of names, addresses and ports, besides letters and digits (RFC 3986,
 * 3.2.2). */
#define HOST_MORE "-._~%!$&'()*+;=:[]"

static bool check_lines(const struct head *head, struct reply *ret_reply)
{
    const bool is_old = str_equal(head->version, STR("HTTP/1.0"));

    if (head->is_malformed)
        return refuse(ret_reply, 400, STR("a line of the head is malformed"));
    if (!is_old && !str_equal(head->version, STR("HTTP/1.1")))
        return refuse(ret_reply, 505, STR("the version must be HTTP/1.1 or HTTP/1.0"));
    if (head->n_hosts > 1 || (head->n_hosts == 0 && !is_old))
        return refuse(ret_reply, 400, STR("there must be one Host header"));
    if (!str_is_made_of(str_trim_blanks(head->host), HOST_MORE))
        return refuse(ret_reply, 400, STR("the Host header does not contain a host"));
    if (is_old && head->n_encodings > 0)
        return refuse(ret_reply, 400, STR("HTTP/1.0 has no Transfer-Encoding"));
    return true;
}

/* Determine the length of the body.  If it is ambiguous, so is everything after it. */
static bool check_length(const struct head *head, uint64_t *ret_length,
                         struct reply *ret_reply)
{
    if (head->n_lengths > 1)
        return refuse(ret_reply, 400, STR("Content-Length is given more than once"));
    if (head->n_lengths == 1 && head->n_encodings > 0)
        return refuse(ret_reply, 400,
                      STR("Content-Length and Transfer-Encoding exclude each other"));
    if (head->n_encodings > 1)
        return refuse(ret_reply, 400, STR("Transfer-Encoding is given more than once"));
    if (head->n_encodings == 1 && !str_equal_folded(head->encoding, STR("chunked")))
        return refuse(ret_reply, 501,
                      STR("the only Transfer-Encoding understood is chunked"));
    if (head->n_lengths == 1 && !str_to_u64(head->length, HEAD_NO_LENGTH - 1, ret_length))
        return refuse(ret_reply, 400, STR("Content-Length is not a number"));
    return true;
}

/* True for application/json with any parameters (RFC 9110, 8.3.1). */
static bool is_json(struct str type)
{
    size_t semicolon;

    if (str_find(type, ';', &semicolon))
        type = str_head(type, semicolon);
    return str_equal_folded(str_trim_blanks(type), STR("application/json"));
}

/* The route of the path; NULL if there is none. */
static const struct route *find_route(const struct routes *routes, struct str path)
{
    for (size_t i = 0; i < routes->n; i++) {
        if (str_equal(routes->all[i].path, path))
            return &routes->all[i];
    }
    return NULL;
}

static bool takes_method(const struct route *route, struct str method)
{
    struct str rest = str_from(route->allow);
    struct str item;
    bool done = false;

    while (str_next_item(&rest, ',', &done, &item)) {
        if (str_equal(str_trim_spaces(item), method))
            return true;
    }
    return false;
}

static bool check_route(const struct head *head, const struct route **ret_route,
                        struct reply *ret_reply)
{
    const struct route *route = find_route(head->routes, head->path);

    if (route == NULL)
        return refuse(ret_reply, 404,
                      head->routes->port == PORT_WEBHOOK
                          ? STR("this port has /mutate and /validate")
                          : STR("this port has /healthz, /readyz and /metrics"));
    if (!takes_method(route, head->method)) {
        (void)refuse(ret_reply, 405,
                     head->routes->port == PORT_WEBHOOK
                         ? STR("this path takes POST only")
                         : STR("this path takes GET and HEAD"));
        ret_reply->allow = route->allow;
        return false;
    }
    if (head->routes->port == PORT_WEBHOOK &&
        (head->n_types != 1 || !is_json(head->type)))
        return refuse(ret_reply, 415, STR("the Content-Type must be application/json"));
    *ret_route = route;
    return true;
}

enum head_result head_check(const struct head *head, uint64_t max_body_bytes,
                            const struct route **ret_route, uint64_t *ret_length,
                            struct reply *ret_reply)
{
    *ret_length = HEAD_NO_LENGTH;
    if (!check_lines(head, ret_reply) || !check_length(head, ret_length, ret_reply))
        return HEAD_REFUSED_AT_ONCE;
    if (!check_route(head, ret_route, ret_reply))
        return *ret_length == HEAD_NO_LENGTH || *ret_length <= THROWN_AWAY_MAX_BYTES
                   ? HEAD_REFUSED
                   : HEAD_REFUSED_AT_ONCE;
    if (*ret_length != HEAD_NO_LENGTH && *ret_length > max_body_bytes) {
        (void)refuse(ret_reply, 413, STR("the body is larger than this server takes"));
        return HEAD_REFUSED_AT_ONCE;
    }
    return HEAD_TAKEN;
}

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

/* The next piece must begin `gap` bytes after the last one, and must not be empty. */
static void expect(struct framing *framing, struct str piece, size_t gap)
{
    if (framing->end == NULL || piece.ptr != framing->end + gap || piece.len == 0)
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

/* True for a token (RFC 9110, 5.6.2). */
static bool is_token(struct str name)
{
    return name.len > 0 && str_is_made_of(name, "!#$%&'*+-.^_`|~");
}

/* True without control characters (RFC 9110, 5.5). */
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
