/*
 * profile_keys: what a profile makes of keys.
 */
#ifndef CORE_POLICY_PROFILE_KEYS_H
#define CORE_POLICY_PROFILE_KEYS_H

#include "core/policy/profile.h"

/* The key is one of those that a column means. */
bool profile_key_is(const struct profile_key *meant, struct str key);

/* written chooses another load balancer, front end, address or port. */
bool profile_is_entry_point(const struct profile *profile, struct str written);

/* written refers to other objects, in the form returned. */
bool profile_is_foreign_key(const struct profile *profile, struct str written,
                            enum foreign_form *ret_form);

/* key makes a canary of its object where it is on. */
bool profile_is_canary_key(const struct profile *profile, struct str key);

#endif
