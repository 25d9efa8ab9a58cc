/* SPDX-License-Identifier: Apache-2.0 */
#include "net/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"

#define BACKLOG 4096

/* A peer that disappears is detected after about 40 s: its first probe has no answer, and
 * UNACKNOWLEDGED_MS have passed. */
#define KEEPALIVE_IDLE_S     30
#define KEEPALIVE_INTERVAL_S 10
#define KEEPALIVE_PROBES     3
#define UNACKNOWLEDGED_MS    30000U

struct target {
    char host[INET6_ADDRSTRLEN]; /* empty: any address */
    uint16_t port;
};

static bool parse(const char *address, struct target *ret)
{
    const char *colon = strrchr(address, ':');
    uint64_t port;
    struct str host;

    if (colon == NULL || !str_to_u64(str_from(colon + 1), 65535, &port))
        return false;
    host = (struct str){address, (size_t)(colon - address)};
    if (host.len >= 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
        host = (struct str){host.ptr + 1, host.len - 2};
    else if (str_contains(host, STR(":")))
        return false; /* IPv6 without brackets: the port would be ambiguous */
    if (host.len >= sizeof ret->host)
        return false;
    snprintf(ret->host, sizeof ret->host, "%.*s", STR_ARGS(host));
    ret->port = (uint16_t)port;
    return true;
}

static bool is_any(const struct target *target)
{
    return target->host[0] == '\0' || strcmp(target->host, "::") == 0;
}

/* The socket address of the target in the family.  Returns its length; 0 if the target
 * has no address in that family. */
static socklen_t to_sockaddr(const struct target *target, int family,
                             struct sockaddr_storage *ret)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(target->port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(target->port)};

    memset(ret, 0, sizeof *ret);
    if (family == AF_INET6) {
        if (!is_any(target) && inet_pton(AF_INET6, target->host, &v6.sin6_addr) != 1)
            return 0;
        memcpy(ret, &v6, sizeof v6);
        return sizeof v6;
    }
    if (!is_any(target) && inet_pton(AF_INET, target->host, &v4.sin_addr) != 1)
        return 0;
    memcpy(ret, &v4, sizeof v4);
    return sizeof v4;
}

static void set(int fd, int level, int name, int value)
{
    (void)setsockopt(fd, level, name, &value, sizeof value);
}

/* On Linux, accepted sockets inherit these options, so they cost nothing per connection.
 */
static void set_options(int fd, int family)
{
    const unsigned unacknowledged_ms = UNACKNOWLEDGED_MS;

    set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (family == AF_INET6)
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_S);
    set(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S);
    set(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_PROBES);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged_ms,
                     sizeof unacknowledged_ms);
}

/* Returns -1 with errno set. */
static int open_in(int family, const struct sockaddr_storage *address, socklen_t len)
{
    const int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    set_options(fd, family);
    if (bind(fd, (const struct sockaddr *)address, len) != 0 ||
        listen(fd, BACKLOG) != 0) {
        const int reason = errno;

        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

static void describe(int fd, char text[LISTEN_TEXT_SIZE])
{
    struct sockaddr_storage address = {0};
    socklen_t len = sizeof address;
    char host[INET6_ADDRSTRLEN] = "?";
    char port[8] = "?";

    (void)getsockname(fd, (struct sockaddr *)&address, &len);
    (void)getnameinfo((struct sockaddr *)&address, len, host, sizeof host, port,
                      sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(text, LISTEN_TEXT_SIZE, strchr(host, ':') == NULL ? "%s:%s" : "[%s]:%s",
             host, port);
}

static bool has_no_ipv6(int reason)
{
    return reason == EAFNOSUPPORT || reason == EPROTONOSUPPORT || reason == EADDRNOTAVAIL;
}

static int open_target(const struct target *target, const char *address, struct err *err)
{
    struct sockaddr_storage where;
    const bool is_ipv6 = is_any(target) || strchr(target->host, ':') != NULL;
    socklen_t len = to_sockaddr(target, is_ipv6 ? AF_INET6 : AF_INET, &where);
    int fd;

    if (len == 0) {
        (void)err_set(err, ERR_SYNTAX, "\"%s\" is not an address to listen at", address);
        return -1;
    }
    fd = open_in(is_ipv6 ? AF_INET6 : AF_INET, &where, len);
    if (fd < 0 && is_any(target) && has_no_ipv6(errno)) {
        len = to_sockaddr(target, AF_INET, &where);
        fd = open_in(AF_INET, &where, len);
    }
    if (fd < 0)
        (void)err_set(err, ERR_IO, "cannot listen at %s: %s", address, strerror(errno));
    return fd;
}

int listen_open(const char *address, char text[LISTEN_TEXT_SIZE], struct err *err)
{
    struct target target;
    int fd;

    if (!parse(address, &target)) {
        (void)err_set(err, ERR_SYNTAX,
                      "\"%s\" is not ADDRESS:PORT, such as 127.0.0.1:8443 or [::]:8443",
                      address);
        return -1;
    }
    fd = open_target(&target, address, err);
    if (fd >= 0)
        describe(fd, text);
    return fd;
}
