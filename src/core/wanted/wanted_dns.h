/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wanted_dns: what is wanted under the prefixes of ExternalDNS.
 */
#ifndef CORE_WANTED_WANTED_DNS_H
#define CORE_WANTED_WANTED_DNS_H

#include "core/wanted/wanted_entry.h"

/* Under every configured prefix. */
void collect_dns(struct collector *collector);

/* The kind, and what the object is, let the class speak to ExternalDNS; else keys under
 * its prefixes are judged as those of an object without a class. */
bool dns_speaks_of(const struct inquiry *inquiry);

#endif
