/* SPDX-License-Identifier: Apache-2.0 */
/* client: connects, does the TLS handshake, checks the certificate, sends the request and
 * reads the answer, all within one deadline. */
#include "net/client/client.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/mem.h"
#include "base/units.h"
#include "sys/clock.h"

#define READ_BYTES ((size_t)16 << 10)

DEFINE_AUTO(SSL_CTX_free, SSL_CTX *);
DEFINE_AUTO(BIO_free, BIO *);

/* A request in progress. */
struct call {
    const struct client_target *target;
    uint64_t deadline_ns;
    int fd;
    SSL *ssl;
    bool asked; /* the server requested a client certificate, and there is none */
};

static void call_clear(struct call *call)
{
    SSL_free(call->ssl);
    if (call->fd >= 0)
        close(call->fd);
}
DEFINE_AUTO_CLEAR(call_clear, struct call);

/* Wait for poll() events.  Returns false with ERR_IO; too_late is the text after the
 * deadline. */
static bool wait_for(int fd, short events, uint64_t deadline_ns, const char *too_late,
                     struct err *err)
{
    for (;;) {
        struct pollfd wanted = {.fd = fd, .events = events};
        uint64_t now = clock_monotonic_ns();

        if (now >= deadline_ns)
            return err_set(err, ERR_IO, "%s", too_late);

        int n = poll(&wanted, 1, (int)((deadline_ns - now) / NS_PER_MS + 1));

        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR)
            return err_set(err, ERR_IO, "poll: %s", strerror(errno));
    }
}

static bool dial_wait(int fd, short events, uint64_t deadline_ns, struct err *err)
{
    return wait_for(fd, events, deadline_ns,
                    "no answer in time; the server accepted the connection", err);
}

static bool err_set_reason(int reason, struct err *err)
{
    return err_set(err, ERR_IO, "%s", strerror(reason));
}

static bool finish_connect(int fd, uint64_t deadline_ns, struct err *err)
{
    int reason = 0;
    socklen_t len = sizeof reason;

    if (!wait_for(fd, POLLOUT, deadline_ns,
                  "no answer in time; the connection was not accepted", err))
        return false;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &reason, &len) != 0)
        reason = errno;
    return reason == 0 || err_set_reason(reason, err);
}

/* Like Go's client: a request in two records must not wait for an acknowledgement. */
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
        err_set_reason(errno, err);
        return -1;
    }
    send_at_once(fd);
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
        return fd;
    if (errno != EINPROGRESS)
        err_set_reason(errno, err);
    else if (finish_connect(fd, deadline_ns, err))
        return fd;
    close(fd);
    return -1;
}

/* Try all addresses of the host in turn.  Returns a connected, non-blocking socket, which
 * the caller closes, or -1 with ERR_IO. */
static int dial(const char *host, const char *port, uint64_t deadline_ns, struct err *err)
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

/* The most likely meaning of errors from the server. */
static const struct {
    int reason;
    const char *text;
} refusals[] = {
    {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED,
     "the server asks for a client certificate; give --cert and --key"},
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA,
     "the server does not know the CA of the client certificate"},
    {SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, "the server refuses the client certificate"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, "the server refuses the client certificate"},
    {SSL_R_TLSV1_ALERT_ACCESS_DENIED, "the server refuses the client certificate"},
    {SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE,
     "the server refuses the handshake (no common cipher, or it asks for a certificate)"},
    {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, "the server does not support TLS 1.2 or later"},
    {SSL_R_UNSUPPORTED_PROTOCOL, "the server does not support TLS 1.2 or later"},
    {SSL_R_WRONG_VERSION_NUMBER, "the server does not speak TLS on this port"},
    {SSL_R_UNEXPECTED_EOF_WHILE_READING, "the server closed the connection"},
};

static bool err_set_tls(int saved_errno, struct err *err)
{
    unsigned long last = ERR_peek_last_error();
    const char *text = ERR_reason_error_string(last);

    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        if (last != 0 && ERR_GET_REASON(last) == refusals[i].reason)
            text = refusals[i].text;
    }
    if (text == NULL)
        text =
            saved_errno == 0 ? "the server closed the connection" : strerror(saved_errno);
    ERR_clear_error();
    return err_set(err, ERR_IO, "TLS: %s", text);
}

enum progress {
    PROGRESS_AGAIN,
    PROGRESS_ENDED,
    PROGRESS_FAILED
};

/* Handle the failure of an SSL_*() call that returned `result`. */
static enum progress after(const struct call *call, int result, struct err *err)
{
    int saved_errno = errno;

    switch (SSL_get_error(call->ssl, result)) {
    case SSL_ERROR_WANT_READ:
        return dial_wait(call->fd, POLLIN, call->deadline_ns, err) ? PROGRESS_AGAIN
                                                                   : PROGRESS_FAILED;
    case SSL_ERROR_WANT_WRITE:
        return dial_wait(call->fd, POLLOUT, call->deadline_ns, err) ? PROGRESS_AGAIN
                                                                    : PROGRESS_FAILED;
    case SSL_ERROR_ZERO_RETURN:
        return PROGRESS_ENDED;
    default:
        err_set_tls(saved_errno, err);
        return PROGRESS_FAILED;
    }
}

/* check_certificate() does the check after the handshake, with better messages.  Nothing
 * is sent before it. */
static int check_later(int ok, X509_STORE_CTX *context)
{
    (void)ok;
    (void)context;
    return 1;
}

static bool use_own_certificate(SSL_CTX *context, const struct client_target *target,
                                struct err *err)
{
    if (target->cert_path == NULL)
        return true;
    if (SSL_CTX_use_certificate_chain_file(context, target->cert_path) == 1 &&
        SSL_CTX_use_PrivateKey_file(context, target->key_path, SSL_FILETYPE_PEM) == 1 &&
        SSL_CTX_check_private_key(context) == 1)
        return true;

    const char *reason = ERR_reason_error_string(ERR_peek_last_error());

    err_set(err, ERR_INVALID, "client certificate %s with key %s: %s", target->cert_path,
            target->key_path, reason == NULL ? "cannot be used" : reason);
    ERR_clear_error();
    return false;
}

/* Note that the server requests a certificate, because a server that requires one may
 * close the connection without an alert. */
static int note_request(SSL *ssl, X509 **ret_cert, EVP_PKEY **ret_key)
{
    struct call *call = SSL_get_app_data(ssl);

    (void)ret_cert;
    (void)ret_key;
    call->asked = true;
    return 0; /* none */
}

static SSL_CTX *context_new(const struct client_target *target, struct err *err)
{
    static const unsigned char http11[] = "\x08http/1.1";
    AUTO(SSL_CTX_free) SSL_CTX *context = SSL_CTX_new(TLS_client_method());

    if (context == NULL)
        mem_gone();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_security_level(context, 0); /* key sizes are checked by sys/certificate */
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, check_later);
    SSL_CTX_set_client_cert_cb(context, note_request);
    if (SSL_CTX_set_alpn_protos(context, http11, sizeof http11 - 1) != 0)
        mem_gone();
    if (!use_own_certificate(context, target, err))
        return NULL;
    return take_ptr(&context);
}

static const char *name_wanted(const struct client_target *target)
{
    return target->server_name != NULL ? target->server_name : target->host;
}

/* An address must not be a server name (RFC 6066, section 3). */
static bool set_server_name(SSL *ssl, const char *name)
{
    char copy[TLSEXT_MAXLEN_host_name + 1];

    if (certificate_is_address(str_from(name)))
        return true;
    if (strlen(name) >= sizeof copy)
        return false;
    memcpy(copy, name, strlen(name) + 1);
    return SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, copy) ==
           1;
}

static bool handshake(struct call *call, SSL_CTX *context, struct err *err)
{
    const char *name = name_wanted(call->target);

    call->ssl = SSL_new(context);
    if (call->ssl == NULL || SSL_set_fd(call->ssl, call->fd) != 1 ||
        SSL_set_app_data(call->ssl, call) != 1)
        mem_gone();
    if (!set_server_name(call->ssl, name))
        return err_set(err, ERR_INVALID, "%s is not a server name", name);
    for (;;) {
        ERR_clear_error();
        errno = 0;

        int result = SSL_connect(call->ssl);

        if (result == 1)
            return true;

        enum progress progress = after(call, result, err);

        if (progress == PROGRESS_ENDED)
            return err_set(err, ERR_IO, "TLS: the server closed the connection");
        if (progress == PROGRESS_FAILED)
            return false;
    }
}

/* The chain that the server sent, as PEM. */
static struct str chain_pem(const struct call *call, struct arena *arena)
{
    STACK_OF(X509) *chain = SSL_get_peer_cert_chain(call->ssl);
    AUTO(BIO_free) BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL;

    for (int i = 0; bio != NULL && chain != NULL && i < sk_X509_num(chain); i++)
        PEM_write_bio_X509(bio, sk_X509_value(chain, i));

    long len = BIO_get_mem_data(bio, &text);

    return arena_dup(arena, (struct str){text, len > 0 ? (size_t)len : 0});
}

static bool check_certificate(const struct call *call, struct arena *arena,
                              struct err *err)
{
    struct problems *findings = call->target->findings;
    struct str name = str_from(name_wanted(call->target));
    struct certificate_pair pair = {
        .cert = {"the server's certificate", chain_pem(call, arena)},
        .ca = call->target->ca,
        .names = &name,
        .n_names = 1,
        .now = clock_unix_seconds(),
    };
    struct certificate_facts facts;

    if (!certificate_check(&pair, findings, &facts, err))
        return false;

    const struct problem *error = problems_first(findings, SEVERITY_ERROR);

    return error == NULL || err_set(err, ERR_INVALID, "TLS: %s", error->text);
}

static struct str head_of(const struct client_target *target, const char *path,
                          size_t body_bytes, struct arena *arena)
{
    const char *name = name_wanted(target);
    bool bracketed = strchr(name, ':') != NULL;

    return arena_format(arena,
                        "POST %s HTTP/1.1\r\n"
                        "Host: %s%s%s:%s\r\n"
                        "User-Agent: " CLIENT_USER_AGENT "\r\n"
                        "Content-Length: %zu\r\n"
                        "Accept: application/json, */*\r\n"
                        "Content-Type: application/json\r\n"
                        "Accept-Encoding: gzip\r\n"
                        "\r\n",
                        path, bracketed ? "[" : "", name, bracketed ? "]" : "",
                        target->port, body_bytes);
}

static bool send_bytes(const struct call *call, struct str bytes, struct err *err)
{
    while (bytes.len > 0) {
        size_t n = 0;

        ERR_clear_error();
        errno = 0;

        int result = SSL_write_ex(call->ssl, bytes.ptr, bytes.len, &n);

        if (result != 1 && after(call, result, err) != PROGRESS_AGAIN)
            return false;
        bytes = str_skip(bytes, n);
    }
    return true;
}

static bool read_reply(const struct call *call, struct incoming *incoming,
                       struct err *err)
{
    while (incoming->framing != INCOMING_COMPLETE) {
        char *to = buf_reserve(&incoming->raw, READ_BYTES);
        size_t n = 0;

        if (to == NULL)
            return incoming_advance(incoming, err);
        ERR_clear_error();
        errno = 0;

        int result = SSL_read_ex(call->ssl, to, READ_BYTES, &n);

        if (result == 1) {
            incoming->raw.len += n;
            if (!incoming_advance(incoming, err))
                return false;
            continue;
        }

        enum progress progress = after(call, result, err);

        if (progress == PROGRESS_ENDED)
            return incoming_end(incoming, err);
        if (progress == PROGRESS_FAILED)
            return false;
    }
    return true;
}

static bool exchange(const struct call *call, const char *path, struct str body,
                     struct arena *arena, struct client_reply *ret, struct err *err)
{
    AUTO(incoming_clear) struct incoming incoming = {0};
    struct str head = head_of(call->target, path, body.len, arena);

    incoming_init(&incoming, arena, ret);
    /* A server that refuses early (413, or no client certificate) closes during the
     * write. Read its answer anyway, because it is more useful than a broken pipe. */
    (void)(send_bytes(call, head, err) && send_bytes(call, body, err));
    return read_reply(call, &incoming, err);
}

bool client_post(const struct client_target *target, const char *path, struct str body,
                 struct arena *arena, struct client_reply *ret, struct err *err)
{
    uint64_t begin = clock_monotonic_ns();
    uint64_t deadline = begin + target->timeout_ms * NS_PER_MS;
    AUTO(call_clear)
    struct call call = {.target = target, .deadline_ns = deadline, .fd = -1};
    AUTO(SSL_CTX_free) SSL_CTX *context = context_new(target, err);

    *ret = (struct client_reply){0};
    if (context == NULL)
        return false;
    call.fd = dial(target->host, target->port, call.deadline_ns, err);
    if (call.fd < 0 || !handshake(&call, context, err) ||
        !check_certificate(&call, arena, err))
        return false;
    ret->handshake_ns = clock_monotonic_ns() - begin;
    if (!exchange(&call, path, body, arena, ret, err)) {
        if (call.asked)
            err_prefix(err,
                       "the server asks for a client certificate (--cert and --key)");
        return false;
    }
    ret->total_ns = clock_monotonic_ns() - begin;
    return true;
}
