/*
 * handle_ops: what kubelet and Prometheus ask.
 *
 * /healthz: the process answers.  /readyz: it can judge reviews, or why it cannot.
 */
#ifndef NET_HANDLERS_HANDLE_OPS_H
#define NET_HANDLERS_HANDLE_OPS_H

#include "net/handlers/routes.h"

void handle_healthz(const struct service *service, const struct route *route,
                    struct str body, struct arena *arena, struct reply *ret);
void handle_readyz(const struct service *service, const struct route *route,
                   struct str body, struct arena *arena, struct reply *ret);
void handle_metrics(const struct service *service, const struct route *route,
                    struct str body, struct arena *arena, struct reply *ret);

#endif
