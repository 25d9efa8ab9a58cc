/* SPDX-License-Identifier: Apache-2.0 */
/*
 * connections: when connections are closed, and which of them make room for new ones.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "net/http/connections.h"
#include "sys/clock.h"
#include "unit.h"

#define FOREVER_NS UINT64_MAX

/* Both ends of a connection: [0] is the server's. */
struct pair {
    int fds[2];
    struct connection *connection;
};

static struct pair open_pair(struct connections *all)
{
    struct pair pair;

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair.fds), 0);
    pair.connection = connection_open(all, pair.fds[0]);
    return pair;
}

static void close_pair(struct pair *pair)
{
    connection_close(pair->connection);
    close(pair->fds[0]);
    close(pair->fds[1]);
}

static bool was_cut(const struct pair *pair)
{
    char byte;

    return recv(pair->fds[1], &byte, 1, MSG_DONTWAIT) == 0;
}

static enum connection_end answer(struct connection *connection)
{
    enum connection_end end;

    connection_begin_request(connection);
    end = connection_begin_answer(connection);
    connection_end_request(connection);
    return end;
}

/* Old connections are closed, so that clients with kept connections spread over the
 * replicas again. */
static void old_connections_end(void **state)
{
    static const struct {
        const char *why;
        uint64_t age_ns;
        bool drains;
        enum connection_end end;
    } cases[] = {
        {"a young connection stays", FOREVER_NS, false, CONNECTION_STAYS},
        {"an old one closes after its next answer", 0, false, CONNECTION_CLOSES},
        {"a server that stops closes every connection", FOREVER_NS, true,
         CONNECTION_CLOSES},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct connections_limits limits = {
            .request_ns = FOREVER_NS, .age_ns = cases[i].age_ns, .max = 10};
        AUTO(connections_free) struct connections *all = connections_new(&limits, NULL);
        struct pair pair = open_pair(all);

        if (cases[i].drains)
            connections_drain(all);
        check_true(answer(pair.connection) == cases[i].end, cases[i].why);
        check_true(!was_cut(&pair), "a connection is never cut during a request");
        close_pair(&pair);
    }
}

/* Whether the server has shut down its reading side.  What the kernel has received is
 * still read. */
static bool is_shut_down(const struct pair *pair)
{
    return send(pair->fds[1], "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0;
}

static void only_requests_delay_the_end(void **state)
{
    static const struct {
        const char *why;
        bool asked, answered, old;
        bool goes;
    } cases[] = {
        {"a new connection may be in its handshake", false, false, false, false},
        {"a spare connection of the client", false, false, true, true},
        {"a request is answered first", true, false, true, false},
        {"an idle connection", true, true, false, true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct connections_limits limits = {
            .request_ns = FOREVER_NS, .age_ns = FOREVER_NS, .max = 10};
        AUTO(connections_free) struct connections *all = connections_new(&limits, NULL);
        struct pair pair = open_pair(all);

        if (cases[i].old)
            pair.connection->opened_ns = 0;
        if (cases[i].answered)
            (void)answer(pair.connection);
        else if (cases[i].asked)
            connection_begin_request(pair.connection);
        assert_int_equal(connections_end_idle(all), 1);
        check_true(is_shut_down(&pair) == cases[i].goes, cases[i].why);
        close_pair(&pair);
    }
}

static void idle_connections_make_room(void **state)
{
    const struct connections_limits limits = {
        .request_ns = FOREVER_NS, .age_ns = FOREVER_NS, .max = 4};
    AUTO(connections_free) struct connections *all = connections_new(&limits, NULL);
    struct pair idle = open_pair(all);
    struct pair fresh = open_pair(all);
    struct pair busy = open_pair(all);
    struct pair more[4];

    (void)state;
    (void)answer(idle.connection);
    (void)answer(busy.connection);
    connection_begin_request(busy.connection);
    more[0] = open_pair(all);
    check_true(!was_cut(&idle) && !was_cut(&fresh), "there is still room");
    more[1] = open_pair(all);
    check_true(was_cut(&fresh) && !was_cut(&idle),
               "connections without a request are cut first");
    connection_begin_request(more[0].connection);
    more[2] = open_pair(all);
    check_true(was_cut(&more[0]) && !was_cut(&more[1]),
               "of connections without an answer the oldest is cut, even during its "
               "first request");
    (void)answer(more[1].connection);
    (void)answer(more[2].connection);
    more[3] = open_pair(all);
    check_true(was_cut(&idle), "then the idle connection is cut");
    check_true(!was_cut(&busy) && !was_cut(&more[1]),
               "a request of a known client is not interrupted");
    close_pair(&idle);
    close_pair(&fresh);
    close_pair(&busy);
    for (size_t i = 0; i < ARRAY_LEN(more); i++)
        close_pair(&more[i]);
}

static void memory_of_connections(void **state)
{
    const struct connections_limits limits = {
        .request_ns = FOREVER_NS, .age_ns = FOREVER_NS, .max = 100};
    AUTO(connections_free) struct connections *all = connections_new(&limits, NULL);
    struct pair idle = open_pair(all);
    struct pair busy = open_pair(all);

    (void)state;
    (void)answer(idle.connection);
    assert_int_equal(connections_bytes(all),
                     CONNECTION_IDLE_BYTES + CONNECTION_BUSY_BYTES);
    close_pair(&idle);
    close_pair(&busy);
    assert_int_equal(connections_bytes(all), 0);
}

static void unread_bytes(void **state)
{
    const struct connections_limits limits = {
        .request_ns = FOREVER_NS, .age_ns = FOREVER_NS, .max = 100};
    AUTO(connections_free) struct connections *all = connections_new(&limits, NULL);
    struct pair pair = open_pair(all);

    (void)state;
    assert_false(connection_has_unread(pair.connection));
    assert_int_equal(write(pair.fds[1], "x", 1), 1);
    assert_true(connection_has_unread(pair.connection));
    connection_evict(pair.connection);
    assert_true(was_cut(&pair));
    check_true(!connection_has_unread(pair.connection),
               "after eviction unread bytes do not matter");
    close_pair(&pair);
}

static void late_connections_are_cut(void **state)
{
    const struct connections_limits limits = {
        .request_ns = 1000000, .age_ns = FOREVER_NS, .max = 100};
    AUTO(connections_free) struct connections *all = connections_new(&limits, NULL);
    struct pair fresh = open_pair(all);
    struct pair busy = open_pair(all);
    char byte;

    (void)state;
    connection_begin_request(busy.connection);
    /* recv() returns when the server cuts the connection. */
    assert_int_equal(recv(fresh.fds[1], &byte, 1, 0), 0);
    assert_int_equal(recv(busy.fds[1], &byte, 1, 0), 0);
    close_pair(&fresh);
    close_pair(&busy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_connections_end),
        cmocka_unit_test(only_requests_delay_the_end),
        cmocka_unit_test(idle_connections_make_room),
        cmocka_unit_test(memory_of_connections),
        cmocka_unit_test(unread_bytes),
        cmocka_unit_test(late_connections_are_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
