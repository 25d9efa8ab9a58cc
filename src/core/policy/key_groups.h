/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_groups: annotations of the built-in controllers by what they do, for policies that
 * forbid a whole group.
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

/* As policies write them, each with its `@`. */
extern const struct str key_group_names[GROUP_COUNT];

/* Patterns, which grow in the arena. */
struct key_patterns {
    struct str *all;
    size_t n, cap;
    struct arena *arena;
};
void key_patterns_add(struct key_patterns *patterns, struct str pattern);

/* Add what the profile has in the group: keys as it spells them, and names that are read
 * behind any prefix and without one. */
void key_group_of_profile(enum key_group group, const struct profile *profile,
                          struct key_patterns *keys, struct key_patterns *names);

/* Add what the group has of no profile. */
void key_group_of_none(enum key_group group, struct key_patterns *keys);

#endif
