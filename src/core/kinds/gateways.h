/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gateways: the class of each Gateway and ListenerSet, and what a class requires of
 * Gateways and routes.
 *
 * Plain data of the policy; the cluster is never queried.
 */
#ifndef CORE_KINDS_GATEWAYS_H
#define CORE_KINDS_GATEWAYS_H

#include "base/str.h"
#include "core/values/cidr.h"

/* The group of the Gateway API. */
#define GATEWAY_GROUP "gateway.networking.k8s.io"

struct class;
struct tenant;

/* One entry of the section `gateways`.  The first in file order that matches decides. */
struct gateway_entry {
    struct str text;      /* as written: NAMESPACE/NAME or own/NAME */
    struct str namespace; /* len 0: own, the one of the object under review */
    struct str name;      /* without the asterisk */
    bool is_beginning;    /* the name ends in an asterisk */
    const struct class *class;
    const struct tenant *const *tenants; /* the tenants that may name it; n 0: all */
    size_t n_tenants;
    bool is_hostless; /* routes without host names may use it */
    bool is_default;  /* a Gateway with `defaultScope: All` */
};

/* How routes of a class are restricted to its networks. */
enum gateway_ranges {
    GATEWAY_RANGES_NONE, /* not given: the class is open, or has no Gateways */
    GATEWAY_RANGES_OPEN,
    GATEWAY_RANGES_ELSEWHERE,
    GATEWAY_RANGES_FILTER, /* the first filter of each rule must be `filter` */
};

struct object_name {
    struct str group;
    struct str kind;
    struct str name;
};

/* `gateway` of a class. */
struct class_gateway {
    const struct str *classes; /* GatewayClasses */
    size_t n_classes;
    enum gateway_ranges ranges;
    struct object_name filter;
    const struct str *annotations; /* patterns of keys in spec.infrastructure */
    size_t n_annotations;
    const struct str *parameters; /* KIND.GROUP/NAME; NAME may be an asterisk */
    size_t n_parameters;
    struct cidr_set addresses;
    bool has_addresses;
    struct str networks; /* their names, joined by ", ", for messages */
};

#endif
