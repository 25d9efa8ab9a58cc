/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names: the words that a text may be, and the names that a section defines.
 *
 * For yaml/policy and yaml/test only.
 */
#ifndef YAML_POLICY_NAMES_H
#define YAML_POLICY_NAMES_H

#include "base/map.h"
#include "base/problems.h"

/* The words that a text may be. */
struct words {
    const char *problem; /* its name if the text is none of them: "unknown-mode" */
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
    struct words words; /* for messages about references to unknown names */
    struct str *all;
    struct place *places;
    size_t max;
    struct map by_name;
};

#endif
