/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service-port: node ports must be in the ranges that the tenant may use.  Load balancers
 * of a class that denies node ports must have none, because a node port bypasses the
 * class's source ranges.
 */
#include "core/object/service.h"
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

enum {
    PORT_NOT_LISTED,
    PORT_OF_CLASS,   /* class: one that denies them */
    PORTS_ALLOCATED, /* the same */
};

#define PORT_MAX 65535

static bool is_there(const struct view_port *port)
{
    return port->node_port.len > 0 && !str_equal(port->node_port, STR("0"));
}

static bool is_listed(const struct tenant_services *services, struct str text)
{
    uint64_t port = 0;

    if (!str_to_u64(text, PORT_MAX, &port))
        return false;
    for (size_t i = 0; i < services->n_node_ports; i++) {
        if (port >= services->node_ports[i].first && port <= services->node_ports[i].last)
            return true;
    }
    return false;
}

static struct draft *add(const struct view_port *port, struct violations *out)
{
    return violations_add(out, RULE_SERVICE_PORT, port->node_port_path, port->node_port);
}

static void check_listed(const struct context *context, struct violations *out)
{
    const struct view_service *service = context->inquiry->view->service;
    const struct tenant_services *services = services_of(context->inquiry);

    for (size_t i = 0; services->n_node_ports > 0 && i < service->n_ports; i++) {
        if (is_there(&service->ports[i]) &&
            !is_listed(services, service->ports[i].node_port))
            add(&service->ports[i], out);
    }
}

static void set_class(struct draft *draft, const struct class *class, unsigned what)
{
    draft->what = what;
    draft->class = class;
    draft->needs_class = true;
}

static void check_denied(const struct context *context, const struct class *class,
                         struct violations *out)
{
    const struct view_service *service = context->inquiry->view->service;

    if (service->node_ports != NODE_PORTS_FALSE)
        set_class(violations_add(
                      out, RULE_SERVICE_PORT, field_path_of(FIELD_SERVICE_NODE_PORTS),
                      service->node_ports == NODE_PORTS_TRUE ? STR("true") : STR_NONE),
                  class, PORTS_ALLOCATED);
    for (size_t i = 0; i < service->n_ports; i++) {
        if (is_there(&service->ports[i]))
            set_class(add(&service->ports[i], out), class, PORT_OF_CLASS);
    }
}

static void check(const struct context *context, struct violations *out)
{
    const struct carriers *carriers = &context->carriers;
    const enum service_type type = service_type_of(context->inquiry->view->service);

    if (type == SERVICE_NODE_PORT)
        check_listed(context, out);
    for (size_t i = 0; type == SERVICE_LOAD_BALANCER && i < carriers->n_classes; i++) {
        const struct class_service *service = carriers->classes[i]->service;

        if (service != NULL && service->node_ports_denied)
            check_denied(context, carriers->classes[i], out);
    }
}

static void explain_listed(const struct context *context, const struct draft *draft,
                           struct buf *buf)
{
    buf_add_text(buf, "node port ");
    text_add_escaped(buf, draft->violation.value, NAME_MAX_BYTES);
    sentence_add_for_tenant(buf, context, " is not permitted for tenant ");
    buf_addf(buf, "; set one of %.*s",
             STR_ARGS(services_of(context->inquiry)->node_port_text));
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    if (draft->what == PORT_NOT_LISTED) {
        explain_listed(context, draft, buf);
        return;
    }
    buf_add_text(buf, "class ");
    text_add_quoted(buf, draft->class->name);
    buf_add_text(buf, draft->what == PORTS_ALLOCATED
                          ? " does not permit node ports; set "
                            "allocateLoadBalancerNodePorts: false"
                          : " does not permit node ports; remove nodePort");
}

const struct rule rule_service_port = {
    .id = RULE_SERVICE_PORT,
    .summary = "A Service has node ports only where the policy permits them.",
    .kinds = KIND_SERVICE,
    .needs = NEEDS_TENANT,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
