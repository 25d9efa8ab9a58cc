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
#define DNS_SUFFIX_CONTROLLER STR("controller")
#define DNS_SUFFIX_TTL        STR("ttl")

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

/* The prefix under which the key stands; NULL: none.  Prefixes end in their only slash,
 * so no two of them fit. */
const struct dns_prefix *dns_prefix_of(const struct dns_prefix *prefixes, size_t n,
                                       struct str key);

/* Its value is a list of names that are published. */
bool dns_suffix_bears_names(struct str suffix);

/* A policy has its own field for it, or judges it as names: it cannot be under `set`. */
bool dns_suffix_is_reserved(struct str suffix);

/* One key that is written for a class. */
struct dns_written {
    struct str suffix;
    struct str value;
    bool is_ttl; /* a default, which users may change */
};

/* The i-th key that is written under the prefix for a class with these settings, in the
 * order of the manual.  False: there are not so many. */
bool dns_written(const struct class_dns *dns, const struct dns_prefix *prefix, size_t i,
                 struct dns_written *ret);

#endif
