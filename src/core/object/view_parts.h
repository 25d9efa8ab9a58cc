/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_parts: the parts of a view that only some kinds have: routes, listeners, Gateways
 * and Services.
 */
#ifndef CORE_OBJECT_VIEW_PARTS_H
#define CORE_OBJECT_VIEW_PARTS_H

#include "core/values/field_path.h"

#define MANAGED_KEY STR("ingress-warden.dev/managed")

struct annotation {
    struct str key;
    struct str value;
};

/* The first filter of a route's rule, and the object that it names. */
struct view_filter {
    struct str type; /* len 0: the rule has no filter */
    struct str group;
    struct str kind;
    struct str name;
    struct field_path path; /* of the rule's list of filters, present or not */
};

struct view_listener {
    struct str protocol;
    struct str hostname; /* len 0: absent, null or empty */
    struct field_path protocol_path;
};

/* Settings of a Gateway for its load balancer. */
struct view_address {
    struct str type; /* the default is filled in */
    struct str value;
    struct field_path path;
};
struct view_gateway {
    const struct annotation *annotations; /* spec.infrastructure.annotations */
    size_t n_annotations;
    bool has_parameters;
    struct str parameters; /* KIND.GROUP/NAME */
    const struct view_address *addresses;
    size_t n_addresses;
    struct str default_scope;
};

struct view_port {
    struct str protocol; /* the default is filled in */
    struct str port;     /* numbers as written; len 0: absent */
    struct str node_port;
    struct field_path node_port_path;
};
struct view_service {
    struct str type; /* the default is filled in */
    struct str cluster_ip;
    struct str external_name;
    struct str class;   /* spec.loadBalancerClass */
    struct str address; /* spec.loadBalancerIP */
    const struct str *external_ips;
    size_t n_external_ips;
    struct str ranges; /* spec.loadBalancerSourceRanges, joined by commas; an entry that
                          contains one is in quotes. ptr NULL: absent or empty */
    const struct view_port *ports;
    size_t n_ports;
    enum {
        NODE_PORTS_ABSENT,
        NODE_PORTS_FALSE,
        NODE_PORTS_TRUE,
    } node_ports; /* spec.allocateLoadBalancerNodePorts */
};

#endif
