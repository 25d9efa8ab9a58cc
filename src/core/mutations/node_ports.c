/* SPDX-License-Identifier: Apache-2.0 */
/*
 * node_ports: switches off the allocation of node ports for load balancers of a class
 * that denies them.
 *
 * The API server would otherwise allocate node ports before the validating stage, and it
 * keeps allocated ones.  It also sets the field to true if kubectl replace does not send
 * it, so a stored false is written again.
 */
#include "core/mutations/mutations.h"
#include "core/object/service.h"

static bool has_node_port(const struct view_service *service)
{
    for (size_t i = 0; i < service->n_ports; i++) {
        const struct str port = service->ports[i].node_port;

        if (port.len > 0 && !str_equal(port, STR("0")))
            return true;
    }
    return false;
}

/* True if the API server has not allocated a node port so far. */
static bool is_before_allocation(const struct inquiry *inquiry)
{
    const struct view *stored = inquiry->stored;

    return inquiry->operation == OPERATION_CREATE ||
           (stored != NULL && (!service_is_load_balancer(stored) ||
                               stored->service->node_ports == NODE_PORTS_FALSE));
}

static void propose(struct writing *writing)
{
    const struct class *class = writing->class;
    const struct view *view = &writing->view;

    if (class == NULL || class->service == NULL || !class->service->node_ports_denied ||
        !service_is_load_balancer(view) || !is_before_allocation(&writing->inquiry) ||
        view->service->node_ports == NODE_PORTS_FALSE || has_node_port(view->service))
        return;
    edits_add(&writing->edits,
              (struct edit){.path = field_path_of(FIELD_SERVICE_NODE_PORTS),
                            .kind = EDIT_BOOL,
                            .rule = RULE_SERVICE_PORT,
                            .replaces = view->service->node_ports != NODE_PORTS_ABSENT});
}

const struct mutation mutation_node_ports = {
    .when = MUTATION_LAST,
    .propose = propose,
};
