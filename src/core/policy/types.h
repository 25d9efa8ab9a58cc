/* SPDX-License-Identifier: Apache-2.0 */
/*
 * types: the plain data of a policy.
 */
#ifndef CORE_POLICY_TYPES_H
#define CORE_POLICY_TYPES_H

#include "core/kinds/gateways.h"
#include "core/kinds/kind.h"
#include "core/kinds/services.h"
#include "core/policy/placeholders.h"
#include "core/policy/rule_id.h"
#include "core/values/cidr.h"

/* In order of severity. */
enum action {
    ACTION_ALLOW,
    ACTION_AUDIT,
    ACTION_WARN,
    ACTION_DENY
};
enum on_update {
    ON_UPDATE_RATCHET,
    ON_UPDATE_STRICT
};
enum policy_mode {
    POLICY_ENFORCE,
    POLICY_PREVIEW
};
#define DAY_NEVER INT32_MAX /* days count from 1970-01-01, UTC */

struct rule_entry {
    enum action action;
    enum action then;         /* from from_day on; equal to action if not dated */
    int32_t from_day;         /* DAY_NEVER: not dated */
    struct str from;          /* YYYY-MM-DD as written */
    enum on_update on_update; /* the entry's own, else the policy's */
};

static inline enum action rule_entry_action(const struct rule_entry *entry, int32_t today)
{
    return today >= entry->from_day ? entry->then : entry->action;
}

struct dns_instance {
    struct str name;
    const struct str *prefixes;
    size_t n_prefixes;
    uint32_t max_first_label; /* bytes; 0: not limited */
};

/* What the platform writes at a key, and what a user may write there. */
enum wanted_mode {
    WANTED_DEFAULT,  /* written if absent; a user's value stays */
    WANTED_ENFORCE,  /* written over a user's value */
    WANTED_REQUIRE,  /* written if absent; no other value is accepted */
    WANTED_PRESENT,  /* the user must write it */
    WANTED_OPTIONAL, /* the user may write it */
};

enum range_mode {
    RANGE_OPEN,
    RANGE_FIXED,
    RANGE_NARROW,
    RANGE_INTERSECT,
    RANGE_REFERENCE,
    RANGE_ELSEWHERE,
};

struct class_ranges {
    enum range_mode mode;
    struct cidr_set set;
    struct str text;     /* the value of the list, with the profile's separator */
    struct str networks; /* names as listed, joined by ", ", for messages */
    struct str object;   /* RANGE_REFERENCE */
};

struct annotation_entry {
    struct str key, value; /* value: with placeholders */
    enum wanted_mode mode;
    const struct str *values, *unless; /* values: patterns of what users may write */
    size_t n_values, n_unless;
    const struct str *kinds; /* names of kinds; n 0: Ingress */
    size_t n_kinds;
    bool any_case; /* some controller ignores the case of key or of one of `unless` */
};

enum tls_demand {
    TLS_NOT_REQUIRED,
    TLS_SECRET_REQUIRED,
    TLS_SECRET_OPTIONAL
};

struct class_dns;
struct class
{
    struct str name;
    uint32_t index;
    const struct profile *profile; /* of Ingresses; empty if none may use the class */
    bool has_profile;              /* Ingresses may use the class */
    bool is_open; /* no profile, but treated as if Ingresses could use it */
    const struct class_gateway *gateway; /* NULL: not for Gateways of their own classes */
    const struct class_service *service; /* NULL: not for load balancers */
    const struct str *aliases;
    size_t n_aliases;
    const struct str *domains; /* canonical; n 0: no limit */
    size_t n_domains;
    const struct domain_tree *served; /* the policy's, of all classes by their index */
    const struct class_dns *dns;      /* each for a different instance */
    size_t n_dns;
    struct class_ranges ranges;
    enum tls_demand tls;
    const struct rule_entry *const *rules; /* RULE_COUNT, NULLs among them; or NULL */
    /* Its own ones, then those of annotations.add that it does not hide. */
    const struct annotation_entry *annotations;
    size_t n_annotations;
    const struct str *annotations_only; /* globs; n 0: any key of the controller's */
    size_t n_annotations_only;
};

struct tenant {
    struct str name;
    uint32_t index;
    const struct name_pattern *namespaces;
    size_t n_namespaces;
    bool all_classes;
    const struct class *const *classes; /* permitted, in the file's order */
    size_t n_classes;
    const struct class *default_class; /* NULL: none */
    const struct str *replaces;        /* classes that the default replaces */
    size_t n_replaces;
    const struct str *domains, *hosts; /* canonical, without families */
    size_t n_domains, n_hosts;
    const struct family *families; /* those of the domains first */
    size_t n_families;
    const struct rule_entry *rules[RULE_COUNT]; /* NULL: no entry of its own */
    const struct kind *const *kinds;            /* the listed kinds that it may write */
    size_t n_kinds;
    const struct tenant_services *services; /* never NULL */
};

struct exemption {
    struct str name, reason;
    int32_t last_day; /* DAY_NEVER: never expires */
    const struct name_pattern *namespaces, *names;
    const struct str *users, *groups, *kinds;
    size_t n_namespaces, n_names, n_users, n_groups, n_kinds;
    bool rules[RULE_COUNT];
};

#endif
