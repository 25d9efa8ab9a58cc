
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "net/http/connections.h"

void outbox_hold(struct connection *connection)
{
    if (connection->tls.session == NULL)
        return;
    gnutls_record_cork(connection->tls.session);
    connection->holds_answer = true;
}

/* The library sets TCP_CORK once, before the first answer of a connection, and pushes
 * what it has sent itself.  The record that was held is sent after that push, so the cork
 * is taken off here, once the library has set it. */
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
