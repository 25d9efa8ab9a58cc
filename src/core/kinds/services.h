/* SPDX-License-Identifier: Apache-2.0 */
/*
 * services: how a Service of type LoadBalancer shows its class, and what tenants may
 * write on Services.
 *
 * Plain data of the policy.
 */
#ifndef CORE_KINDS_SERVICES_H
#define CORE_KINDS_SERVICES_H

#include "base/str.h"
#include "core/values/cidr.h"

struct class;
struct class_ranges;

/* A service profile: how an implementation of load balancers reads annotations of
 * Services. Keys may end in an asterisk. */
struct service_undoing {
    struct str key;
    struct str but; /* the only value that does not undo; ptr NULL: none */
};
struct service_profile {
    struct str name;
    const struct str *exposing; /* keys that decide from where it can be reached */
    size_t n_exposing;
    const struct str *addressing; /* keys that choose addresses: comma lists */
    size_t n_addressing;
    const struct str *spellings; /* keys of the list of source ranges besides the field */
    size_t n_spellings;
    bool is_exclusive; /* at most one of the field and the spellings may be present */
    const struct service_undoing *undoing; /* keys that undo source ranges */
    size_t n_undoing;
    bool refuses_ipv6; /* refuses IPv6 ranges if the load balancer is not dual-stack */
};

/* The built-in profiles; NULL: there is none of that name. */
const struct service_profile *service_profile_builtin(struct str name);
const struct service_profile *service_profiles_builtin(size_t *ret_n);

/* True if the key on an object matches the key in a profile. */
bool service_key_matches(struct str pattern, struct str key);

/* The first of n patterns that the key matches; NULL if there is none. */
const struct str *service_key_among(const struct str *patterns, size_t n, struct str key);

/* Keys of Services and Pods under which controllers other than ExternalDNS publish
 * names: Zalando's (one name), and two of the dns-controller of kOps (lists, as
 * ExternalDNS's). */
enum service_name_key {
    SERVICE_NAME_ZALANDO,
    SERVICE_NAME_KOPS_EXTERNAL,
    SERVICE_NAME_KOPS_INTERNAL,
    SERVICE_NAME_KEYS,
};
extern const struct str service_name_keys[SERVICE_NAME_KEYS];

struct service_mark {
    struct str key;
    struct str value;
};

/* `service` of a class. */
struct class_service {
    const struct service_profile *profile;
    struct str class; /* spec.loadBalancerClass; len 0: none */
    const struct service_mark *marks;
    size_t n_marks;
    bool has_ipv4;
    bool has_ipv6;
    bool node_ports_denied;
    bool has_own_ranges;               /* else those of the class, for its IP families */
    const struct class_ranges *ranges; /* the ranges to write and compare */
    const struct str *items;           /* the networks, each as text, for the field */
    size_t n_items;
};

enum service_type {
    SERVICE_CLUSTER_IP,
    SERVICE_HEADLESS, /* also of type ClusterIP */
    SERVICE_NODE_PORT,
    SERVICE_LOAD_BALANCER,
    SERVICE_EXTERNAL_NAME,
    SERVICE_TYPES,
};

struct port_range {
    uint32_t first;
    uint32_t last;
};

/* Networks in which a tenant may choose addresses. */
struct tenant_networks {
    const struct cidr_set *set; /* NULL: none */
    struct str names;           /* joined by ", " */
    struct str text;            /* for messages: names and texts */
};

/* `services` of a tenant, with tenantDefaults filled in. */
struct tenant_services {
    bool types[SERVICE_TYPES];    /* SERVICE_HEADLESS: as SERVICE_CLUSTER_IP */
    const struct str *type_names; /* as listed */
    size_t n_type_names;
    const struct class *default_class;
    const struct class *class_of[SERVICE_TYPES]; /* NULL: none */
    const struct str *external_names;            /* canonical domains; "." any */
    size_t n_external_names;
    struct tenant_networks addresses;    /* loadBalancerIPs */
    struct tenant_networks external_ips; /* externalIPs */
    const struct port_range *node_ports; /* n 0: any */
    size_t n_node_ports;
    struct str node_port_text; /* as listed, joined by ", " */
};

#endif
