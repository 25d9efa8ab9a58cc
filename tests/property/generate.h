/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generate: Ingresses by chance, from words that the test policies know.
 *
 * The same seed makes the same object; `order` only shuffles the members of its JSON.
 */
#ifndef TESTS_GENERATE_H
#define TESTS_GENERATE_H

#include "base/arena.h"

struct class_words;

struct random {
    uint64_t state;
};

uint64_t random_next(struct random *random);
size_t random_below(struct random *random, size_t n);

#define GENERATED_MAX 12

struct generated {
    const char *name;
    const char *class_field; /* NULL: absent */
    struct {
        const char *key;
        const char *value;
    } annotations[GENERATED_MAX];
    size_t n_annotations;
    const char *hosts[GENERATED_MAX]; /* NULL: a rule without host */
    const char *paths[GENERATED_MAX];
    size_t n_hosts;
    const char *tls_hosts[GENERATED_MAX];
    size_t n_tls;
    bool tls_secret;
    bool default_backend;
    bool being_deleted;
};

/* words: of the class that most objects are of; NULL: of none. */
void generate_object(struct random *random, const struct class_words *words,
                     struct generated *ret);

/* Another object near this one: a few things added, changed, removed. */
void generate_neighbour(struct random *random, const struct class_words *words,
                        struct generated *object);

struct str generate_json(struct arena *arena, const struct generated *object,
                         uint64_t order);

extern const char *const generate_namespaces[];
extern const size_t generate_n_namespaces;

#endif
