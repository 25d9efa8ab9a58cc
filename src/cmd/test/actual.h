/* SPDX-License-Identifier: Apache-2.0 */
/*
 * actual: the results of the writes of a case, in the terms of its `expect`.
 */
#ifndef CMD_TEST_ACTUAL_H
#define CMD_TEST_ACTUAL_H

#include "cmd/check/checked.h"
#include "cmd/test/result.h"

struct texts {
    const struct str *all;
    size_t n;
};

/* Keys of annotations or JSON Pointers, with values. */
struct pair {
    struct str key;
    struct str value;
};
struct pairs {
    const struct pair *all; /* sorted by key */
    size_t n;
};

struct test_actual {
    bool denied;
    struct texts rules, warned; /* in the order of the rules */
    struct texts class;         /* names of classes */
    struct texts removes, excused;
    struct pairs annotations, changes;
    struct str message; /* of a denial */
    const struct answer *validated;
};

/* The result is in the arena and borrows from the object. */
void test_actual_of(const struct checked_object *object, struct arena *arena,
                    struct test_actual *ret);

/* The fields at which the object breaks the rule, each once. */
struct texts test_actual_places(const struct test_actual *actual, enum rule_id rule,
                                struct arena *arena);

/* By key, as struct pairs holds them. */
void pairs_sort(struct pair *all, size_t n);

/* Returns NULL if the key is absent. */
const struct str *pairs_find(const struct pairs *pairs, struct str key);

bool texts_contain(const struct texts *texts, struct str text);

/* True if both are the same set, in any order. */
bool texts_same(struct texts a, struct texts b, struct arena *arena);

/* "A, B", or "none" for an empty list. */
struct str texts_joined(struct texts texts, struct arena *arena);

/* The differences from `expect`, in the order of its fields.  Returns their number.
 * policy: resolves the names of classes. */
size_t test_actual_compare(const struct test_actual *actual,
                           const struct test_expect *expect, const struct policy *policy,
                           struct arena *arena, const struct test_difference **ret);

#endif
