/*
 * service: what a Service is, as far as more than one place asks.
 */
#ifndef CORE_OBJECT_SERVICE_H
#define CORE_OBJECT_SERVICE_H

#include "core/object/inquiry.h"

/* Some annotation publishes names of it: a key that bears names has a value that is not
 * blank. */
bool service_publishes(const struct policy *policy, const struct view *view);

/* The key bears names on Services, whoever reads it. */
bool service_key_bears_names(const struct policy *policy, struct str key);

#endif
