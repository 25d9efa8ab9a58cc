#include "net/exchange.h"

#include <stdint.h>
#include <stdlib.h>

#include "net/bodies.h"
#include "net/head.h"
#include "sys/log.h"
#include "sys/metrics.h"

#define THROWN_AWAY_FACTOR 4

static const char *const content_types[] = {
    [REPLY_TEXT] = "text/plain; charset=utf-8",
    [REPLY_JSON] = "application/json",
    [REPLY_METRICS] = "text/plain; version=0.0.4; charset=utf-8",
};

/* The library copies the bytes: the arena is free for the next request at once. */
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
        abort(); /* memory is gone */
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
                            content_types[reply->type]);
    if (reply->allow != NULL)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, reply->allow);
    if (exchange->port == PORT_WEBHOOK)
        metrics_add(exchange->service->metrics, METRIC_RESPONSE_BYTES, body.len);
    return response;
}

/* Of the webhook port only: probes that find us not ready are no news. */
static void count_error(const struct exchange *exchange, const struct reply *reply)
{
    char digits[8];
    struct str status = {digits, 0};

    if (exchange->port != PORT_WEBHOOK || reply->status < 400)
        return;
    for (unsigned rest = reply->status, unit = 100; unit > 0; rest %= unit, unit /= 10)
        digits[status.len++] = (char)('0' + rest / unit);
    metrics_count(exchange->service->metrics, METRIC_HTTP_ERRORS, &status, 1);
}

/* What no handler has seen, and so has not logged. */
static void log_refusal(const struct exchange *exchange, const struct reply *reply)
{
    const struct service *service = exchange->service;
    const struct route *route = exchange->connection->request.route;
    struct log_line line;

    if (exchange->port != PORT_WEBHOOK || !log_takes(service->log, LOG_LEVEL_WARN))
        return;
    log_line_begin(&line, service->log, LOG_LEVEL_WARN, "request refused",
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

static enum MHD_Result add_header(void *context, enum MHD_ValueKind kind,
                                  const char *name, const char *value)
{
    (void)kind;
    head_add(context, str_from(name), str_from(value));
    return MHD_YES;
}

enum MHD_Result exchange_open(const struct exchange *exchange, struct str version,
                              struct str method, struct str path)
{
    struct request *request = &exchange->connection->request;
    struct head head = {
        .port = exchange->port, .version = version, .method = method, .path = path};

    MHD_get_connection_values(exchange->library, MHD_HEADER_KIND, add_header, &head);
    switch (head_judge(&head, exchange->service->max_body_bytes, &request->route,
                       &request->length, &request->reply)) {
    case HEAD_TAKEN:
        request->state = REQUEST_READING;
        break;
    case HEAD_REFUSED:
        request->state = REQUEST_REFUSED;
        break;
    case HEAD_REFUSED_AT_ONCE:
        return send_refusal(exchange, &request->reply, CONNECTION_CLOSES);
    }
    return MHD_YES;
}

/* Make the response now, while the body is at hand; it is sent at the request's end. */
static void judge(const struct exchange *exchange, struct str body)
{
    struct request *request = &exchange->connection->request;
    struct reply reply;

    request->route->handle(exchange->service, request->route, body, exchange->arena,
                           &reply);
    count_error(exchange, &reply);
    request->ready = response_new(exchange, &reply);
    request->ready_status = reply.status;
    request->state = REQUEST_ANSWERED;
}

/* Whatever else comes of the body is thrown away. */
static void refuse(struct request *request, unsigned status, struct str sentence)
{
    request->reply = (struct reply){.status = status, .body = sentence};
    request->state = REQUEST_REFUSED;
    request->closes = true;
}

static void gather(const struct exchange *exchange, struct str piece)
{
    const struct service *service = exchange->service;
    struct request *request = &exchange->connection->request;
    const size_t expected =
        request->length == HEAD_NO_LENGTH ? 0 : (size_t)request->length;

    if (request->body.len == 0 && piece.len == expected) {
        judge(exchange, piece);
        return;
    }
    switch (body_add(service->bodies, &request->body, piece, expected,
                     (size_t)service->max_body_bytes)) {
    case BODY_TAKEN:
        return;
    case BODY_TOO_LARGE:
        refuse(request, MHD_HTTP_CONTENT_TOO_LARGE,
               STR("the body is larger than this server takes"));
        break;
    case BODY_NO_ROOM:
        refuse(request, MHD_HTTP_SERVICE_UNAVAILABLE,
               STR("too many large bodies at once; this server is out of room"));
        break;
    }
    body_clear(service->bodies, &request->body);
}

enum MHD_Result exchange_add(const struct exchange *exchange, struct str piece)
{
    struct request *request = &exchange->connection->request;

    request->received += piece.len;
    if (exchange->port == PORT_WEBHOOK)
        metrics_add(exchange->service->metrics, METRIC_REQUEST_BYTES, piece.len);
    if (request->state == REQUEST_READING)
        gather(exchange, piece);
    /* The library takes an answer only at the body's end: there has to be one. */
    return request->state == REQUEST_REFUSED &&
                   request->received >
                       THROWN_AWAY_FACTOR * exchange->service->max_body_bytes
               ? MHD_NO
               : MHD_YES;
}

enum MHD_Result exchange_answer(const struct exchange *exchange)
{
    struct request *request = &exchange->connection->request;

    if (request->state == REQUEST_REFUSED)
        return send_refusal(exchange, &request->reply,
                            request->closes ? CONNECTION_CLOSES : CONNECTION_STAYS);
    if (request->ready == NULL) {
        judge(exchange, (struct str){request->body.ptr, request->body.len});
        body_clear(exchange->service->bodies, &request->body);
    }

    struct MHD_Response *ready = request->ready;

    request->ready = NULL;
    return send_response(exchange, request->ready_status, ready, CONNECTION_STAYS);
}

void exchange_clear(struct connection *connection, const struct service *service)
{
    struct request *request = &connection->request;

    body_clear(service->bodies, &request->body);
    if (request->ready != NULL)
        MHD_destroy_response(request->ready);
    *request = (struct request){.state = REQUEST_NEW};
}
