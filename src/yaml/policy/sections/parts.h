/*
 * policy_build_parts: the parts of a policy document as they are handed over: texts with
 * their places, nothing of their meaning.
 */
#ifndef YAML_POLICY_SECTIONS_PARTS_H
#define YAML_POLICY_SECTIONS_PARTS_H

#include "base/problems.h"

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

/* A list that was there, but unfit, has a place and no items: that is noted already. */
static inline bool texts_at_given(const struct texts_at *texts)
{
    return texts->place.line != 0;
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

#endif
