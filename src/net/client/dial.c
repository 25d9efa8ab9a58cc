#include "net/client/client.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/units.h"
#include "sys/clock.h"

bool dial_wait(int fd, short events, uint64_t deadline_ns, struct err *err)
{
    for (;;) {
        struct pollfd wanted = {.fd = fd, .events = events};
        uint64_t now = clock_monotonic_ns();

        if (now >= deadline_ns)
            return err_set(err, ERR_IO, "no answer in time");

        int n = poll(&wanted, 1, (int)((deadline_ns - now) / NS_PER_MS + 1));

        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR)
            return err_set(err, ERR_IO, "poll: %s", strerror(errno));
    }
}

static bool say_why(int reason, struct err *err)
{
    return err_set(err, ERR_IO, "%s", strerror(reason));
}

static bool finish_connect(int fd, uint64_t deadline_ns, struct err *err)
{
    int reason = 0;
    socklen_t len = sizeof reason;

    if (!dial_wait(fd, POLLOUT, deadline_ns, err))
        return false;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &reason, &len) != 0)
        reason = errno;
    return reason == 0 || say_why(reason, err);
}

/* As Go does: a request in two records must not wait for an acknowledgement. */
static void send_at_once(int fd)
{
    const int yes = 1;

    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static int dial_address(const struct addrinfo *address, uint64_t deadline_ns,
                        struct err *err)
{
    int fd = socket(address->ai_family,
                    address->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0) {
        say_why(errno, err);
        return -1;
    }
    send_at_once(fd);
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
        return fd;
    if (errno != EINPROGRESS)
        say_why(errno, err);
    else if (finish_connect(fd, deadline_ns, err))
        return fd;
    close(fd);
    return -1;
}

int dial(const char *host, const char *port, uint64_t deadline_ns, struct err *err)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICSERV};
    struct addrinfo *all = NULL;
    int fd = -1;
    int failed = getaddrinfo(host, port, &hints, &all);

    if (failed != 0) {
        err_set(err, ERR_IO, "cannot find the address of %s: %s", host,
                gai_strerror(failed));
        return -1;
    }
    for (const struct addrinfo *at = all; at != NULL && fd < 0; at = at->ai_next)
        fd = dial_address(at, deadline_ns, err);
    freeaddrinfo(all);
    if (fd < 0)
        err_prefix(err, "cannot connect to %s port %s", host, port);
    return fd;
}
