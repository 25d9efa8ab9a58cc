/* SPDX-License-Identifier: Apache-2.0 */
/*
 * external_dns: the annotations of ExternalDNS: which it reads under each prefix of an
 * instance, and which of them a policy writes.
 *
 * The names of keys exist here only.  Source: ExternalDNS, source/annotations, releases
 * 0.14 to 0.22.
 */
#ifndef CORE_POLICY_EXTERNAL_DNS_H
#define CORE_POLICY_EXTERNAL_DNS_H

#include "core/policy/types.h"

/* What a key holds is the part behind a prefix: a suffix. */
#define DNS_SUFFIX_CONTROLLER      STR("controller")
#define DNS_SUFFIX_TTL             STR("ttl")
#define DNS_SUFFIX_TARGET          STR("target")
#define DNS_SUFFIX_HOSTNAME        STR("hostname")
#define DNS_SUFFIX_HOSTNAME_SOURCE STR("ingress-hostname-source")
#define DNS_SUFFIX_ROUTE_SOURCE    STR("gateway-hostname-source")

/* The values of DNS_SUFFIX_CONTROLLER with which an instance does, and does not, read on.
 */
#define DNS_CONTROLLER_ON  STR("dns-controller")
#define DNS_CONTROLLER_OFF STR("none")

/* The prefixes that ExternalDNS reads when it is not told others. */
#define DNS_DEFAULT_PREFIXES 2
extern const struct str dns_default_prefixes[DNS_DEFAULT_PREFIXES];

/* A prefix that the policy knows. */
struct dns_prefix {
    struct str prefix;
    const struct dns_instance *instance; /* NULL: built in, no instance lists it */
};

/* The prefix under which the key is; NULL: none.  Prefixes end in their only slash,
 * so no two of them fit. */
const struct dns_prefix *dns_prefix_of(const struct dns_prefix *prefixes, size_t n,
                                       struct str key);

/* Its value is a list of names that are published. */
bool dns_suffix_bears_names(struct str suffix);

/* A policy has its own field for it, or judges it as names: it cannot be under `set`. */
bool dns_suffix_is_reserved(struct str suffix);

#define TTL_MIN 1U /* seconds */
#define TTL_MAX 2147483647U

/* What a user's value must look like. */
enum value_form {
    FORM_ANY,
    FORM_TTL,    /* seconds, compared as numbers */
    FORM_TARGET, /* a name, or addresses */
};

/* A key that is written behind each prefix of an instance. */
struct dns_entry {
    struct str suffix;
    struct str value; /* with placeholders; of those that are written */
    enum wanted_mode mode;
    enum value_form form;
    const struct str *values; /* patterns; n 0: any */
    size_t n_values;
    uint32_t ttl_min, ttl_max; /* FORM_TTL: a user's must lie between these */
};

struct dns_allow {
    struct str glob;                     /* on the part behind the prefix */
    const struct tenant *const *tenants; /* n 0: all */
    size_t n_tenants;
};

/* Which names of an object an instance publishes. */
enum dns_names {
    DNS_NAMES_HOSTS,
    DNS_NAMES_ANNOTATION,
    DNS_NAMES_HOSTS_AND_ANNOTATION,
};

/* What a class says to one instance. */
struct class_dns {
    const struct dns_instance *instance;
    const struct dns_entry *entries; /* in the order of the manual */
    const struct dns_allow *allow;
    size_t n_entries, n_allow;
    enum dns_names names;
    bool opt_out;
};

/* What the class says to the instance; NULL: to keep off. */
const struct class_dns *class_dns_of(const struct class *class,
                                     const struct dns_instance *instance);

/* NULL: the map has no entry for the key. */
const struct dns_entry *class_dns_entry(const struct class_dns *dns, struct str suffix);

/* Something is written where the key is absent. */
bool dns_mode_writes(enum wanted_mode mode);

/* The class itself writes the key under the prefix. */
bool class_dns_writes(const struct class *class, const struct dns_prefix *prefix,
                      struct str suffix);

/* An entry of `allow` lets the tenant (NULL: none) write the key. */
bool class_dns_allows(const struct class_dns *dns, const struct tenant *tenant,
                      struct str suffix);

/* One to ten digits, TTL_MIN to TTL_MAX. */
bool dns_is_ttl(struct str value, uint32_t *ret);

/* A name, or addresses separated by commas. */
bool dns_is_target(struct str value);

#endif
