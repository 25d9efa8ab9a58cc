/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile_effects: all keys that are known to matter, by profile, with their effect: the
 * rules that such a key breaks by itself, and the groups under which a policy can forbid
 * it.  A key with neither is accepted unchanged.
 *
 * `a|b`: the first of the two that is a rule, because one is silent where the other
 * denies. Names that are not rules are ignored, and so are groups if a policy cannot name
 * any.
 */
#ifndef TESTS_PROFILE_EFFECTS_H
#define TESTS_PROFILE_EFFECTS_H

#include <stddef.h>

struct effect {
    const char *why;
    const char *key; /* under the first prefix, unless it has its own */
    const char *value;
    const char *rules;
    const char *groups;
};

struct controller {
    const char *profile;
    const char *ranges;  /* of the class */
    const char *carrier; /* of the class */
    const char *base;    /* annotations of all its objects, except the key of the row */
    const struct effect *effects;
    size_t n;
};

extern const struct controller effect_controllers[];
extern const size_t n_effect_controllers;

#endif
