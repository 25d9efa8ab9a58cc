/*
 * body: what a policy holds.  For core/policy and the sections of yaml/policy only.
 *
 * Everything borrowed lives in the policy's own arena.
 */
#ifndef CORE_POLICY_BODY_H
#define CORE_POLICY_BODY_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/map.h"
#include "core/policy/external_dns.h"
#include "core/policy/outline.h"
#include "core/policy/profile.h"
#include "core/values/domain.h"

/* Which tenant a namespace belongs to: exact names, and beginnings by their text. */
struct namespace_index {
    struct map exact;
    struct map beginnings;
    size_t longest_beginning;
    uint64_t lengths; /* of beginnings, a bit each; the last one: that long or longer */
};

struct policy {
    atomic_uint n_refs;
    struct arena arena;
    struct str name;
    struct str hash;
    struct str contact;
    struct outline outline;
    enum policy_mode mode;
    enum on_update on_update;

    struct class *classes;
    struct str *class_names;
    size_t n_classes;
    struct map class_by_name;

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
    const struct profile **profiles_in_use;
    size_t n_profiles_in_use;

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

/* An empty policy with one reference; filled by its maker before anybody else sees it. */
struct policy *policy_new(void) MUST_CHECK NONNULL_RESULT;

/* The tenant (by index) whose pattern holds the namespace; false when none does. */
bool namespace_index_find(const struct namespace_index *index, struct str namespace,
                          uint32_t *ret_tenant);

/* Add the pattern for a tenant, patterns in the order of the file. */
void namespace_index_add(struct namespace_index *index,
                         const struct name_pattern *pattern, uint32_t tenant);

/* The tenant of an earlier pattern that holds everything this one does. */
bool namespace_index_covers(const struct namespace_index *index,
                            const struct name_pattern *pattern, uint32_t *ret_tenant);

#endif
