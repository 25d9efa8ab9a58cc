/*
 * policy_sections: the sections of a policy document, each handed to the builder.
 *
 * Every function takes the section's value, a list or map with something in it, and goes
 * on after errors.
 */
#ifndef YAML_POLICY_SECTIONS_H
#define YAML_POLICY_SECTIONS_H

#include "yaml/policy/fields.h"
#include "yaml/policy/sections/build.h"

typedef void policy_section_read(const struct decoder *decoder,
                                 struct policy_builder *builder,
                                 const struct node *value);

policy_section_read policy_read_networks;
policy_section_read policy_read_instances;
policy_section_read policy_read_profiles;
policy_section_read policy_read_classes;
policy_section_read policy_read_tenants;
policy_section_read policy_read_rules;
policy_section_read policy_read_annotations;
policy_section_read policy_read_exemptions;

/* A map of rule names to actions; spot: where it stands.  Returns an array of *ret_n. */
const struct build_rule *policy_read_rule_map(const struct decoder *decoder,
                                              const struct node *map, struct spot spot,
                                              size_t *ret_n);

/* A list of annotations to add. */
const struct build_annotation *policy_read_added(const struct decoder *decoder,
                                                 const struct node *list,
                                                 struct spot spot, size_t *ret_n);

#endif
