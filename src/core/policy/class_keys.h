/* SPDX-License-Identifier: Apache-2.0 */
/*
 * class_keys: the annotations that name an ingress class, in order of authority.
 *
 * Sources: kubernetes.io/ingress.class (k8s.io/api/networking/v1, deprecated there),
 * projectcontour.io/ingress.class (Contour, internal/annotation); behind any prefix:
 * haproxytech before v3.2.0.
 */
#ifndef CORE_POLICY_CLASS_KEYS_H
#define CORE_POLICY_CLASS_KEYS_H

#include "core/policy/policy.h"

#define CLASS_KEYS 2

/* The first one is what controllers read that look at an annotation only. */
extern const struct str class_keys[CLASS_KEYS];

bool is_listed_class_key(struct str key);

/* One of those, or, where a controller in use reads it behind any prefix, `ingress.class`
 * behind a prefix or without one. */
bool is_class_key(const struct policy *policy, struct str key);

/* A controller in use reads its class behind any prefix. */
bool policy_reads_any_class_key(const struct policy *policy);

/* `ingress.class`, behind a prefix or without one. */
bool is_some_class_key(struct str key);

#endif
