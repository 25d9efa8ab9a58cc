#include "net/handlers/handlers.h"

static const struct route webhook[] = {
    {STR_INIT("/mutate"), "POST", handle_mutate},
    {STR_INIT("/validate"), "POST", handle_validate},
};

static const struct route ops[] = {
    {STR_INIT("/healthz"), "GET, HEAD", handle_healthz},
    {STR_INIT("/readyz"), "GET, HEAD", handle_readyz},
    {STR_INIT("/metrics"), "GET, HEAD", handle_metrics},
};

const struct routes webhook_routes = {PORT_WEBHOOK, webhook, ARRAY_LEN(webhook)};
const struct routes ops_routes = {PORT_OPS, ops, ARRAY_LEN(ops)};
