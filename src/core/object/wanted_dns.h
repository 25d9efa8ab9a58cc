/*
 * wanted_dns: what is wanted under the prefixes of ExternalDNS.
 */
#ifndef CORE_OBJECT_WANTED_DNS_H
#define CORE_OBJECT_WANTED_DNS_H

#include "core/object/wanted_entry.h"

/* Under every configured prefix. */
void collect_dns(struct collector *collector);

#endif
