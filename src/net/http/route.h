/*
 * route: the paths of a port, what each is answered by, and what is sent back.
 */
#ifndef NET_HTTP_ROUTE_H
#define NET_HTTP_ROUTE_H

#include "base/arena.h"
#include "base/str.h"

enum reply_type {
    REPLY_TEXT,
    REPLY_JSON,
    REPLY_METRICS,
};

struct reply {
    unsigned status;
    enum reply_type type;
    struct str body;   /* REPLY_TEXT: one sentence, without the line end */
    const char *allow; /* 405: the methods there are; NULL otherwise */
};

/* What the handlers work with; passed on unread. */
struct parts;

/* A path matches as it is written: no trailing slash, no query (the HTTP library has
 * taken it off). */
struct route {
    struct str path;
    const char *allow; /* the methods, as the Allow header lists them */
    /* Fill *ret; its body may live in the arena. */
    void (*handle)(const struct parts *parts, struct str body, struct arena *arena,
                   struct reply *ret);
};

enum port {
    PORT_WEBHOOK, /* takes JSON; its requests are counted, its refusals logged */
    PORT_OPS,
};

struct routes {
    enum port port;
    const struct route *all;
    size_t n;
};

#endif
