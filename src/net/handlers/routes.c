#include "net/handlers/routes.h"

#include "net/handlers/handle_ops.h"
#include "net/handlers/handle_review.h"

static const struct route routes[] = {
    {STR_INIT("/mutate"), PORT_WEBHOOK, "POST", handle_review, STAGE_MUTATE},
    {STR_INIT("/validate"), PORT_WEBHOOK, "POST", handle_review, STAGE_VALIDATE},
    {STR_INIT("/healthz"), PORT_OPS, "GET, HEAD", handle_healthz, STAGE_VALIDATE},
    {STR_INIT("/readyz"), PORT_OPS, "GET, HEAD", handle_readyz, STAGE_VALIDATE},
    {STR_INIT("/metrics"), PORT_OPS, "GET, HEAD", handle_metrics, STAGE_VALIDATE},
};

const struct route *routes_find(enum port port, struct str path)
{
    for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
        if (routes[i].port == port && str_equal(routes[i].path, path))
            return &routes[i];
    }
    return NULL;
}

bool route_takes_method(const struct route *route, struct str method)
{
    struct str rest = str_from(route->allow);
    struct str item;
    bool done = false;

    while (str_next_item(&rest, ',', &done, &item)) {
        if (str_equal(str_trim_spaces(item), method))
            return true;
    }
    return false;
}
