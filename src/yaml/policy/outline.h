/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outline: fills the outline of a policy from its documents.
 */
#ifndef YAML_POLICY_OUTLINE_H
#define YAML_POLICY_OUTLINE_H

#include "yaml/doc/doc.h"

struct policy;

/* Add the sections of one document; root is a map. */
void outline_read(struct policy *policy, const struct node *root);

#endif
