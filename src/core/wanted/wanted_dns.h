/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wanted_dns: collects what is wanted under the prefixes of ExternalDNS.
 */
#ifndef CORE_WANTED_WANTED_DNS_H
#define CORE_WANTED_WANTED_DNS_H

#include "core/wanted/wanted_entry.h"

/* Add what is wanted under every configured prefix. */
void collect_dns(struct collector *collector);

/* True if the class's entries for ExternalDNS apply to objects of this kind and to this
 * object.  Otherwise keys under its prefixes are judged as on an object without a class.
 */
bool dns_applies(const struct inquiry *inquiry);

#endif
