/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entries: maps parts of a policy to the places in its files that they come from.
 *
 * A part is identified by its address in memory: &tenant->domains[i], a struct rule_entry
 * *, and so on.  Built once for a policy that was loaded with its places.  Parts that are
 * defaults have no entry.  Threads: any.
 */
#ifndef CORE_ENTRIES_ENTRIES_H
#define CORE_ENTRIES_ENTRIES_H

#include "core/entries/places.h"
#include "core/policy/policy.h"

struct entries;

/* places: of the same policy, complete.  Borrows from both. */
struct entries *entries_new(const struct policy *policy, const struct places *places)
    MUST_CHECK NONNULL_RESULT;
void entries_free(struct entries *entries); /* NULL is allowed */
DEFINE_AUTO(entries_free, struct entries *);

const struct places *entries_places(const struct entries *entries);

/*
 * The entry of a part.  A part is an item of tenant->namespaces, ->domains, ->hosts,
 * ->families, of class->domains; &class->tls, &class->dns, &class->ranges,
 * &class->annotations_only; an annotation_entry of a class or of policy_added(); a
 * rule_entry; a forbidden; a field_demand of `fields`; an exemption; a gateway_entry; a
 * kind.  NULL: a default.
 */
const struct entry *entries_find(const struct entries *entries, const void *of);

/* The item of `classes` (the tenant's, or of tenantDefaults) that permits the class. */
const struct entry *entries_of_grant(const struct entries *entries,
                                     const struct tenant *tenant,
                                     const struct class *class);
/* The tenant's field, or that of tenantDefaults: "defaultClass", "classes". */
const struct entry *entries_of_tenant_field(const struct entries *entries,
                                            const struct tenant *tenant,
                                            const char *field);
const struct entry *entries_of_tenant(const struct entries *entries,
                                      const struct tenant *tenant);
/* The class itself (field ""), or a field of it: ".externalDNS.ttl". */
const struct entry *entries_of_class(const struct entries *entries,
                                     const struct class *class, const char *field);

#endif
