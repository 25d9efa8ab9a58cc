/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dns_use: users may write names, a ttl, the controller, and the keys that `allow` lists.
 */
#include "core/wanted/dns_use.h"

static bool some_map_allows(const struct class_dns *maps, size_t n,
                            const struct tenant *tenant, struct str suffix)
{
    for (size_t i = 0; i < n; i++) {
        if (class_dns_allows(&maps[i], tenant, suffix))
            return true;
    }
    return false;
}

bool dns_use_opts_out(const struct class_dns *maps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (maps[i].opt_out)
            return true;
    }
    return false;
}

/* True for the key that selects which names are published.  Users may never write it.
 * Kinds other than Ingress have one more such key. */
static bool is_source(const struct inquiry *inquiry, struct str suffix)
{
    return str_equal(suffix, DNS_SUFFIX_HOSTNAME_SOURCE) ||
           (inquiry->view->kind->dns != KIND_DNS_INGRESS &&
            str_equal(suffix, DNS_SUFFIX_ROUTE_SOURCE));
}

/* True if users may not write a target on objects of the kind, because the policy writes
 * none there: ExternalDNS takes it from elsewhere, or may read it in a later release. */
static bool is_foreign_target(const struct inquiry *inquiry, struct str suffix)
{
    switch (inquiry->view->kind->dns) {
    case KIND_DNS_INGRESS:
    case KIND_DNS_ALL:
    case KIND_DNS_NONE:
        return false;
    case KIND_DNS_ROUTE:
    case KIND_DNS_TTL:
    case KIND_DNS_GATEWAY:
    case KIND_DNS_OFF:
    case KIND_DNS_PUBLISHES:
        break;
    }
    return str_equal(suffix, DNS_SUFFIX_TARGET);
}

enum dns_use dns_use_of(const struct class_dns *maps, size_t n,
                        const struct inquiry *inquiry, struct str suffix,
                        struct str value)
{
    bool is_controller = str_equal(suffix, DNS_SUFFIX_CONTROLLER);
    uint32_t seconds;

    if (dns_suffix_bears_names(suffix))
        return DNS_USE_FINE;
    if (str_equal(suffix, DNS_SUFFIX_TTL))
        return dns_is_ttl(value, &seconds) ? DNS_USE_FINE : DNS_USE_TTL;
    if (is_controller &&
        (str_equal(value, DNS_CONTROLLER_ON) ||
         (str_equal(value, DNS_CONTROLLER_OFF) && dns_use_opts_out(maps, n))))
        return DNS_USE_FINE;
    if (is_source(inquiry, suffix) || is_foreign_target(inquiry, suffix) ||
        !some_map_allows(maps, n, inquiry->tenant, suffix))
        return is_controller ? DNS_USE_CONTROLLER : DNS_USE_FOREIGN;
    if (str_equal(suffix, DNS_SUFFIX_TARGET) && !dns_is_target(value))
        return DNS_USE_TARGET;
    return DNS_USE_FINE;
}

/* True if the entry leaves the value to the user. */
static bool has_open_entry(const struct class_dns *dns, struct str suffix)
{
    const struct dns_entry *entry = class_dns_entry(dns, suffix);

    return entry != NULL && entry->mode != WANTED_REQUIRE &&
           entry->mode != WANTED_ENFORCE;
}

static bool class_opens(const struct class *class, const struct inquiry *inquiry,
                        const struct dns_instance *instance, struct str suffix)
{
    for (size_t i = 0; i < class->n_dns; i++) {
        const struct class_dns *dns = &class->dns[i];

        if ((instance == NULL || dns->instance == instance) &&
            (class_dns_allows(dns, inquiry->tenant, suffix) ||
             has_open_entry(dns, suffix)))
            return true;
    }
    return false;
}

bool dns_use_without_class(const struct inquiry *inquiry,
                           const struct dns_instance *instance, struct str suffix)
{
    size_t n;
    const struct class *classes = policy_classes(inquiry->policy, &n);

    if (dns_suffix_bears_names(suffix) || str_equal(suffix, DNS_SUFFIX_TTL) ||
        str_equal(suffix, DNS_SUFFIX_CONTROLLER))
        return true;
    if (is_source(inquiry, suffix))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (class_opens(&classes[i], inquiry, instance, suffix))
            return true;
    }
    return false;
}
