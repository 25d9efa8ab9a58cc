/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile_keys: lookups of keys, values and references in a profile.
 */
#ifndef CORE_POLICY_PROFILE_KEYS_H
#define CORE_POLICY_PROFILE_KEYS_H

#include "core/policy/profile.h"
#include "core/values/key_set.h"

/* The columns with a fast test for keys that are not in them. */
enum profile_column {
    COLUMN_HOSTS = 1U << 0,
    COLUMN_UNDOING = 1U << 1,
    COLUMN_ENTRY_POINTS = 1U << 2,
    COLUMN_FOREIGN = 1U << 3,
    COLUMN_CANARY = 1U << 4,
    COLUMN_TLS = 1U << 5,
};

/* True if the column does not have the key; false: the keys must be compared. */
static inline bool profile_lacks_key(const struct profile *profile, struct str written,
                                     enum profile_column column)
{
    return key_endings_rule_out(&profile->endings, written, column);
}

/* True if the key matches this key of a column. */
bool profile_key_is(const struct profile_key *meant, struct str key);

/* True if the key with that value undoes source ranges on every Ingress. */
bool profile_is_undone_everywhere(const struct profile *profile, struct str key,
                                  struct str value);

/* True if the profile has such keys. */
bool profile_undoes_everywhere(const struct profile *profile);

/* The overriding key, on a Service, that this key is; NULL if it is none. */
const struct profile_key *profile_overriding(const struct profile *profile,
                                             struct str key);

/* True if the key is a list key exactly as list_keys spells it, with its prefix. */
bool profile_spells_list_key(const struct profile *profile, struct str key);

/* The key under which a reference is written; len 0: the profile has none. */
struct str profile_reference_key(const struct profile *profile);

/* True if the object has the form of this profile's references. */
bool profile_can_refer_to(const struct profile *profile, struct str object);

/* True if the key chooses another load balancer, front end, address or port. */
bool profile_is_entry_point(const struct profile *profile, struct str written);

/* True if the key refers to other objects; *ret_form is the form of the reference. */
bool profile_is_foreign_key(const struct profile *profile, struct str written,
                            enum foreign_form *ret_form);

/* True if the key, when on, makes its object a canary. */
bool profile_is_canary_key(const struct profile *profile, struct str key);

/* The names under which some controller reads a list of source ranges: the list keys,
 * whole and without their prefix, of the built-in profiles and of copies of them in use.
 * In the arena; borrows from the profiles. */
void profile_list_names(const struct profile *builtins, size_t n_builtins,
                        const struct profile *const *in_use, size_t n_in_use,
                        struct arena *arena, struct key_set *ret);

#endif
