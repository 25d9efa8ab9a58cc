/* SPDX-License-Identifier: Apache-2.0 */
/*
 * services: what tenants, classes and profiles say of Services.
 */
#ifndef YAML_POLICY_SECTIONS_SERVICES_H
#define YAML_POLICY_SECTIONS_SERVICES_H

#include "yaml/policy/fields.h"

/* `service` of a profile; map NULL: it has none. */
const struct service_profile *service_profile_read(struct reader *,
                                                   const struct node *map, struct spot,
                                                   const struct text_at *name);

/* By name, own or built in; NULL: unknown, which is noted. */
const struct service_profile *service_profile_find(struct reader *,
                                                   const struct text_at *name);

/* A key of some list of source ranges, in any profile. */
bool is_some_spelling(const struct reader *, struct str key);

/* `tenantDefaults.services`; map NULL: it has none. */
void default_services_read(struct reader *, const struct node *map, struct spot);

/* `services` of a tenant that has its classes; map NULL: it has none.  who: the tenant,
 * for messages; place: of its name. */
void tenant_services_read(struct reader *, const struct node *map, struct spot,
                          const struct text_at *name, struct tenant *);

#endif
