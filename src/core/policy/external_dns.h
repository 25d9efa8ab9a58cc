/* SPDX-License-Identifier: Apache-2.0 */
/*
 * external_dns: the annotations that ExternalDNS reads under each prefix of an instance,
 * and those of them that a policy writes.
 *
 * The names of these keys are defined only here.  Source: ExternalDNS,
 * source/annotations, releases 0.14 to 0.22.
 */
#ifndef CORE_POLICY_EXTERNAL_DNS_H
#define CORE_POLICY_EXTERNAL_DNS_H

#include "core/policy/types.h"

/* A suffix is the part of a key after the prefix. */
#define DNS_SUFFIX_CONTROLLER      STR("controller")
#define DNS_SUFFIX_TTL             STR("ttl")
#define DNS_SUFFIX_TARGET          STR("target")
#define DNS_SUFFIX_HOSTNAME        STR("hostname")
#define DNS_SUFFIX_HOSTNAME_SOURCE STR("ingress-hostname-source")
#define DNS_SUFFIX_ROUTE_SOURCE    STR("gateway-hostname-source")

/* The values of DNS_SUFFIX_CONTROLLER that make an instance read the object, or skip it.
 */
#define DNS_CONTROLLER_ON  STR("dns-controller")
#define DNS_CONTROLLER_OFF STR("none")

/* The prefixes that ExternalDNS reads by default. */
#define DNS_DEFAULT_PREFIXES 2
extern const struct str dns_default_prefixes[DNS_DEFAULT_PREFIXES];

/* A prefix that the policy knows. */
struct dns_prefix {
    struct str prefix;
    const struct dns_instance *instance; /* NULL: built in, no instance lists it */
};

/* The prefix of the key; NULL if it has none of these.  Prefixes end in their only slash,
 * so at most one matches. */
const struct dns_prefix *dns_prefix_of(const struct dns_prefix *prefixes, size_t n,
                                       struct str key);

/* True if the value is a list of names that are published. */
bool dns_suffix_bears_names(struct str suffix);

/* True if a policy has a field for the key, or judges its value as names.  Such a key
 * cannot be under `set`. */
bool dns_suffix_is_reserved(struct str suffix);

#define TTL_MIN 1U /* seconds */
#define TTL_MAX 2147483647U

/* The form of a user's value. */
enum value_form {
    FORM_ANY,
    FORM_TTL,    /* seconds, compared as numbers */
    FORM_TARGET, /* a name, or addresses */
};

/* An entry for a key under each prefix of an instance. */
struct dns_entry {
    struct str suffix;
    struct str value; /* with placeholders; in modes that write */
    enum wanted_mode mode;
    enum value_form form;
    const struct str *values; /* patterns; n 0: any */
    size_t n_values;
    uint32_t ttl_min, ttl_max; /* FORM_TTL: bounds of a user's value */
};

struct dns_allow {
    struct str glob;                     /* on the part after the prefix */
    const struct tenant *const *tenants; /* n 0: all */
    size_t n_tenants;
};

/* Which names of an object an instance publishes. */
enum dns_names {
    DNS_NAMES_HOSTS,
    DNS_NAMES_ANNOTATION,
    DNS_NAMES_HOSTS_AND_ANNOTATION,
};

/* The entries of a class for one instance. */
struct class_dns {
    const struct dns_instance *instance;
    const struct dns_entry *entries; /* in the order of the manual */
    const struct dns_allow *allow;
    size_t n_entries, n_allow;
    enum dns_names names;
    bool opt_out;
};

/* The class's entries for the instance; NULL: the instance is switched off. */
const struct class_dns *class_dns_of(const struct class *class,
                                     const struct dns_instance *instance);

/* The entry for the key; NULL if the map has none. */
const struct dns_entry *class_dns_entry(const struct class_dns *dns, struct str suffix);

/* True if the mode writes an absent key. */
bool dns_mode_writes(enum wanted_mode mode);

/* True if the class writes the key under the prefix. */
bool class_dns_writes(const struct class *class, const struct dns_prefix *prefix,
                      struct str suffix);

/* True if an entry of `allow` permits the key to the tenant; NULL: no tenant. */
bool class_dns_allows(const struct class_dns *dns, const struct tenant *tenant,
                      struct str suffix);

/* True for one to ten digits with a value from TTL_MIN to TTL_MAX. */
bool dns_is_ttl(struct str value, uint32_t *ret);

/* True for a name, or addresses separated by commas. */
bool dns_is_target(struct str value);

#endif
