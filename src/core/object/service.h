/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service: what a Service is, and which class it has.
 */
#ifndef CORE_OBJECT_SERVICE_H
#define CORE_OBJECT_SERVICE_H

#include "core/object/inquiry.h"

/* Nothing of it leaves the cluster or has a name outside: few rules look at it, and it is
 * never patched.  False of other kinds. */
bool service_is_plain(const struct policy *policy, const struct view *view);

/* Both false of other kinds. */
bool service_is_load_balancer(const struct view *view);
bool service_is_headless(const struct view *view);

/* SERVICE_TYPES: there is no such type. */
enum service_type service_type_of(const struct view_service *service);

/* Some annotation publishes names of it: a key that bears names has a value that is not
 * blank. */
bool service_publishes(const struct policy *policy, const struct view *view);
bool service_publishes_at(const struct policy *policy, const struct annotation *at);

/* The key is one of ExternalDNS's under which it publishes names of pods, too; the same
 * of what is behind its prefix. */
bool service_key_names_pods(const struct policy *policy, struct str key);
bool service_suffix_names_pods(struct str suffix);

/* What the tenant may write, or a namespace without tenant. */
const struct tenant_services *services_of(const struct inquiry *inquiry);

/* The class of the Service and where it is named; NULL: none. */
const struct class *service_class(const struct inquiry *inquiry, const struct view *view,
                                  struct field_path *ret_place);

/* How the class is recognised there; NULL: not. */
const struct service_mark *service_mark_at(const struct class_service *service,
                                           struct str key);

/* Some class is recognised by the key: it is a carrier, and never the webhook's own. */
bool service_is_mark(const struct policy *policy, struct str key);

/* The key with that value undoes source ranges. */
bool service_is_undone_by(const struct service_profile *profile, struct str key,
                          struct str value);

/* The key exposes, addresses or undoes. */
bool service_profile_reads(const struct service_profile *profile, struct str key);

#endif
