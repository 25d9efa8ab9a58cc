/* SPDX-License-Identifier: Apache-2.0 */
/*
 * addresses: fills the places of a policy from its documents.
 */
#ifndef YAML_POLICY_ADDRESSES_H
#define YAML_POLICY_ADDRESSES_H

#include "core/entries/places.h"
#include "yaml/doc/doc.h"

/* Add every part of one document; root is a map, file is copied. */
void addresses_add(struct places *places, const struct node *root, const char *file);

#endif
