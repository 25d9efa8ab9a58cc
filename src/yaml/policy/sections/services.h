/* SPDX-License-Identifier: Apache-2.0 */
/*
 * services: the parts of profiles, tenants and tenantDefaults about Services.
 */
#ifndef YAML_POLICY_SECTIONS_SERVICES_H
#define YAML_POLICY_SECTIONS_SERVICES_H

#include "yaml/policy/fields.h"

/* `service` of a profile; map NULL: the profile has none.  NULL: there is none, or it is
 * unfit, which is noted. */
const struct service_profile *service_profile_read(struct reader *,
                                                   const struct node *map, struct spot,
                                                   const struct text_at *name);

/* The service profile of that name, from the policy or built in.  NULL: it is unknown,
 * and the problem is noted. */
const struct service_profile *service_profile_find(struct reader *,
                                                   const struct text_at *name);

/* The key contains source ranges in some service profile. */
bool service_key_has_ranges(const struct reader *, struct str key);

/* `tenantDefaults.services`; map NULL: absent. */
void default_services_read(struct reader *, const struct node *map, struct spot);

/* `services` of a tenant, whose classes are read already; map NULL: absent.  name: that
 * of the tenant, for messages. */
void tenant_services_read(struct reader *, const struct node *map, struct spot,
                          const struct text_at *name, struct tenant *);

#endif
