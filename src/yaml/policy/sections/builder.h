/*
 * policy_builder: what the files of policy_build share.  For policy_build*.c only.
 * A section goes on after errors; a policy with errors is thrown away in the end.
 */
#ifndef YAML_POLICY_SECTIONS_BUILDER_H
#define YAML_POLICY_SECTIONS_BUILDER_H

#include "base/arena.h"
#include "base/map.h"
#include "base/problems.h"
#include "core/policy/body.h"
#include "yaml/policy/sections/build.h"

struct network {
    const struct cidr *cidrs;
    const struct str *texts;
    size_t n;
};

/* Parts of one section as they were handed over. */
#define PART_LIST(type)                                                                  \
    struct {                                                                             \
        struct type *all;                                                                \
        size_t n, cap;                                                                   \
    }

struct policy_builder {
    struct problems *problems;
    struct policy *policy; /* being made; owns every string */
    struct arena scratch;  /* places, lists, sentences */
    int32_t today;

    struct build_document document;
    PART_LIST(build_network) networks;
    PART_LIST(build_instance) instances;
    PART_LIST(build_profile) profiles;
    PART_LIST(build_class) classes;
    PART_LIST(build_tenant) tenants;
    PART_LIST(build_rule) rules;
    PART_LIST(build_annotation) annotations;
    PART_LIST(build_forbid) forbids;
    PART_LIST(build_exemption) exemptions;
    struct texts_at unchecked, host_keys;

    struct network *network_sets; /* by network */
    struct str *network_names;
    struct map network_by_name;
    struct str *instance_names;
    struct map instance_by_name;
    const struct profile **own_profiles; /* by profile; NULL: it was refused */
    struct str *profile_names;           /* own ones, then built-in ones */
    size_t n_profile_names;
    struct map profile_by_name;
    const struct class **all_classes; /* made when a tenant lists `*` */
    struct str *tenant_names;
    struct map tenant_by_name;
};

#define BUILD_ERROR(builder, ...)                                                        \
    problems_add((builder)->problems, SEVERITY_ERROR, __VA_ARGS__)

/* The sections, in the order in which they are built. */
void builder_document(struct policy_builder *);
void builder_networks(struct policy_builder *);
void builder_instances(struct policy_builder *);
void builder_profiles(struct policy_builder *);
void builder_classes(struct policy_builder *);
void builder_class_dns(struct policy_builder *, const struct build_class *,
                       struct class *);
void builder_class_ranges(struct policy_builder *, const struct build_class *,
                          struct class *);
void builder_class_annotations(struct policy_builder *);
void builder_rules(struct policy_builder *);
void builder_tenants(struct policy_builder *);
void builder_exemptions(struct policy_builder *);
void builder_annotation_lists(struct policy_builder *);
/* Only when there was no error. */
void builder_lint(struct policy_builder *);
void builder_lint_reach(struct policy_builder *);

struct rule_parts {
    const struct build_rule *all;
    size_t n;
};
/* entries, given: RULE_COUNT of each; base: what an entry without action keeps. */
void builder_rule_list(struct policy_builder *, const struct rule_parts *,
                       const struct rule_entry *base, struct rule_entry *entries,
                       bool *given);

enum pattern_kind {
    PATTERN_NAMESPACE,
    PATTERN_OBJECT_NAME
};
const struct name_pattern *builder_patterns(struct policy_builder *,
                                            const struct texts_at *, enum pattern_kind,
                                            size_t *ret_n);
const struct str *builder_domains(struct policy_builder *, const struct texts_at *,
                                  size_t *ret_n);

#endif
