/* SPDX-License-Identifier: Apache-2.0 */
/*
 * class_keys: the annotations that name an ingress class, in order of authority.
 *
 * Sources: kubernetes.io/ingress.class (k8s.io/api/networking/v1, deprecated there),
 * projectcontour.io/ingress.class (Contour, internal/annotation); after any prefix:
 * haproxytech before v3.2.0.
 */
#ifndef CORE_POLICY_CLASS_KEYS_H
#define CORE_POLICY_CLASS_KEYS_H

#include "core/policy/policy.h"

#define CLASS_KEYS 2

/* Controllers that read only an annotation read the first one. */
extern const struct str class_keys[CLASS_KEYS];

bool is_listed_class_key(struct str key);

/* True for one of those keys; also for `ingress.class`, after a prefix or without one, if
 * a controller in use reads it after any prefix. */
bool is_class_key(const struct policy *policy, struct str key);

/* True if a controller in use reads its class after any prefix. */
bool policy_reads_any_class_key(const struct policy *policy);

/* True for `ingress.class`, after a prefix or without one. */
bool is_some_class_key(struct str key);

#endif
