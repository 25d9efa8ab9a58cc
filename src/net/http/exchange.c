/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http/exchange.h"

#include <stdint.h>

#include "base/mem.h"
#include "net/http/bodies.h"
#include "net/http/connections.h"
#include "net/http/head.h"
#include "sys/clock.h"
#include "sys/log/log.h"
#include "sys/log/metrics.h"
#include "sys/process.h"

static const char *const content_types[] = {
    [REPLY_TEXT] = "text/plain; charset=utf-8",
    [REPLY_JSON] = "application/json",
    [REPLY_METRICS] = "text/plain; version=0.0.4; charset=utf-8",
};

#define ARENA_KEEP_BYTES ((size_t)256 << 10) /* between requests */

static const struct reply too_large = {
    .status = MHD_HTTP_CONTENT_TOO_LARGE,
    .body = STR_INIT("the body is larger than this server takes"),
};
static const struct reply no_room = {
    .status = MHD_HTTP_SERVICE_UNAVAILABLE,
    .body = STR_INIT("too many large bodies at once; this server is out of room"),
};

static bool is_webhook(const struct exchange *exchange)
{
    return exchange->config->routes->port == PORT_WEBHOOK;
}

/* The library copies the bytes, so the arena can be reused for the next request. */
static struct MHD_Response *response_new(const struct exchange *exchange,
                                         const struct reply *reply)
{
    struct str body = reply->body;
    struct MHD_Response *response;

    if (reply->type == REPLY_TEXT)
        body = arena_format(exchange->arena, "%.*s\n", STR_ARGS(body));
    response = MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)body.ptr,
                                               MHD_RESPMEM_MUST_COPY);
    if (response == NULL)
        mem_gone();
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
                            content_types[reply->type]);
    if (reply->allow != NULL)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, reply->allow);
    if (is_webhook(exchange))
        metrics_add(exchange->config->metrics, METRIC_RESPONSE_BYTES, body.len);
    return response;
}

/* Only for the webhook port: probes while the server is not ready are not errors. */
static void count_error(const struct exchange *exchange, const struct reply *reply)
{
    char digits[8];
    struct str status = {digits, 0};

    if (!is_webhook(exchange) || reply->status < 400)
        return;
    for (unsigned rest = reply->status, unit = 100; unit > 0; rest %= unit, unit /= 10)
        digits[status.len++] = (char)('0' + rest / unit);
    metrics_count(exchange->config->metrics, METRIC_HTTP_ERRORS, &status, 1);
}

/* Refusals do not reach a handler, so they are logged here. */
static void log_refusal(const struct exchange *exchange, const struct reply *reply)
{
    const struct http_config *config = exchange->config;
    const struct route *route = exchange->connection->request.route;
    struct log_line line;

    if (!is_webhook(exchange) || !log_takes(config->log, LOG_LEVEL_WARN))
        return;
    log_line_begin(&line, config->log, LOG_LEVEL_WARN, "request refused",
                   exchange->arena);
    log_line_u64(&line, "status", reply->status);
    if (route != NULL)
        log_line_str(&line, "path", route->path);
    log_line_str(&line, "error", reply->body);
    log_line_end(&line);
}

static enum MHD_Result send_response(const struct exchange *exchange, unsigned status,
                                     struct MHD_Response *response_take,
                                     enum connection_end wanted_end)
{
    struct connection *connection = exchange->connection;
    enum MHD_Result result;

    connection->request.state = REQUEST_ANSWERED;
    if (connection_begin_answer(connection) == CONNECTION_CLOSES ||
        wanted_end == CONNECTION_CLOSES)
        MHD_add_response_header(response_take, MHD_HTTP_HEADER_CONNECTION, "close");
    result = MHD_queue_response(exchange->library, status, response_take);
    MHD_destroy_response(response_take);
    return result;
}

static enum MHD_Result send_refusal(const struct exchange *exchange,
                                    const struct reply *reply, enum connection_end end)
{
    count_error(exchange, reply);
    log_refusal(exchange, reply);
    return send_response(exchange, reply->status, response_new(exchange, reply), end);
}

static enum MHD_Result send_early(const struct exchange *exchange)
{
    exchange->connection->lingers = true;
    return send_refusal(exchange, &exchange->connection->request.reply,
                        CONNECTION_CLOSES);
}

static enum MHD_Result add_header(void *context, enum MHD_ValueKind kind,
                                  const char *name, const char *value)
{
    (void)kind;
    head_add(context, str_from(name), str_from(value));
    return MHD_YES;
}

/* Check the head.  head: has the request line; the header lines are added here. */
static void read_head(const struct exchange *exchange, struct head *head)
{
    const size_t target_len = exchange->connection->request.target_len;

    framing_begin(&head->framing, head->method, (struct str){head->path.ptr, target_len},
                  head->version);
    MHD_get_connection_values(exchange->library, MHD_HEADER_KIND, add_header, head);
    head->is_malformed = !framing_is_sound(
        &head->framing, MHD_get_connection_info(exchange->library,
                                                MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
                            ->header_size);
}

/* A large body is accepted only if there is room for all of it. */
static bool begin_body(const struct exchange *exchange)
{
    const struct http_config *config = exchange->config;
    struct request *request = &exchange->connection->request;

    request->body.owner = exchange->connection;
    if (request->length == HEAD_NO_LENGTH || request->length <= BODY_SMALL_BYTES)
        return true;
    if (is_webhook(exchange))
        bodies_set_aside(config->bodies, connections_bytes(config->connections));
    if (bodies_may_trim(config->bodies, clock_monotonic_ns()))
        process_trim_memory();
    return body_begin(config->bodies, &request->body, (size_t)request->length,
                      clock_monotonic_ns()) == BODY_TAKEN;
}

enum MHD_Result exchange_open(const struct exchange *exchange, struct str version,
                              struct str method, struct str path)
{
    struct request *request = &exchange->connection->request;
    struct head head = {.routes = exchange->config->routes,
                        .version = version,
                        .method = method,
                        .path = path};

    read_head(exchange, &head);
    switch (head_check(&head, exchange->config->max_body_bytes, &request->route,
                       &request->length, &request->reply)) {
    case HEAD_TAKEN:
        request->state = REQUEST_READING;
        if (begin_body(exchange))
            break;
        request->reply = no_room;
        return send_early(exchange);
    case HEAD_REFUSED:
        request->state = REQUEST_REFUSED;
        break;
    case HEAD_REFUSED_AT_ONCE:
        return send_early(exchange);
    }
    return MHD_YES;
}

/* Make the response while the body is in memory; the end of the request sends it. */
static void answer(const struct exchange *exchange, struct str body)
{
    struct request *request = &exchange->connection->request;
    struct reply reply;

    request->route->handle(exchange->config->parts, body, exchange->arena, &reply);
    count_error(exchange, &reply);
    request->ready = response_new(exchange, &reply);
    request->ready_status = reply.status;
    request->fits_record = reply.body.len <= OUTBOX_MAX_BYTES;
    request->state = REQUEST_ANSWERED;
}

static void refuse(struct request *request, const struct reply *reply)
{
    request->reply = *reply;
    request->state = REQUEST_REFUSED;
    request->closes = true;
}

/* A body in the library's own buffer is small and needs no reservation.  For a gathered
 * one, the length gives a quick upper bound; its bytes are scanned only if the budget is
 * short. */
static void answer_gathered(const struct exchange *exchange)
{
    struct bodies *bodies = exchange->config->bodies;
    struct request *request = &exchange->connection->request;
    const struct str body = {request->body.ptr, request->body.len};
    size_t bytes = body.len == 0 ? 0 : memory_need_of_length(body.len);
    bool has_room;

    body_end(bodies, &request->body);
    has_room = bytes == 0 || bodies_reserve(bodies, bytes, BODY_AT_ONCE, 0);
    if (!has_room) {
        bytes = memory_need_of(body);
        has_room = bodies_reserve(bodies, bytes, BODY_WAITS, clock_monotonic_ns());
    }
    if (has_room) {
        answer(exchange, body);
        exchange_reset_arena(exchange);
        bodies_give_back(bodies, bytes);
    } else {
        refuse(request, &no_room);
    }
    body_clear(bodies, &request->body);
}

static void gather(const struct exchange *exchange, struct str piece)
{
    const struct http_config *config = exchange->config;
    struct request *request = &exchange->connection->request;

    if (request->body.len == 0 && piece.len == request->length) {
        answer(exchange, piece);
        return;
    }
    switch (body_add(config->bodies, &request->body, piece,
                     (size_t)config->max_body_bytes, clock_monotonic_ns())) {
    case BODY_TAKEN:
        return;
    case BODY_TOO_LARGE:
        refuse(request, &too_large);
        break;
    case BODY_NO_ROOM:
        refuse(request, &no_room);
        break;
    }
    body_clear(config->bodies, &request->body);
}

/* In the middle of a body the library accepts no answer: send it around the library, and
 * end the connection. */
static enum MHD_Result break_off(const struct exchange *exchange)
{
    struct connection *connection = exchange->connection;
    const struct reply *reply = &connection->request.reply;

    count_error(exchange, reply);
    log_refusal(exchange, reply);
    outbox_send(connection,
                arena_format(exchange->arena,
                             "HTTP/1.1 %u %s\r\nContent-Type: %s\r\n"
                             "Content-Length: %zu\r\nConnection: close\r\n\r\n%.*s\n",
                             reply->status, MHD_get_reason_phrase_for(reply->status),
                             content_types[REPLY_TEXT], reply->body.len + 1,
                             STR_ARGS(reply->body)));
    connection->lingers = true;
    return MHD_NO;
}

enum MHD_Result exchange_add(const struct exchange *exchange, struct str piece)
{
    struct request *request = &exchange->connection->request;

    if (is_webhook(exchange))
        metrics_add(exchange->config->metrics, METRIC_REQUEST_BYTES, piece.len);
    if (request->state == REQUEST_READING) {
        gather(exchange, piece);
        return request->state == REQUEST_REFUSED ? break_off(exchange) : MHD_YES;
    }
    request->thrown_away += piece.len;
    return request->thrown_away > BODY_SMALL_BYTES ? break_off(exchange) : MHD_YES;
}

enum MHD_Result exchange_answer(const struct exchange *exchange)
{
    struct request *request = &exchange->connection->request;

    if (request->state == REQUEST_READING)
        answer_gathered(exchange);
    if (request->state == REQUEST_REFUSED)
        return send_refusal(exchange, &request->reply,
                            request->closes ? CONNECTION_CLOSES : CONNECTION_STAYS);

    struct MHD_Response *ready = request->ready;

    request->ready = NULL;
    if (request->fits_record)
        outbox_hold(exchange->connection);
    return send_response(exchange, request->ready_status, ready, CONNECTION_STAYS);
}

void exchange_clear(struct connection *connection, const struct http_config *config)
{
    struct request *request = &connection->request;

    body_clear(config->bodies, &request->body);
    if (request->ready != NULL)
        MHD_destroy_response(request->ready);
    *request = (struct request){.state = REQUEST_NEW};
}

void exchange_reset_arena(const struct exchange *exchange)
{
    arena_reset(exchange->arena, ARENA_KEEP_BYTES);
}
