/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generate: makes random Ingresses of words that the test policies use.
 *
 * Equal seeds make equal objects; `order` only shuffles the members of the JSON.
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

/* words: of the class of most objects; NULL: no class. */
void generate_object(struct random *random, const struct class_words *words,
                     struct generated *ret);

/* Changes the object a little: some parts are added, changed or removed. */
void generate_neighbour(struct random *random, const struct class_words *words,
                        struct generated *object);

struct str generate_json(struct arena *arena, const struct generated *object,
                         uint64_t order);

extern const char *const generate_namespaces[];
extern const size_t generate_n_namespaces;

#endif
