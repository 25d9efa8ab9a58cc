/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts: the properties of a kind; each kind is a combination of them.
 */
#ifndef CORE_KINDS_FACTS_H
#define CORE_KINDS_FACTS_H

#include "base/str.h"

/* Where the class of an object comes from. */
enum class_source {
    CLASS_FROM_NOTHING,  /* objects have no class */
    CLASS_FROM_CARRIERS, /* an Ingress's field and the annotations of its controllers */
    CLASS_FROM_ROW, /* the fields and annotations that class_paths and class_keys list */
    CLASS_FIXED,    /* all objects have fixed_class */
    CLASS_FROM_PARENTS, /* the Gateways that it names, as `gateways` lists them */
    CLASS_FROM_SELF,    /* its own name, as `gateways` lists it */
    CLASS_FROM_GATEWAY, /* its own name, and the GatewayClass or parent in class_paths */
    CLASS_FROM_SERVICE, /* loadBalancerClass and marks, or the keys that publish names */
};

/* The parts of a kind's objects.  A rule judges kinds that have all parts it needs. */
enum kind_part {
    KIND_CLASS = 1U << 0,
    KIND_HOSTS = 1U << 1, /* fields that claim names */
    KIND_TLS = 1U << 2,   /* entries that lead to certificates */
    KIND_PATHS = 1U << 3,
    KIND_SOURCE_RANGES = 1U << 4, /* source ranges are judged, in some form */
    KIND_CONTROLLER = 1U << 5,    /* ingress controllers read its annotations */
    KIND_LISTENERS = 1U << 6,
    KIND_INFRASTRUCTURE = 1U << 7, /* settings of a load balancer, of a Gateway */
    KIND_SERVICE = 1U << 8,
    KIND_NAMELESS = 1U << 9, /* receives all traffic of its parents */
};

/* The reader that fills the view, besides the walk over the kind's paths (wire/kinds). */
enum kind_reader {
    KIND_READS_INGRESS,
    KIND_READS_ROUTE,     /* parentRefs, rules */
    KIND_READS_LISTENERS, /* listeners, infrastructure */
    KIND_READS_SERVICE,
    KIND_READS_ROW, /* the class and routes of a row; also kinds without one */
    KIND_READERS,
};

/* The names that `*.d` covers. */
enum kind_wildcards {
    WILDCARDS_ONE_LABEL,
    WILDCARDS_ANY_DEPTH,
};

/* ExternalDNS keys that the platform writes on objects of the kind. */
enum kind_dns {
    KIND_DNS_NONE,
    KIND_DNS_INGRESS,   /* target, ttl, set, names */
    KIND_DNS_ALL,       /* target, ttl, set */
    KIND_DNS_ROUTE,     /* ttl, set, gateway-hostname-source */
    KIND_DNS_TTL,       /* ttl, set */
    KIND_DNS_GATEWAY,   /* target, of a Gateway that the policy lists by its namespace */
    KIND_DNS_OFF,       /* only the switch for other instances */
    KIND_DNS_PUBLISHES, /* ttl, set, if the object publishes names */
};

/* How the source ranges of a class apply to objects of the kind. */
enum kind_ranges {
    KIND_RANGES_NONE,    /* nothing can restrict it: a restricted class is refused */
    KIND_RANGES_PROFILE, /* list annotations of the class's profile */
    KIND_RANGES_FILTERS, /* the first filter of each rule, as the class's gateway says */
    KIND_RANGES_SERVICE, /* a field and annotations of the class's service profile */
    KIND_RANGES_LEFT,    /* it serves no requests itself: nothing is demanded */
};

/* How a text at a path claims host names. */
enum text_grammar {
    TEXT_NAME,      /* a host name; `*` is a catch-all */
    TEXT_PLAIN,     /* a host name; `*` is not valid; not for policies */
    TEXT_RECORD,    /* the same, labels may contain `_` */
    TEXT_LIST,      /* host names separated by commas */
    TEXT_ISTIO,     /* a host name after an optional namespace */
    TEXT_TRAEFIK,   /* a router rule */
    TEXT_PREDICATE, /* claims nothing, and must not match on hosts */
    TEXT_OPAQUE,    /* cannot be judged */
    TEXT_GRAMMARS,
};
extern const struct str text_grammar_names[TEXT_GRAMMARS]; /* len 0: not for policies */

enum row_reference_form {
    ROW_REFERENCE_NAMESPACE, /* the text is a namespace */
    ROW_REFERENCE_PAIR,      /* namespace/name */
};

#endif
