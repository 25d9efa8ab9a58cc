/*
 * contact: whom a policy tells users to ask.
 */
#ifndef CORE_POLICY_CONTACT_H
#define CORE_POLICY_CONTACT_H

#include "core/policy/policy.h"

/* The policy's contact with every {rule} replaced, in the arena; len 0: there is none. */
struct str contact_for(const struct policy *policy, struct str rule, struct arena *arena);

#endif
