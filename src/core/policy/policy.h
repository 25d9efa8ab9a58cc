/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy: the compiled, immutable rules in force.
 *
 * Made by yaml/policy, shared by reference count, read by any thread.  The
 * structs below are plain data borrowed from the policy; lists keep the file's order.
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
/* Whom the policy tells users to ask, every {rule} replaced; len 0: it does not say. */
struct str policy_contact(const struct policy *policy, struct str rule,
                          struct arena *arena);
enum policy_mode policy_mode(const struct policy *policy);
/* Only while the caller is the only one who knows the policy. */
void policy_set_mode(struct policy *policy, enum policy_mode mode);
enum on_update policy_on_update(const struct policy *policy);

/* Files of its folder that were not read. */
size_t policy_left_out(const struct policy *policy);
void policy_set_left_out(struct policy *policy, size_t n); /* as policy_set_mode() */

/* As if Ingresses could use a class without profile, or not; as policy_set_mode(). */
void policy_open_class(struct policy *policy, const struct class *class);
void policy_close_class(struct policy *policy, const struct class *class);

/* The first tenant in file order that lists the namespace; NULL: none. */
const struct tenant *policy_tenant_of(const struct policy *policy, struct str namespace);
const struct tenant *policy_tenants(const struct policy *policy, size_t *ret_n);

/* The kinds that are judged.  By group and kind of an object, or by name; NULL: not
 * judged. */
const struct kind *policy_kinds(const struct policy *policy, size_t *ret_n);
const struct kind *policy_kind(const struct policy *policy, struct str group,
                               struct str kind);
const struct kind *policy_kind_named(const struct policy *policy, struct str name);

/* The section `gateways`: the entry for the Gateway or ListenerSet namespace/name.  of:
 * the namespace of the object that names it, or is it. */
const struct gateway_entry *policy_gateways(const struct policy *policy, size_t *ret_n);
const struct gateway_entry *policy_gateway(const struct policy *policy,
                                           struct str namespace, struct str of,
                                           struct str name);
/* NULL: no class has Gateways of that GatewayClass. */
const struct class *policy_class_of_gateway_class(const struct policy *policy,
                                                  struct str name);
bool gateway_is_for(const struct gateway_entry *entry, const struct tenant *tenant);

/* By exact name; NULL: not defined. */
const struct class *policy_class(const struct policy *policy, struct str name);
/* By exact name or alias, as objects name it; NULL: not defined. */
const struct class *policy_class_named(const struct policy *policy, struct str text);
const struct class *policy_classes(const struct policy *policy, size_t *ret_n);
/* Some class has an annotation entry, its own or a shared one, for the key. */
bool policy_has_entry(const struct policy *policy, struct str key);
/* All class names, for did-you-mean. */
const struct str *policy_class_names(const struct policy *policy, size_t *ret_n);

bool tenant_permits_class(const struct tenant *tenant, const struct class *class);

/* By the first of the tenant's patterns that holds the namespace; tenant NULL: none. */
struct tenant_values tenant_values_of(const struct tenant *tenant, struct str namespace);

/* tenant NULL: it has no grants.  Of wildcards: ingress-warden-policy(5), Names. */
bool policy_permits_name(const struct policy *policy, const struct tenant *tenant,
                         const struct tenant_values *values, const struct name *name);
/* The tenant lists the wildcard claim literally under `hosts`. */
bool policy_permits_wildcard_literally(const struct policy *policy,
                                       const struct tenant *tenant,
                                       const struct tenant_values *values,
                                       const struct name *name);
/* Some tenant's entry contains the name. */
bool policy_covers_name(const struct policy *policy, const struct name *name);

/* The class has no domains, or the longest domain of all classes that covers the name is
 * one of its own.  For a wildcard: also every class domain one label below its base. */
bool class_serves_name(const struct class *class, const struct name *name);
/* The same for a claim of the tenant: of a wildcard that it lists literally, the base is
 * enough; it may cover names of other classes. */
bool policy_class_serves(const struct policy *policy, const struct class *class,
                         const struct tenant *tenant, const struct tenant_values *values,
                         const struct name *name);

/* The configured ExternalDNS instances; n 0: the policy has none. */
const struct dns_instance *policy_instances(const struct policy *policy, size_t *ret_n);

/* Every configured prefix and both built-in ones, each once. */
const struct dns_prefix *policy_dns_prefixes(const struct policy *policy, size_t *ret_n);

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

/* Of each profile with keys that undo source ranges on every Ingress, the first class
 * whose ranges there are to undo. */
const struct class *const *policy_guarded_classes(const struct policy *policy,
                                                  size_t *ret_n);

/* What holds for namespaces without a tenant. */
const struct tenant_services *policy_services(const struct policy *policy);

/* Some known controller reads a list of source ranges under the key, or under the key
 * behind a prefix. */
bool policy_knows_list_name(const struct policy *policy, struct str key);

/* The tenant's entry for the rule, else the one under `rules`, else the default. */
const struct rule_entry *policy_rule_entry(const struct policy *policy,
                                           const struct tenant *tenant,
                                           enum rule_id rule);

/* What its documents say where, to compare it with another. */
const struct outline *policy_outline(const struct policy *policy);

const struct exemption *policy_exemptions(const struct policy *policy, size_t *ret_n);
const struct forbidden *policy_forbidden(const struct policy *policy, size_t *ret_n);
/* The entries of annotations.add; classes have them, too, where they do not hide them. */
const struct annotation_entry *policy_added(const struct policy *policy, size_t *ret_n);
/* Globs over whole keys. */
const struct str *policy_unchecked_keys(const struct policy *policy, size_t *ret_n);
const struct str *policy_host_keys(const struct policy *policy, size_t *ret_n);

#endif
