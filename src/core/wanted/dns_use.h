/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dns_use: what users may write under the prefixes of ExternalDNS at keys without an
 * entry in the policy.
 */
#ifndef CORE_WANTED_DNS_USE_H
#define CORE_WANTED_DNS_USE_H

#include "core/object/inquiry.h"

enum dns_use {
    DNS_USE_FINE,
    DNS_USE_TTL, /* not a valid ttl */
    DNS_USE_CONTROLLER,
    DNS_USE_TARGET, /* not a valid target */
    DNS_USE_FOREIGN,
};

/* Check the value of a key whose part after the prefix is `suffix` against n maps of the
 * class.  Host rules judge the names. */
enum dns_use dns_use_of(const struct class_dns *maps, size_t n,
                        const struct inquiry *inquiry, struct str suffix,
                        struct str value);

/* The same on an object without a class: true if a class with a map for the instance of
 * the prefix permits the key.  instance NULL: any class. */
bool dns_use_without_class(const struct inquiry *inquiry,
                           const struct dns_instance *instance, struct str suffix);

/* True if one of the maps lets users switch the instance off. */
bool dns_use_opts_out(const struct class_dns *maps, size_t n);

#endif
