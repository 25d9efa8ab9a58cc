/* SPDX-License-Identifier: Apache-2.0 */
/* http: libmicrohttpd in poll mode; its epoll mode spins during a partial handshake. */
#include "net/http/http.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/http/connections.h"
#include "net/http/exchange.h"
#include "net/http/head.h"
#include "net/http/tls.h"
#include "sys/log/log.h"

#define POOL_BYTES ((size_t)16 << 10) /* of a connection, and so the limit of a head */

/* Longer than the 90 s after which Go's client closes an idle connection. */
#define IDLE_TIMEOUT_S 95U

#define OPTIONS_MAX 16

struct http {
    struct http_config config;
    pthread_key_t arena; /* of each thread that serves requests */
    struct MHD_Daemon *daemon;
    int quiesced_fd; /* -1: still accepting */
};

static void log_library(void *context, const char *format, va_list args)
    PRINTF_LIKE(2, 0);

static void log_library(void *context, const char *format, va_list args)
{
    const struct http *http = context;
    char text[LOG_VALUE_MAX_BYTES];
    struct str line;

    if (!log_takes(http->config.log, LOG_LEVEL_DEBUG))
        return;
    vsnprintf(text, sizeof text, format, args);
    line = str_from(text);
    if (str_has_suffix(line, STR("\n")))
        text[line.len - 1] = '\0';
    log_message(http->config.log, LOG_LEVEL_DEBUG, "libmicrohttpd: %s", text);
}

static struct connection *connection_of(struct MHD_Connection *library)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info == NULL ? NULL : info->socket_context;
}

static void notice_connection(void *context, struct MHD_Connection *library,
                              void **connection_context,
                              enum MHD_ConnectionNotificationCode what)
{
    const struct http *http = context;
    struct connection *connection = *connection_context;

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const int fd = MHD_get_connection_info(library, MHD_CONNECTION_INFO_CONNECTION_FD)
                           ->connect_fd;

        connection = connection_open(http->config.connections, fd);
        *connection_context = connection;
        if (http->config.tls != NULL)
            tls_open(http->config.tls,
                     MHD_get_connection_info(library, MHD_CONNECTION_INFO_GNUTLS_SESSION)
                         ->tls_session,
                     &connection->tls);
        return;
    }
    if (connection == NULL)
        return;
    if (connection_has_unread(connection))
        lingering_take(http->config.lingering, connection->fd);
    exchange_clear(connection, &http->config);
    tls_close(&connection->tls);
    connection_close(connection);
    *connection_context = NULL;
}

/* Called when the request line has arrived.  The result is the context of the request. */
static void *notice_request(void *context, const char *uri,
                            struct MHD_Connection *library)
{
    struct connection *connection = connection_of(library);

    (void)context;
    if (connection != NULL) {
        connection->request.target_len = framing_target_length(uri);
        connection_begin_request(connection);
    }
    return connection;
}

static void notice_end(void *context, struct MHD_Connection *library,
                       void **request_context, enum MHD_RequestTerminationCode why)
{
    const struct http *http = context;
    struct connection *connection = *request_context;

    (void)library;
    if (connection == NULL)
        return;
    if (why == MHD_REQUEST_TERMINATED_COMPLETED_OK)
        outbox_release(connection);
    exchange_clear(connection, &http->config);
    connection_end_request(connection);
    *request_context = NULL;
}

static void arena_end(void *context)
{
    struct arena *arena = context;

    arena_clear(arena);
    free(arena);
}

/* The calling thread's arena, empty; it is freed with the thread. */
static struct arena *thread_arena(const struct http *http)
{
    struct arena *arena = pthread_getspecific(http->arena);

    if (arena == NULL) {
        arena = mem_alloc(1, sizeof *arena);
        arena_init(arena);
        if (pthread_setspecific(http->arena, arena) != 0)
            mem_gone();
    }
    return arena;
}

/* NOLINTNEXTLINE(readability-function-size): the library's signature */
static enum MHD_Result serve(void *context, struct MHD_Connection *library,
                             const char *url, const char *method, const char *version,
                             const char *bytes, size_t *n_bytes, void **request_context)
{
    const struct http *http = context;
    const struct exchange exchange = {
        .library = library,
        .connection = *request_context,
        .config = &http->config,
        .arena = thread_arena(http),
    };
    enum MHD_Result result;

    if (exchange.connection == NULL)
        return MHD_NO;
    if (exchange.connection->request.state == REQUEST_NEW) {
        result =
            exchange_open(&exchange, str_from(version), str_from(method), str_from(url));
    } else if (*n_bytes > 0) {
        result = exchange_add(&exchange, (struct str){bytes, *n_bytes});
        *n_bytes = 0;
    } else {
        result = exchange_answer(&exchange);
    }
    exchange_reset_arena(&exchange);
    return result;
}

/* Paths are compared as they are sent: no route has an escape in its path, and %00 would
 * end the text early. */
static size_t leave_escapes(void *context, struct MHD_Connection *library, char *text)
{
    (void)context;
    (void)library;
    return strlen(text);
}

static struct MHD_OptionItem *add(struct MHD_OptionItem *at, enum MHD_OPTION option,
                                  intptr_t value)
{
    *at = (struct MHD_OptionItem){.option = option, .value = value};
    return at + 1;
}

static void list_options(const struct http *http,
                         struct MHD_OptionItem options[OPTIONS_MAX])
{
    const struct http_config *config = &http->config;
    struct MHD_OptionItem *at = options;

    at = add(at, MHD_OPTION_LISTEN_SOCKET, config->listen_fd);
    at = add(at, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)POOL_BYTES);
    at = add(at, MHD_OPTION_CONNECTION_LIMIT, (intptr_t)config->max_connections);
    at = add(at, MHD_OPTION_PER_IP_CONNECTION_LIMIT, (intptr_t)config->max_per_address);
    at = add(at, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_TIMEOUT_S);
    /* The server itself refuses what "strict" would: the library would answer twice. */
    at = add(at, MHD_OPTION_STRICT_FOR_CLIENT, 0);
    if (config->threads > 1)
        at = add(at, MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)config->threads);
    if (config->tls != NULL) {
        at = add(at, MHD_OPTION_HTTPS_PRIORITIES, 0);
        at[-1].ptr_value = (void *)(uintptr_t)TLS_PRIORITIES;
        at = add(at, MHD_OPTION_HTTPS_CERT_CALLBACK, 0);
        at[-1].ptr_value = (void *)(uintptr_t)tls_certificate;
    }
    (void)add(at, MHD_OPTION_END, 0);
}

static struct MHD_Daemon *start_library(struct http *http)
{
    const unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem options[OPTIONS_MAX];

    list_options(http, options);
    return MHD_start_daemon(
        http->config.tls == NULL ? flags : flags | MHD_USE_TLS, 0, NULL, NULL, serve,
        http, MHD_OPTION_EXTERNAL_LOGGER, log_library, http, MHD_OPTION_NOTIFY_CONNECTION,
        notice_connection, http, MHD_OPTION_URI_LOG_CALLBACK, notice_request, http,
        MHD_OPTION_NOTIFY_COMPLETED, notice_end, http, MHD_OPTION_UNESCAPE_CALLBACK,
        leave_escapes, NULL, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

struct http *http_start(const struct http_config *config, struct err *err)
{
    struct http *http = mem_alloc(1, sizeof *http);

    http->config = *config;
    http->quiesced_fd = -1;
    if (pthread_key_create(&http->arena, arena_end) != 0)
        mem_gone_like("thread keys"); /* two of 1,024 are used */
    http->daemon = start_library(http);
    if (http->daemon == NULL) {
        (void)err_set(err, ERR_IO,
                      "libmicrohttpd does not start (--log-level debug "
                      "says why)");
        close(config->listen_fd);
        pthread_key_delete(http->arena);
        free(http);
        return NULL;
    }
    return http;
}

void http_quiesce(struct http *http)
{
    if (http->quiesced_fd >= 0)
        return;
    http->quiesced_fd = MHD_quiesce_daemon(http->daemon);
    /* New connections are refused at once instead of waiting in the backlog.  The socket
     * is not closed: a thread of the library may still be polling it. */
    (void)shutdown(http->quiesced_fd, SHUT_RD);
}

void http_stop(struct http *http)
{
    if (http == NULL)
        return;
    MHD_stop_daemon(http->daemon);
    if (http->quiesced_fd >= 0)
        close(http->quiesced_fd);
    pthread_key_delete(http->arena); /* after the threads */
    free(http);
}
