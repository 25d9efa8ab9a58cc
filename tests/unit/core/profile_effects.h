/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile_effects: every key that was found to matter to a controller, profile by
 * profile, and what is made of it: the rules that it breaks by itself, and the groups
 * under which a policy can forbid it.  A key without either is let through as it is.
 *
 * `a|b` is the first of the two that is a rule: one is silent where the other denies.
 * What is not a rule, and groups where a policy cannot name any, are not looked for.
 */
#ifndef TESTS_PROFILE_EFFECTS_H
#define TESTS_PROFILE_EFFECTS_H

#include <stddef.h>

struct effect {
    const char *why;
    const char *key; /* under the first prefix, unless it has one */
    const char *value;
    const char *rules;
    const char *groups;
};

struct controller {
    const char *profile;
    const char *ranges;  /* of its class */
    const char *carrier; /* of the class */
    const char *base;    /* annotations that its objects have, but for the key at hand */
    const struct effect *effects;
    size_t n;
};

extern const struct controller effect_controllers[];
extern const size_t n_effect_controllers;

#endif
