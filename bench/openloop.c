/* SPDX-License-Identifier: Apache-2.0 */
/*
 * openloop: sends a review at a fixed rate over kept connections, whether earlier ones
 * are answered or not.
 *
 * openloop PORT PATH BODY RATE SECONDS CONNECTIONS.  A request that is due while every
 * connection is busy waits, and its time counts from when it was due.  Prints the line
 * that load.lua prints; the first second does not count.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sys/clock.h"
#include "sys/file.h"

#define NS_PER_SECOND  UINT64_C(1000000000)
#define NS_PER_US      UINT64_C(1000)
#define WARM_UP_NS     NS_PER_SECOND
#define FILE_MAX       ((size_t)4 << 20)
#define ANSWER_MAX     ((size_t)64 << 10)
#define CONNECTION_MAX 1000
#define EVENTS         64

struct connection {
    SSL *ssl;
    uint64_t due_ns; /* of the open request */
    size_t n;        /* of answer */
    char answer[ANSWER_MAX];
};

struct run {
    struct str request;
    uint64_t begin_ns;
    uint64_t end_ns;
    double ns_between;
    struct connection *connections;
    size_t n_connections;
    struct connection **idle;
    size_t n_idle;
    int events_fd;
    uint64_t n_sent;
    uint64_t *times_us;
    size_t n_times;
    size_t cap_times;
    size_t errors;
};

static void die(const char *what)
{
    (void)fprintf(stderr, "openloop: %s\n", what);
    exit(1);
}

static int dial(uint16_t port)
{
    const int yes = 1;
    const struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0)
        die("cannot connect");
    return fd;
}

static void connection_open(struct run *run, SSL_CTX *context, uint16_t port, size_t i)
{
    struct connection *connection = &run->connections[i];
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    int fd = dial(port);

    connection->ssl = SSL_new(context);
    if (connection->ssl == NULL || SSL_set_fd(connection->ssl, fd) != 1 ||
        SSL_connect(connection->ssl) != 1)
        die("no handshake");
    if (BIO_socket_nbio(fd, 1) != 1 ||
        epoll_ctl(run->events_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        die("cannot wait for connections");
    run->idle[run->n_idle++] = connection;
}

static void connections_open(struct run *run, uint16_t port)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());

    if (context == NULL || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") != 1)
        die("no TLS 1.3");
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    run->events_fd = epoll_create1(EPOLL_CLOEXEC);
    run->connections = mem_alloc(run->n_connections, sizeof run->connections[0]);
    run->idle = mem_alloc(run->n_connections, sizeof run->idle[0]);
    for (size_t i = 0; i < run->n_connections; i++)
        connection_open(run, context, port, i);
    SSL_CTX_free(context);
}

static void request_send(struct run *run, struct connection *connection)
{
    int written = 0;

    do {
        written = SSL_write(connection->ssl, run->request.ptr, (int)run->request.len);
    } while (written <= 0 &&
             SSL_get_error(connection->ssl, written) == SSL_ERROR_WANT_WRITE);
    if (written <= 0)
        die("a connection was closed");
}

enum answer {
    ANSWER_CUT, /* incomplete: more bytes will follow */
    ANSWER_GOOD,
    ANSWER_BAD, /* not status 200 */
};

static enum answer answer_look(const struct connection *connection)
{
    static const char length_key[] = "\r\nContent-Length: ";
    const char *text = connection->answer;
    const char *body = memmem(text, connection->n, "\r\n\r\n", 4);
    const char *length = NULL;
    size_t need = 0;

    if (body == NULL)
        return ANSWER_CUT;
    length = memmem(text, (size_t)(body - text), length_key, sizeof length_key - 1);
    if (length == NULL)
        die("an answer has no Content-Length");
    need = (size_t)(body + 4 - text) + strtoul(length + sizeof length_key - 1, NULL, 10);
    if (connection->n < need)
        return ANSWER_CUT;
    return memcmp(text, "HTTP/1.1 200", 12) == 0 ? ANSWER_GOOD : ANSWER_BAD;
}

static void answer_count(struct run *run, const struct connection *connection,
                         enum answer answer)
{
    if (connection->due_ns < run->begin_ns + WARM_UP_NS)
        return;
    if (answer == ANSWER_BAD)
        run->errors++;
    if (run->n_times < run->cap_times)
        run->times_us[run->n_times++] =
            (clock_monotonic_ns() - connection->due_ns) / NS_PER_US;
}

static void answer_read(struct run *run, struct connection *connection)
{
    enum answer answer = ANSWER_CUT;
    int got = 0;

    do {
        /* One byte stays free for the terminator that strtoul() needs. */
        got = SSL_read(connection->ssl, connection->answer + connection->n,
                       (int)(ANSWER_MAX - 1 - connection->n));
        if (got > 0)
            connection->n += (size_t)got;
    } while (got > 0 && SSL_has_pending(connection->ssl));
    if (got <= 0 && SSL_get_error(connection->ssl, got) != SSL_ERROR_WANT_READ)
        die("a connection was closed");
    connection->answer[connection->n] = '\0';
    answer = answer_look(connection);
    if (answer == ANSWER_CUT)
        return;
    answer_count(run, connection, answer);
    connection->n = 0;
    run->idle[run->n_idle++] = connection;
}

static void send_what_is_due(struct run *run, uint64_t now_ns)
{
    while (run->n_idle > 0) {
        uint64_t due_ns =
            run->begin_ns + (uint64_t)((double)run->n_sent * run->ns_between);

        if (due_ns > now_ns || due_ns >= run->end_ns)
            return;
        run->n_sent++;
        run->n_idle--;
        run->idle[run->n_idle]->due_ns = due_ns;
        request_send(run, run->idle[run->n_idle]);
    }
}

/* Never sleeps: this process has its own core, and waking up takes as long as an answer.
 */
static void run_loop(struct run *run)
{
    struct epoll_event events[EVENTS];
    uint64_t now_ns = 0;

    do {
        int n = epoll_wait(run->events_fd, events, EVENTS, 0);

        for (int i = 0; i < n; i++)
            answer_read(run, events[i].data.ptr);
        now_ns = clock_monotonic_ns();
        send_what_is_due(run, now_ns);
    } while (now_ns < run->end_ns);
}

static int by_size(const void *a, const void *b)
{
    const uint64_t one = *(const uint64_t *)a;
    const uint64_t other = *(const uint64_t *)b;

    return (one > other) - (one < other);
}

static uint64_t share(const struct run *run, double part)
{
    return run->times_us[(size_t)((double)(run->n_times - 1) * part)];
}

static void print_times(struct run *run)
{
    if (run->n_times == 0)
        die("no answers");
    qsort(run->times_us, run->n_times, sizeof run->times_us[0], by_size);
    (void)printf("BENCH %zu %lu %lu %lu %lu %lu %zu\n", run->n_times,
                 (run->end_ns - run->begin_ns - WARM_UP_NS) / NS_PER_US, share(run, 0.5),
                 share(run, 0.99), share(run, 0.999), share(run, 1), run->errors);
}

static struct str request_text(struct arena *arena, const char *target, const char *path)
{
    struct buf buf;
    struct str body;
    struct err err;

    if (!file_read(arena, path, FILE_MAX, &body, &err))
        die(err.text);
    buf_init(&buf, arena, BUF_MAX_BYTES);
    buf_addf(&buf,
             "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
             "Content-Length: %zu\r\n\r\n",
             target, body.len);
    buf_add(&buf, body);
    return buf_str(&buf);
}

int main(int argc, char *argv[])
{
    AUTO(arena_clear) struct arena arena = {0};
    struct run run = {0};
    double rate = 0;
    double seconds = 0;

    if (argc != 7)
        die("usage: openloop PORT PATH BODY RATE SECONDS CONNECTIONS");
    arena_init(&arena);
    rate = strtod(argv[4], NULL);
    seconds = strtod(argv[5], NULL);
    run.n_connections = strtoul(argv[6], NULL, 10);
    if (rate < 1 || seconds <= 0 || run.n_connections < 1 ||
        run.n_connections > CONNECTION_MAX)
        die("a rate, seconds and connections above zero are needed");

    run.request = request_text(&arena, argv[2], argv[3]);
    run.ns_between = (double)NS_PER_SECOND / rate;
    run.cap_times = (size_t)(rate * (seconds + 1));
    run.times_us = mem_alloc(run.cap_times, sizeof run.times_us[0]);
    connections_open(&run, (uint16_t)strtoul(argv[1], NULL, 10));
    run.begin_ns = clock_monotonic_ns();
    run.end_ns = run.begin_ns + WARM_UP_NS + (uint64_t)(seconds * (double)NS_PER_SECOND);
    run_loop(&run);
    print_times(&run);
    return 0;
}
