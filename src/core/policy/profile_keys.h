/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile_keys: what a profile makes of keys, values and references.
 */
#ifndef CORE_POLICY_PROFILE_KEYS_H
#define CORE_POLICY_PROFILE_KEYS_H

#include "core/policy/profile.h"
#include "core/values/key_set.h"

/* The columns that most annotations are not in. */
enum profile_column {
    COLUMN_HOSTS = 1U << 0,
    COLUMN_UNDOING = 1U << 1,
    COLUMN_ENTRY_POINTS = 1U << 2,
    COLUMN_FOREIGN = 1U << 3,
    COLUMN_CANARY = 1U << 4,
    COLUMN_TLS = 1U << 5,
};

/* Whether no key of the column is this one; false: they have to be compared. */
static inline bool profile_lacks_key(const struct profile *profile, struct str written,
                                     enum profile_column column)
{
    return key_endings_rule_out(&profile->endings, written, column);
}

/* The key is one of those that a column means. */
bool profile_key_is(const struct profile_key *meant, struct str key);

/* key with that value undoes the source ranges on whichever Ingress has it. */
bool profile_is_undone_everywhere(const struct profile *profile, struct str key,
                                  struct str value);

/* There are such keys. */
bool profile_undoes_everywhere(const struct profile *profile);

/* The overriding key that it is, on a Service; NULL: none. */
const struct profile_key *profile_overriding(const struct profile *profile,
                                             struct str key);

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

/* Under which names some controller reads a list of source ranges: the list keys, whole
 * and without their prefix, of the built-in profiles, and of those in use that are copies
 * of one.  In the arena; borrows from the profiles. */
void profile_list_names(const struct profile *builtins, size_t n_builtins,
                        const struct profile *const *in_use, size_t n_in_use,
                        struct arena *arena, struct key_set *ret);

#endif
