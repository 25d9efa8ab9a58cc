/*
 * types: the plain data a policy is made of.
 */
#ifndef CORE_POLICY_TYPES_H
#define CORE_POLICY_TYPES_H

#include "core/policy/rule_id.h"
#include "core/values/cidr.h"
#include "core/values/name.h"

/* In order of severity. */
enum action {
    ACTION_ALLOW,
    ACTION_AUDIT,
    ACTION_WARN,
    ACTION_DENY
};
enum on_update {
    ON_UPDATE_RATCHET,
    ON_UPDATE_STRICT
};
enum policy_mode {
    POLICY_ENFORCE,
    POLICY_PREVIEW
};
#define DAY_NEVER INT32_MAX /* days count from 1970-01-01, UTC */

struct rule_entry {
    enum action action;
    enum action then;         /* from from_day on; equal to action when not dated */
    int32_t from_day;         /* DAY_NEVER: not dated */
    struct str from;          /* YYYY-MM-DD as written */
    enum on_update on_update; /* the entry's own, else the policy's */
};

struct dns_instance {
    struct str name;
    const struct str *prefixes;
    size_t n_prefixes;
};
struct key_value {
    struct str key, value;
};

#define TTL_MIN 1U /* seconds */
#define TTL_MAX 2147483647U

struct class_dns {
    const struct dns_instance *instance; /* NULL: none */
    struct str target;                   /* joined by commas; len 0: not set */
    bool has_ttl;
    struct str ttl; /* as written */
    uint32_t ttl_min, ttl_max;
    const struct key_value *set; /* key: the part after the prefix */
    const struct str *allow;     /* globs on the part after the prefix */
    size_t n_set, n_allow;
    bool opt_out;
};

enum range_mode {
    RANGE_OPEN,
    RANGE_FIXED,
    RANGE_NARROW,
    RANGE_INTERSECT,
    RANGE_REFERENCE,
    RANGE_ELSEWHERE,
};

struct class_ranges {
    enum range_mode mode;
    struct cidr_set set;
    struct str text;     /* what is written for the list, with the profile's separator */
    struct str networks; /* names as listed, joined by ", ", for messages */
    struct str object;   /* RANGE_REFERENCE */
};

enum wanted_mode {
    WANTED_DEFAULT,
    WANTED_ENFORCE,
    WANTED_REQUIRE,
    WANTED_OPTIONAL, /* nothing is written */
};

struct annotation_entry {
    struct str key, value; /* value: with placeholders */
    enum wanted_mode mode;
    const struct str *values, *unless; /* values: globs of what users may write */
    size_t n_values, n_unless;
};

enum tls_demand {
    TLS_NOT_REQUIRED,
    TLS_SECRET_REQUIRED,
    TLS_SECRET_OPTIONAL
};

struct class
{
    struct str name;
    uint32_t index;
    const struct profile *profile;
    const struct str *domains; /* canonical; n 0: no limit */
    size_t n_domains;
    struct domain_tree *tree;
    struct class_dns dns;
    struct class_ranges ranges;
    enum tls_demand tls;
    /* Its own ones, then those of annotations.add that it does not hide. */
    const struct annotation_entry *annotations;
    size_t n_annotations;
};

/* A name, or a beginning followed by `*`. */
struct name_pattern {
    struct str text; /* without the star */
    bool is_prefix;
};
bool name_pattern_matches(const struct name_pattern *pattern, struct str name);

struct tenant {
    struct str name;
    uint32_t index;
    const struct name_pattern *namespaces;
    size_t n_namespaces;
    bool all_classes;
    const struct class *const *classes; /* permitted, in the file's order */
    size_t n_classes;
    const struct class *default_class; /* NULL: none */
    const struct str *domains, *hosts; /* canonical */
    size_t n_domains, n_hosts;
    const struct rule_entry *rules[RULE_COUNT]; /* NULL: no entry of its own */
};

struct exemption {
    struct str name, reason;
    int32_t last_day; /* DAY_NEVER: never expires */
    const struct name_pattern *namespaces, *names;
    const struct str *users;
    size_t n_namespaces, n_names, n_users;
    bool rules[RULE_COUNT];
};

struct forbidden {
    const struct str *globs;
    struct str reason;
    const struct tenant *const *except;
    size_t n_globs, n_except;
};

#endif
