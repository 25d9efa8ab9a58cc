/*
 * class_keys: the annotations that name an ingress class, in order of authority.
 *
 * Sources: kubernetes.io/ingress.class (k8s.io/api/networking/v1, deprecated there),
 * projectcontour.io/ingress.class (Contour, internal/annotation).
 */
#ifndef CORE_POLICY_CLASS_KEYS_H
#define CORE_POLICY_CLASS_KEYS_H

#include "base/str.h"

#define CLASS_KEYS 2

extern const struct str class_keys[CLASS_KEYS];

bool is_class_key(struct str key);

#endif
