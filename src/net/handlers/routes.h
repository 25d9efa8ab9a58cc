/*
 * routes: which path of which port is answered by what.
 *
 * A path matches as it stands: no trailing slash, no query (the HTTP library has taken
 * it off).
 */
#ifndef NET_HANDLERS_ROUTES_H
#define NET_HANDLERS_ROUTES_H

#include "base/arena.h"
#include "core/object/inquiry.h"
#include "net/handlers/parts.h"

enum port {
    PORT_WEBHOOK,
    PORT_OPS,
};

struct route {
    struct str path;
    enum port port;
    const char *allow; /* the methods, as the Allow header lists them */
    /* Fill *ret; its body may live in the arena. */
    void (*handle)(const struct service *service, const struct route *route,
                   struct str body, struct arena *arena, struct reply *ret);
    enum stage stage; /* of the webhook's */
};

/* NULL: no such path. */
const struct route *routes_find(enum port port, struct str path);

bool route_takes_method(const struct route *route, struct str method);

#endif
