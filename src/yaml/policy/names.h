/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names: words that a text must be one of, and the names that a section defines.
 *
 * For yaml/policy only.
 */
#ifndef YAML_POLICY_NAMES_H
#define YAML_POLICY_NAMES_H

#include "base/map.h"
#include "base/problems.h"

/* Words of which a text must be one. */
struct words {
    const char *problem; /* "unknown-mode" */
    const char *noun;
    const struct str *all;
    size_t n;
};
#define WORDS(problem, noun, ...)                                                        \
    {                                                                                    \
        problem, noun, (const struct str[]){__VA_ARGS__},                                \
            ARRAY_LEN(((const struct str[]){__VA_ARGS__}))                               \
    }

/* The names that a section defines, in the order of the document. */
struct names {
    const char *noun;
    struct words words; /* for those who refer to them */
    struct str *all;
    struct place *places;
    size_t max;
    struct map by_name;
};

#endif
