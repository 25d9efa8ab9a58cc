/*
 * policy_build: from a policy document's parts to a policy.
 *
 * yaml/policy_read decodes the document's shape and hands every part over as texts with
 * places; everything they mean is checked here, in policy_build_finish(), after all parts
 * are in.  Errors and warnings go to `problems`, all of them.  Strings are copied.
 */
#ifndef YAML_POLICY_SECTIONS_BUILD_H
#define YAML_POLICY_SECTIONS_BUILD_H

#include "core/policy/policy.h"
#include "yaml/policy/sections/parts.h"

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
