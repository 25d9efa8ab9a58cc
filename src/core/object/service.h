/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service: the facts of a Service that rules need, and its class.
 */
#ifndef CORE_OBJECT_SERVICE_H
#define CORE_OBJECT_SERVICE_H

#include "core/object/inquiry.h"

/* True if the Service is not reachable from outside the cluster and has no name there.
 * Few rules apply to it, and it is never patched.  False for other kinds. */
bool service_is_plain(const struct policy *policy, const struct view *view);

/* Both are false for other kinds. */
bool service_is_load_balancer(const struct view *view);
bool service_is_headless(const struct view *view);

/* Returns SERVICE_TYPES for an unknown type. */
enum service_type service_type_of(const struct view_service *service);

/* True if an annotation publishes names of the Service: a name-bearing key has a value
 * that is not blank. */
bool service_publishes(const struct policy *policy, const struct view *view);
bool service_publishes_at(const struct policy *policy, const struct annotation *at);

/* True for the keys of ExternalDNS that also publish names of pods; the second takes the
 * part after the prefix. */
bool service_key_names_pods(const struct policy *policy, struct str key);
bool service_suffix_names_pods(struct str suffix);

/* What the tenant, or a namespace without one, may write on Services. */
const struct tenant_services *services_of(const struct inquiry *inquiry);

/* The class of the Service, and the place that names it; NULL if it has none. */
const struct class *service_class(const struct inquiry *inquiry, const struct view *view,
                                  struct field_path *ret_place);

/* The mark of the class at this key; NULL if it has none there. */
const struct service_mark *service_mark_at(const struct class_service *service,
                                           struct str key);

/* True if some class has a mark at the key.  The key is then a carrier and never counts
 * as written by the webhook. */
bool service_is_mark(const struct policy *policy, struct str key);

/* True if the key with that value undoes source ranges. */
bool service_is_undone_by(const struct service_profile *profile, struct str key,
                          struct str value);

/* True if the key is in one of the profile's lists: exposing, addressing or undoing. */
bool service_profile_reads(const struct service_profile *profile, struct str key);

#endif
