/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_groups: the annotations of the built-in controllers, grouped by effect, for
 * policies that forbid a whole group.
 */
#ifndef CORE_POLICY_KEY_GROUPS_H
#define CORE_POLICY_KEY_GROUPS_H

#include "core/policy/profile.h"

enum key_group {
    GROUP_SNIPPETS,
    GROUP_REDIRECTS,
    GROUP_UPSTREAMS,
    GROUP_MIRRORS,
    GROUP_AUTH,
    GROUP_ENTRY_POINTS,
    GROUP_SANS,
    GROUP_COUNT,
};

/* The names in policies, each with its `@`. */
extern const struct str key_group_names[GROUP_COUNT];

/* A list of patterns that grows in the arena. */
struct key_patterns {
    struct str *all;
    size_t n, cap;
    struct arena *arena;
};
void key_patterns_add(struct key_patterns *patterns, struct str pattern);

/* Add the profile's part of the group: keys as the profile spells them, and names that
 * are read after any prefix and without one. */
void key_group_of_profile(enum key_group group, const struct profile *profile,
                          struct key_patterns *keys, struct key_patterns *names);

/* Add the keys of the group that belong to no profile. */
void key_group_of_none(enum key_group group, struct key_patterns *keys);

#endif
