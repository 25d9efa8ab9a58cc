/*
 * policy_store: the policy in force, shared by every request.
 *
 * Holds one immutable policy, or none yet, and replaces it whole.  A request keeps the
 * policy it started with.
 * Threads: any function, any thread, except policy_store_new() and _free().
 */
#ifndef LIVE_POLICY_STORE_H
#define LIVE_POLICY_STORE_H

#include "base/attr.h"

struct policy;
struct policy_store;

struct policy_store *policy_store_new(void) MUST_CHECK;
void policy_store_free(struct policy_store *store); /* NULL is allowed */
DEFINE_AUTO(policy_store_free, struct policy_store *);

/* The policy in force; NULL: none yet.  The caller owns the reference. */
struct policy *policy_store_get(struct policy_store *store) MUST_CHECK;

/* Put it in force for requests that start later; consumes the caller's reference. */
void policy_store_put(struct policy_store *store, struct policy *policy_take);

#endif
