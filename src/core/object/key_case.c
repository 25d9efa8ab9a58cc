/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_case: finds controllers by the prefixes of profiles, built in or the policy's.
 */
#include "core/object/key_case.h"

#include "core/policy/policy.h"
#include "core/values/key.h"

static bool ignores_case(const struct profile *profile, struct str key)
{
    NOT_CLEARED char room[PROFILE_KEY_MAX];

    return profile->any_case && key.len <= PROFILE_KEY_MAX &&
           profile_owns_key(profile, profile_read_key(profile, key, room));
}

bool key_case_is_ignored(const struct policy *policy, struct str key)
{
    size_t n_builtin;
    size_t n_own;
    const struct profile *builtins = policy_builtin_profiles(policy, &n_builtin);
    const struct profile *const *own = policy_own_profiles(policy, &n_own);

    for (size_t i = 0; i < n_builtin; i++) {
        if (ignores_case(&builtins[i], key))
            return true;
    }
    for (size_t i = 0; i < n_own; i++) {
        if (ignores_case(own[i], key))
            return true;
    }
    return false;
}

bool key_case_same(const struct policy *policy, struct str a, struct str b)
{
    return str_equal(a, b) ||
           (a.len == b.len && str_equal_folded(a, b) && key_case_is_ignored(policy, a));
}

/* room: for the bytes of the text. */
static struct str fold(struct str text, char *room)
{
    for (size_t i = 0; i < text.len; i++)
        room[i] = byte_lower(text.ptr[i]);
    return (struct str){room, text.len};
}

struct str key_case_folded(const struct policy *policy, struct arena *arena,
                           struct str key)
{
    if (!key_case_is_ignored(policy, key))
        return key;
    return fold(key, ARENA_NEW(arena, char, key.len));
}

bool key_case_matches(const struct policy *policy, struct str key, struct str glob)
{
    NOT_CLEARED char key_room[PROFILE_KEY_MAX];
    NOT_CLEARED char glob_room[PROFILE_KEY_MAX];

    if (key_matches(key, glob))
        return true;
    return key.len <= PROFILE_KEY_MAX && glob.len <= PROFILE_KEY_MAX &&
           key_case_is_ignored(policy, key) &&
           key_matches(fold(key, key_room), fold(glob, glob_room));
}
