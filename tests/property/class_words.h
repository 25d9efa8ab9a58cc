/* SPDX-License-Identifier: Apache-2.0 */
/*
 * class_words: the keys and values that matter to one class of a policy.
 */
#ifndef TESTS_CLASS_WORDS_H
#define TESTS_CLASS_WORDS_H

#include "core/policy/policy.h"

#define CLASS_WORDS_MAX 128

struct class_words {
    const char *class_name;
    bool by_annotation; /* the controller reads the class in an annotation only */
    const char *keys[CLASS_WORDS_MAX];
    size_t n_keys;
    const char *values[CLASS_WORDS_MAX];
    size_t n_values;
};

/* Everything is allocated in the arena. */
void class_words_of(const struct class *class, struct arena *arena,
                    struct class_words *ret);

#endif
