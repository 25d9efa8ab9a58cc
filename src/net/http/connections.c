/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http/connections.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/units.h"
#include "sys/clock.h"
#include "sys/log/metrics.h"

#define LOOK_MAX_NS      NS_PER_SECOND
#define LOOK_MIN_NS      (10 * NS_PER_MS)
#define LOOKS_A_DEADLINE 8
#define SPARE_NS         (2 * NS_PER_SECOND) /* for a connection opened in advance */
#define SLOW_NS          NS_PER_SECOND       /* for a request, if room is scarce */
#define STIR_SLACK_MS    50                  /* tcpi_last_data_recv counts jiffies */

struct connections {
    struct connections_limits limits;
    struct metrics *metrics;
    pthread_mutex_t mutex; /* guards the members below, and each connection's phase */
    pthread_cond_t wake;
    pthread_t watchdog;
    struct connection *first; /* the oldest */
    struct connection *last;
    size_t n;
    bool draining;
    bool stopping;
};

/* Called with the mutex, so that the fd is still the connection's. */
static void cut(struct connections *all, struct connection *connection, struct str reason)
{
    connection->phase = PHASE_CUT;
    (void)shutdown(connection->fd, SHUT_RDWR);
    if (all->metrics != NULL)
        metrics_count(all->metrics, METRIC_CONNECTIONS_CUT, &reason, 1);
}

/* Milliseconds since the last byte arrived; UINT32_MAX: unknown. */
static uint32_t quiet_ms(int fd)
{
    struct tcp_info info = {0};
    socklen_t len = sizeof info;

    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0)
        return UINT32_MAX;
    return info.tcpi_last_data_recv;
}

/* Bytes that arrive after the last answer begin a request, even without a whole line. */
static bool idle_is_late(struct connection *connection, uint64_t now_ns,
                         uint64_t limit_ns)
{
    if (connection->stirred_ns == 0) {
        const uint64_t quiet = quiet_ms(connection->fd) + UINT64_C(1) * STIR_SLACK_MS;

        if ((now_ns - connection->since_ns) / NS_PER_MS > quiet)
            connection->stirred_ns = now_ns;
    }
    return connection->stirred_ns != 0 && now_ns - connection->stirred_ns >= limit_ns;
}

static bool is_late(const struct connections *all, struct connection *connection,
                    uint64_t now_ns)
{
    switch (connection->phase) {
    case PHASE_NEW:
    case PHASE_REQUEST:
    case PHASE_ANSWER:
        return now_ns - connection->since_ns >= all->limits.request_ns;
    case PHASE_IDLE:
        return idle_is_late(connection, now_ns, all->limits.request_ns);
    case PHASE_CUT:
        break;
    }
    return false;
}

static struct connection *oldest(const struct connections *all, enum phase phase)
{
    struct connection *best = NULL;

    for (struct connection *at = all->first; at != NULL; at = at->next) {
        if (at->phase == phase && (best == NULL || at->since_ns < best->since_ns))
            best = at;
    }
    return best;
}

static bool is_crowded(const struct connections *all)
{
    return all->n + all->limits.max / 16 >= all->limits.max;
}

/* The oldest connection that is slower than an API server; NULL if there is none. */
static struct connection *oldest_slow(const struct connections *all)
{
    const uint64_t now_ns = clock_monotonic_ns();
    struct connection *victim = oldest(all, PHASE_NEW);

    if (victim == NULL || now_ns - victim->since_ns < SLOW_NS)
        victim = oldest(all, PHASE_REQUEST);
    return victim != NULL && now_ns - victim->since_ns >= SLOW_NS ? victim : NULL;
}

/* The oldest connection that has not had an answer yet, with or without a request.  If
 * connections with a request did not count, each new client would evict one that is in
 * its handshake. */
static struct connection *oldest_unanswered(const struct connections *all)
{
    struct connection *at = all->first;

    while (at != NULL && at->phase != PHASE_NEW &&
           (at->phase != PHASE_REQUEST || at->since_ns != at->opened_ns))
        at = at->next;
    return at;
}

/* Idle connections of other clients must not keep the API server out. */
static void make_room(struct connections *all)
{
    struct connection *victim;

    if (!is_crowded(all))
        return;
    victim = oldest_slow(all);
    if (victim == NULL)
        victim = oldest_unanswered(all);
    if (victim == NULL)
        victim = oldest(all, PHASE_IDLE);
    if (victim != NULL)
        cut(all, victim, STR("room"));
}

/* At the limit the library accepts no connection, so none would call make_room(). */
static void thin_out(struct connections *all)
{
    for (size_t i = 0; is_crowded(all) && i <= all->limits.max / 16; i++) {
        struct connection *victim = oldest_slow(all);

        if (victim == NULL)
            return;
        cut(all, victim, STR("room"));
    }
}

static void look(struct connections *all)
{
    const uint64_t now_ns = clock_monotonic_ns();

    for (struct connection *at = all->first; at != NULL; at = at->next) {
        if (is_late(all, at, now_ns))
            cut(all, at, STR("deadline"));
    }
    thin_out(all);
}

static struct timespec look_again(const struct connections *all)
{
    uint64_t ns = all->limits.request_ns / LOOKS_A_DEADLINE;

    ns = ns > LOOK_MAX_NS ? LOOK_MAX_NS : ns;
    ns = ns < LOOK_MIN_NS ? LOOK_MIN_NS : ns;
    return clock_at_ns(clock_monotonic_ns() + ns);
}

/* Sleeps without a timeout while there is no connection. */
static void *watch_deadlines(void *context)
{
    struct connections *all = context;

    LOCK_SCOPE(&all->mutex);
    while (!all->stopping) {
        const struct timespec until = look_again(all);

        if (all->n == 0)
            pthread_cond_wait(&all->wake, &all->mutex);
        else if (pthread_cond_timedwait(&all->wake, &all->mutex, &until) == ETIMEDOUT)
            look(all);
    }
    return NULL;
}

struct connection *connection_open(struct connections *all, int fd)
{
    struct connection *connection = mem_alloc(1, sizeof *connection);

    connection->all = all;
    connection->fd = fd;
    connection->opened_ns = clock_monotonic_ns();
    connection->since_ns = connection->opened_ns;
    if (all->metrics != NULL)
        metrics_add(all->metrics, METRIC_CONNECTIONS_TOTAL, 1);

    LOCK_SCOPE(&all->mutex);
    make_room(all);
    connection->previous = all->last;
    if (all->last == NULL)
        all->first = connection;
    else
        all->last->next = connection;
    all->last = connection;
    if (all->n++ == 0)
        pthread_cond_signal(&all->wake);
    return connection;
}

void connection_close(struct connection *connection)
{
    struct connections *all = connection->all;

    pthread_mutex_lock(&all->mutex);
    if (connection->previous == NULL)
        all->first = connection->next;
    else
        connection->previous->next = connection->next;
    if (connection->next == NULL)
        all->last = connection->previous;
    else
        connection->next->previous = connection->previous;
    all->n--;
    pthread_mutex_unlock(&all->mutex);
    free(connection);
}

/* Called with the mutex. */
static void enter(struct connection *connection, enum phase phase, uint64_t now_ns)
{
    if (connection->phase == PHASE_CUT)
        return;
    connection->phase = phase;
    connection->since_ns = now_ns;
    connection->stirred_ns = 0;
}

void connection_begin_request(struct connection *connection)
{
    const uint64_t now_ns = clock_monotonic_ns();

    LOCK_SCOPE(&connection->all->mutex);
    /* The time of the first request began with the handshake. */
    enter(connection, PHASE_REQUEST,
          connection->phase == PHASE_NEW ? connection->since_ns : now_ns);
}

enum connection_end connection_begin_answer(struct connection *connection)
{
    const struct connections *all = connection->all;
    const uint64_t now_ns = clock_monotonic_ns();

    LOCK_SCOPE(&connection->all->mutex);
    enter(connection, PHASE_ANSWER, now_ns);
    return all->draining || now_ns - connection->opened_ns >= all->limits.age_ns
               ? CONNECTION_CLOSES
               : CONNECTION_STAYS;
}

void connection_end_request(struct connection *connection)
{
    const uint64_t now_ns = clock_monotonic_ns();

    LOCK_SCOPE(&connection->all->mutex);
    enter(connection, PHASE_IDLE, now_ns);
}

static bool was_cut(struct connection *connection)
{
    LOCK_SCOPE(&connection->all->mutex);
    return connection->phase == PHASE_CUT;
}

bool connection_has_unread(struct connection *connection)
{
    char byte;

    return !was_cut(connection) &&
           (connection->lingers ||
            recv(connection->fd, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) > 0);
}

void connection_evict(void *owner)
{
    struct connection *connection = owner;

    LOCK_SCOPE(&connection->all->mutex);
    if (connection->phase != PHASE_CUT)
        cut(connection->all, connection, STR("room"));
}

size_t connections_count(struct connections *all)
{
    LOCK_SCOPE(&all->mutex);
    return all->n;
}

size_t connections_bytes(struct connections *all)
{
    size_t bytes = 0;

    LOCK_SCOPE(&all->mutex);
    for (const struct connection *at = all->first; at != NULL; at = at->next)
        bytes += at->phase == PHASE_IDLE ? CONNECTION_IDLE_BYTES : CONNECTION_BUSY_BYTES;
    return bytes;
}

void connections_drain(struct connections *all)
{
    LOCK_SCOPE(&all->mutex);
    all->draining = true;
}

bool connections_draining(struct connections *all)
{
    LOCK_SCOPE(&all->mutex);
    return all->draining;
}

/* Only the reading half is shut down: what the kernel has received is still read. */
size_t connections_end_idle(struct connections *all)
{
    const uint64_t now_ns = clock_monotonic_ns();

    LOCK_SCOPE(&all->mutex);
    for (struct connection *at = all->first; at != NULL; at = at->next) {
        if (at->phase == PHASE_IDLE ||
            (at->phase == PHASE_NEW && now_ns - at->opened_ns >= SPARE_NS))
            (void)shutdown(at->fd, SHUT_RD);
    }
    return all->n;
}

struct connections *connections_new(const struct connections_limits *limits,
                                    struct metrics *metrics_or_null)
{
    struct connections *all = mem_alloc(1, sizeof *all);

    all->limits = *limits;
    all->metrics = metrics_or_null;
    pthread_mutex_init(&all->mutex, NULL);
    clock_cond_init(&all->wake);
    if (pthread_create(&all->watchdog, NULL, watch_deadlines, all) != 0)
        mem_gone_like("threads");
    return all;
}

void connections_free(struct connections *all)
{
    if (all == NULL)
        return;
    assert(all->n == 0);
    pthread_mutex_lock(&all->mutex);
    all->stopping = true;
    pthread_cond_signal(&all->wake);
    pthread_mutex_unlock(&all->mutex);
    pthread_join(all->watchdog, NULL);
    pthread_cond_destroy(&all->wake);
    pthread_mutex_destroy(&all->mutex);
    free(all);
}

void outbox_hold(struct connection *connection)
{
    if (connection->tls.session == NULL)
        return;
    gnutls_record_cork(connection->tls.session);
    connection->holds_answer = true;
}

/* The library sets TCP_CORK once, before the first answer of a connection, and then
 * flushes its own data.  The held record is sent after that flush, so the cork must be
 * removed here, once the library has set it. */
static void send_at_once(struct connection *connection)
{
    const int off = 0;
    int corked = 0;
    socklen_t len = sizeof corked;

    if (connection->sends_at_once ||
        getsockopt(connection->fd, IPPROTO_TCP, TCP_CORK, &corked, &len) != 0 ||
        corked == 0)
        return;
    (void)setsockopt(connection->fd, IPPROTO_TCP, TCP_CORK, &off, sizeof off);
    connection->sends_at_once = true;
}

void outbox_release(struct connection *connection)
{
    if (!connection->holds_answer)
        return;
    connection->holds_answer = false;
    if (gnutls_record_uncork(connection->tls.session, 0) < 0)
        (void)shutdown(connection->fd, SHUT_RDWR);
    else
        send_at_once(connection);
}

void outbox_send(struct connection *connection, struct str bytes)
{
    if (connection->tls.session != NULL)
        (void)gnutls_record_send(connection->tls.session, bytes.ptr, bytes.len);
    else
        (void)send(connection->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);
}
