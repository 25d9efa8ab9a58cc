/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dns_use: what users may write under the prefixes of ExternalDNS where the policy has no
 * entry for the key.
 */
#ifndef CORE_WANTED_DNS_USE_H
#define CORE_WANTED_DNS_USE_H

#include "core/object/inquiry.h"

enum dns_use {
    DNS_USE_FINE,
    DNS_USE_TTL, /* no ttl */
    DNS_USE_CONTROLLER,
    DNS_USE_TARGET, /* no target */
    DNS_USE_FOREIGN,
};

/* The key, whose part behind the prefix is `suffix`, as far as these n maps of the class
 * permit it.  Names are judged elsewhere. */
enum dns_use dns_use_of(const struct class_dns *maps, size_t n,
                        const struct inquiry *inquiry, struct str suffix,
                        struct str value);

/* The same on an object without class: as far as some class permits it that speaks to
 * the instance of the prefix (NULL: to any). */
bool dns_use_without_class(const struct inquiry *inquiry,
                           const struct dns_instance *instance, struct str suffix);

/* Some map lets users switch the instance off. */
bool dns_use_opts_out(const struct class_dns *maps, size_t n);

#endif
