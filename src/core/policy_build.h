/*
 * policy_build: from a policy document's parts to a policy.
 *
 * yaml/policy_read decodes the document's shape and hands every part over as texts with
 * places; everything they mean is checked here, in policy_build_finish(), after all parts
 * are in.  Errors and warnings go to `problems`, all of them.  Strings are copied.
 */
#ifndef CORE_POLICY_BUILD_H
#define CORE_POLICY_BUILD_H

#include "base/problems.h"
#include "core/policy.h"

/* A scalar with its place; place.line 0: absent. */
struct text_at {
    struct str text;
    struct place place;
};
struct texts_at {
    const struct text_at *items;
    size_t n;
    struct place place; /* of the list; line 0: absent */
};
static inline bool text_at_given(const struct text_at *text)
{
    return text->place.line != 0;
}

struct build_rule { /* NAME: ACTION | {action, then, from, onUpdate} */
    struct text_at name, action, then, from, on_update;
};
struct build_annotation {
    struct text_at key, value, mode;
    struct texts_at unless;
};
struct build_pair {
    struct text_at key, value;
};
struct build_document {
    struct text_at name, contact, mode, on_update;
};
struct build_network {
    struct text_at name;
    struct texts_at entries;
};
struct build_instance {
    struct text_at name;
    struct texts_at prefixes;
};
struct build_profile {
    struct text_at name, like, prefix;
    struct texts_at key_prefixes, host_keys;
    struct text_at key, separator, bare_addresses, reference_key;
    struct texts_at aliases, undone_by;
};
struct build_class {
    struct text_at name, profile;
    struct texts_at domains;
    bool dns_none; /* externalDNS: none */
    struct text_at dns_instance, dns_ttl, dns_ttl_min, dns_ttl_max, dns_opt_out;
    struct texts_at dns_target, dns_allow;
    const struct build_pair *dns_set;
    size_t n_dns_set;
    struct text_at ranges_mode, ranges_object;
    struct texts_at ranges_networks;
    struct text_at tls;        /* required, or absent */
    struct text_at tls_secret; /* tls: {required: true, secretName: optional} */
    struct text_at tls_required;
    const struct build_annotation *annotations;
    size_t n_annotations;
};
struct build_tenant {
    struct text_at name, default_class;
    struct texts_at namespaces, classes, domains, hosts;
    const struct build_rule *rules;
    size_t n_rules;
};
struct build_forbid {
    struct texts_at keys, except_tenants;
    struct text_at reason;
};
struct build_exemption {
    struct text_at name, reason, expires;
    struct texts_at namespaces, names, users, rules;
};

struct policy_builder;

struct policy_builder *policy_builder_new(struct problems *problems);
void policy_builder_free(struct policy_builder *builder);
DEFINE_AUTO(policy_builder_free, struct policy_builder *);

void policy_build_document(struct policy_builder *, const struct build_document *);
void policy_build_network(struct policy_builder *, const struct build_network *);
void policy_build_instance(struct policy_builder *, const struct build_instance *);
void policy_build_profile(struct policy_builder *, const struct build_profile *);
void policy_build_class(struct policy_builder *, const struct build_class *);
void policy_build_tenant(struct policy_builder *, const struct build_tenant *);
void policy_build_rule(struct policy_builder *, const struct build_rule *);
void policy_build_annotation(struct policy_builder *, const struct build_annotation *);
void policy_build_forbid(struct policy_builder *, const struct build_forbid *);
void policy_build_unchecked(struct policy_builder *, const struct texts_at *keys);
void policy_build_host_keys(struct policy_builder *, const struct texts_at *keys);
void policy_build_exemption(struct policy_builder *, const struct build_exemption *);

/* hash: the document's short hash; today: for warnings about dates.  NULL when
 * `problems` holds an error, else the policy with one reference. */
struct policy *policy_build_finish(struct policy_builder *, struct str hash,
                                   int32_t today) MUST_CHECK;

#endif
