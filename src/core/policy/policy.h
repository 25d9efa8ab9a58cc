/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy: a compiled, immutable policy.
 *
 * yaml/policy makes it; threads share it by reference count.  The structs below are plain
 * data borrowed from the policy; lists keep the file's order.
 * Meaning of each field: ingress-warden-policy(5).
 */
#ifndef CORE_POLICY_POLICY_H
#define CORE_POLICY_POLICY_H

#include "core/policy/external_dns.h"
#include "core/policy/forbidden.h"
#include "core/policy/profile.h"
#include "core/policy/types.h"
#include "core/values/cidr.h"

struct outline;
struct policy;

void policy_ref(struct policy *policy);
void policy_unref(struct policy *policy); /* NULL is allowed */
DEFINE_AUTO(policy_unref, struct policy *);

struct str policy_name(const struct policy *policy); /* len 0: none given */
struct str policy_hash(const struct policy *policy); /* short, hexadecimal */
/* The policy's contact, with every {rule} replaced; len 0: none. */
struct str policy_contact(const struct policy *policy, struct str rule,
                          struct arena *arena);
enum policy_mode policy_mode(const struct policy *policy);
/* Only before the policy is shared. */
void policy_set_mode(struct policy *policy, enum policy_mode mode);
enum on_update policy_on_update(const struct policy *policy);

/* The number of files in its folder that were not read. */
size_t policy_left_out(const struct policy *policy);
void policy_set_left_out(struct policy *policy, size_t n); /* as policy_set_mode() */

/* Let Ingresses use a class without a profile, or no longer; as policy_set_mode(). */
void policy_open_class(struct policy *policy, const struct class *class);
void policy_close_class(struct policy *policy, const struct class *class);

/* The first tenant, in file order, that lists the namespace; NULL: none. */
const struct tenant *policy_tenant_of(const struct policy *policy, struct str namespace);
const struct tenant *policy_tenants(const struct policy *policy, size_t *ret_n);

/* The kinds that are judged; one by group and kind of an object, or by name; NULL: it is
 * not judged. */
const struct kind *policy_kinds(const struct policy *policy, size_t *ret_n);
const struct kind *policy_kind(const struct policy *policy, struct str group,
                               struct str kind);
const struct kind *policy_kind_named(const struct policy *policy, struct str name);

/* The section `gateways`, and its entry for the Gateway or ListenerSet namespace/name.
 * of: the namespace of the object that names it, or is it. */
const struct gateway_entry *policy_gateways(const struct policy *policy, size_t *ret_n);
const struct gateway_entry *policy_gateway(const struct policy *policy,
                                           struct str namespace, struct str of,
                                           struct str name);
/* The class with Gateways of that GatewayClass; NULL: none. */
const struct class *policy_class_of_gateway_class(const struct policy *policy,
                                                  struct str name);
bool gateway_is_for(const struct gateway_entry *entry, const struct tenant *tenant);

/* The class with this exact name; NULL: not defined. */
const struct class *policy_class(const struct policy *policy, struct str name);
/* The same by name or alias, as objects name it. */
const struct class *policy_class_named(const struct policy *policy, struct str text);
const struct class *policy_classes(const struct policy *policy, size_t *ret_n);
/* True if some class has an annotation entry for the key, its own or a shared one. */
bool policy_has_entry(const struct policy *policy, struct str key);
/* All class names, for did-you-mean. */
const struct str *policy_class_names(const struct policy *policy, size_t *ret_n);

bool tenant_permits_class(const struct tenant *tenant, const struct class *class);

/* By the tenant's first pattern that matches the namespace; tenant NULL: no values. */
struct tenant_values tenant_values_of(const struct tenant *tenant, struct str namespace);

/* tenant NULL: no grants.  For wildcards: ingress-warden-policy(5), Names. */
bool policy_permits_name(const struct policy *policy, const struct tenant *tenant,
                         const struct tenant_values *values, const struct name *name);
/* True if the tenant lists the wildcard claim literally under `hosts`. */
bool policy_permits_wildcard_literally(const struct policy *policy,
                                       const struct tenant *tenant,
                                       const struct tenant_values *values,
                                       const struct name *name);
/* True if an entry of some tenant contains the name. */
bool policy_covers_name(const struct policy *policy, const struct name *name);

/* True if the class has no domains, or if the longest domain of all classes that covers
 * the name is its own; for a wildcard also every one that is one label below its base. */
bool class_serves_name(const struct class *class, const struct name *name);
/* The same for a claim of the tenant: for a wildcard that it lists literally, only the
 * base counts, and the wildcard may cover names of other classes. */
bool policy_class_serves(const struct policy *policy, const struct class *class,
                         const struct tenant *tenant, const struct tenant_values *values,
                         const struct name *name);

/* The configured ExternalDNS instances; n 0: the policy has none. */
const struct dns_instance *policy_instances(const struct policy *policy, size_t *ret_n);
/* Every configured prefix and both built-in ones, each once; that of a key, or NULL. */
const struct dns_prefix *policy_dns_prefixes(const struct policy *policy, size_t *ret_n);
const struct dns_prefix *policy_dns_prefix(const struct policy *policy, struct str key);

/* Built-in profiles, whether a class uses them or not. */
const struct profile *policy_builtin_profiles(const struct policy *policy, size_t *ret_n);
const struct profile *policy_builtin_profile(const struct policy *policy,
                                             struct str name); /* NULL: none */

/* Profiles that the policy defines, whether a class uses them or not. */
const struct profile *const *policy_own_profiles(const struct policy *policy,
                                                 size_t *ret_n);
/* Profiles that some class uses, each once. */
const struct profile *const *policy_profiles_in_use(const struct policy *policy,
                                                    size_t *ret_n);
/* The same of service profiles: those of the policy, and those that some class uses. */
const struct service_profile *const *
policy_own_service_profiles(const struct policy *policy, size_t *ret_n);
const struct service_profile *const *
policy_service_profiles_in_use(const struct policy *policy, size_t *ret_n);

/* For each profile with keys that undo source ranges on every Ingress, the first class
 * that has ranges to undo. */
const struct class *const *policy_guarded_classes(const struct policy *policy,
                                                  size_t *ret_n);

/* The settings for namespaces without a tenant. */
const struct tenant_services *policy_services(const struct policy *policy);

/* True if a known controller reads a list of source ranges under the key, or under the
 * key after a prefix. */
bool policy_knows_list_name(const struct policy *policy, struct str key);

/* The tenant's entry for the rule, else the one under `rules`, else the default. */
const struct rule_entry *policy_rule_entry(const struct policy *policy,
                                           const struct tenant *tenant,
                                           enum rule_id rule);

/* The outline of its documents, to compare it with another policy. */
const struct outline *policy_outline(const struct policy *policy);

const struct exemption *policy_exemptions(const struct policy *policy, size_t *ret_n);
const struct forbidden *policy_forbidden(const struct policy *policy, size_t *ret_n);
/* The entries of annotations.add; classes that do not hide them have them, too. */
const struct annotation_entry *policy_added(const struct policy *policy, size_t *ret_n);
/* Globs over whole keys. */
const struct str *policy_unchecked_keys(const struct policy *policy, size_t *ret_n);
const struct str *policy_host_keys(const struct policy *policy, size_t *ret_n);

#endif
