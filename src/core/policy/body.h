/* SPDX-License-Identifier: Apache-2.0 */
/*
 * body: the members of a policy.  Only for core/policy and the sections of yaml/policy.
 *
 * All pointers lead into the policy's own arena, unless they have a free function.
 */
#ifndef CORE_POLICY_BODY_H
#define CORE_POLICY_BODY_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/map.h"
#include "core/policy/external_dns.h"
#include "core/policy/forbidden.h"
#include "core/policy/outline.h"
#include "core/policy/profile.h"
#include "core/values/domain.h"
#include "core/values/key_set.h"

/* The most bytes of a namespace pattern before or after its hole. */
#define NAMESPACE_MAX_BYTES 63

/* The tenants of namespaces: the patterns by their text, and for each length before a
 * hole a bit for each length after it that occurs. */
struct namespace_index {
    struct map by_text;
    uint64_t stars[NAMESPACE_MAX_BYTES + 1];
    uint64_t placeholders[NAMESPACE_MAX_BYTES + 1];
    size_t longest_head;
};

struct policy {
    atomic_uint n_refs;
    struct arena arena;
    struct str name;
    struct str hash;
    struct str contact;
    size_t n_left_out; /* number of files in its folder that were not read */
    struct outline outline;
    enum policy_mode mode;
    enum on_update on_update;

    struct kind *kinds; /* Ingress is the first, if it is judged */
    size_t n_kinds;
    struct map kind_by_name;
    struct path_fields fields; /* of all kinds */
    struct gateway_entry *gateways;
    size_t n_gateways;
    struct tenant_services services; /* tenantDefaults.services */

    struct class *classes;
    struct str *class_names;
    size_t n_classes;
    struct map class_by_name;
    struct map class_by_alias;  /* no alias is also a name */
    struct domain_tree *served; /* domains of classes; owners are their indexes */
    struct map entry_keys;      /* of annotation entries */

    struct tenant *tenants;
    size_t n_tenants;
    struct namespace_index namespaces;
    struct domain_tree *delegation;

    struct dns_instance *instances;
    size_t n_instances;
    struct dns_prefix *dns_prefixes;
    size_t n_dns_prefixes;

    const struct profile *builtin_profiles;
    size_t n_builtin_profiles;
    const struct profile **own_profiles;
    size_t n_own_profiles;
    const struct profile **profiles_in_use;
    size_t n_profiles_in_use;
    const struct service_profile **own_service_profiles;
    size_t n_own_service_profiles;
    const struct service_profile **service_profiles_in_use;
    size_t n_service_profiles_in_use;
    const struct class **guarded_classes;
    size_t n_guarded_classes;
    struct key_set list_names; /* of every known controller */

    const struct annotation_entry *added; /* annotations.add */
    size_t n_added;
    struct rule_entry rules[RULE_COUNT];
    struct exemption *exemptions;
    size_t n_exemptions;
    struct forbidden *forbidden;
    size_t n_forbidden;
    const struct str *unchecked_keys;
    size_t n_unchecked_keys;
    const struct str *host_keys;
    size_t n_host_keys;
};

/* An empty policy with one reference.  Its maker fills it before it is shared. */
struct policy *policy_new(void) MUST_CHECK NONNULL_RESULT;

/* The number of bytes that it occupies so far. */
size_t policy_bytes(const struct policy *policy) MUST_CHECK;

/* Find the tenant, by index, whose pattern matches the namespace.  Returns false if there
 * is none. */
bool namespace_index_find(const struct namespace_index *index, struct str namespace,
                          uint32_t *ret_tenant);

/* Add a tenant's pattern; patterns are added in the order of the file. */
void namespace_index_add(struct namespace_index *index,
                         const struct name_pattern *pattern, uint32_t tenant);

/* Find the tenant of an earlier pattern that matches everything this one matches. */
bool namespace_index_covers(const struct namespace_index *index,
                            const struct name_pattern *pattern, uint32_t *ret_tenant);

#endif
