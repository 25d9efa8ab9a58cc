/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_file: tests of a policy (kind IngressPolicyTest), as written.
 *
 * A file is read in two steps, because it names the policy that defines the classes and
 * exemptions in it: test_file_read(), then test_file_bind().  Everything wrong is in
 * `problems`, with its place.  Everything lives in the file's arena.
 */
#ifndef YAML_TEST_TEST_FILE_H
#define YAML_TEST_TEST_FILE_H

#include "base/arena.h"
#include "base/problems.h"
#include "core/policy/rule_id.h"
#include "yaml/manifest/object.h"

struct node;
struct policy;

#define TEST_FILE_MAX_BYTES ((size_t)64 << 20)
#define TEST_FILE_MAX_TESTS 1000000

/* line 0: absent */
struct test_text {
    struct str text;
    struct place place;
};

struct test_texts {
    const struct test_text *all;
    size_t n;
    struct place place; /* of the field; line 0: absent */
};

/* The user who writes an object, and the day. */
struct test_writer {
    int32_t day;
    bool has_day;
    struct str user;
    const struct str *groups;
    size_t n_groups;
};

/* Host names that the namespaces may or may not use in one class. */
struct test_names {
    struct str class; /* as written; len 0: every class of the policy */
    struct place place;
    bool may;
    enum rule_id rule;           /* the rule that must deny; RULE_COUNT: any */
    const struct test_text *all; /* canonical */
    size_t n;
};

struct test_reach {
    struct test_writer writer;
    const struct test_text *namespaces;
    size_t n_namespaces;
    const struct test_names *names;
    size_t n_names;
};

/* An object, or a file of objects. */
struct test_object {
    const struct manifest *manifest; /* NULL: a file, or absent */
    struct test_text file;
};

struct test_value {
    struct test_text key;
    struct str value;
};
struct test_values {
    const struct test_value *all;
    size_t n;
    struct place place; /* of the field; line 0: absent */
};

struct test_at {
    enum rule_id rule;
    struct test_texts paths; /* its place is that of the rule */
};

/* What a case expects; an absent field expects nothing. */
struct test_expect {
    const struct node *node; /* a map */
    bool denied;
    struct place verdict;
    struct test_texts rules, warned, class, absent, removes, excused;
    struct test_values annotations, changes;
    const struct test_at *at;
    size_t n_at;
    struct place at_place; /* line 0: absent */
    struct test_text message;
};

struct test_case {
    struct test_text name;
    struct test_writer writer;
    struct str namespace; /* for objects that name none */
    struct test_object object, old;
    struct test_expect expect;
};

struct test_file {
    struct arena arena;
    const char *name;
    struct str bytes;
    struct test_text policy; /* absent: the caller chooses the policy */
    const struct test_reach *reach;
    size_t n_reach;
    const struct test_case *cases;
    size_t n_cases;
};

void test_file_clear(struct test_file *file); /* zeroed is initialised */
DEFINE_AUTO_CLEAR(test_file_clear, struct test_file);

/* name and bytes are borrowed as long as the file.  False: errors were added to
 * `problems`. */
bool test_file_read(struct test_file *file, const char *name, struct str bytes,
                    struct problems *problems) MUST_CHECK;

/* Check that the policy has the classes and exemptions that the file names, and count the
 * tests.  False: errors were added to `problems`. */
bool test_file_bind(const struct test_file *file, const struct policy *policy,
                    struct problems *problems, size_t *ret_tests) MUST_CHECK;

#endif
