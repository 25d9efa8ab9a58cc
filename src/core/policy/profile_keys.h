/*
 * profile_keys: what a profile makes of keys, values and references.
 */
#ifndef CORE_POLICY_PROFILE_KEYS_H
#define CORE_POLICY_PROFILE_KEYS_H

#include "core/policy/profile.h"

/* The key is one of those that a column means. */
bool profile_key_is(const struct profile_key *meant, struct str key);

/* key with that value undoes the source ranges on whichever Ingress has it. */
bool profile_is_undone_everywhere(const struct profile *profile, struct str key,
                                  struct str value);

/* There are such keys. */
bool profile_undoes_everywhere(const struct profile *profile);

/* key is a list key in a spelling that list_keys has: not behind just any prefix. */
bool profile_spells_list_key(const struct profile *profile, struct str key);

/* The key under which a reference is written; len 0: the profile knows none. */
struct str profile_reference_key(const struct profile *profile);

/* object has the form that a reference of this profile has. */
bool profile_can_refer_to(const struct profile *profile, struct str object);
/* written chooses another load balancer, front end, address or port. */
bool profile_is_entry_point(const struct profile *profile, struct str written);

/* written refers to other objects, in the form returned. */
bool profile_is_foreign_key(const struct profile *profile, struct str written,
                            enum foreign_form *ret_form);

/* key makes a canary of its object where it is on. */
bool profile_is_canary_key(const struct profile *profile, struct str key);

#endif
