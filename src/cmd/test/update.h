/* SPDX-License-Identifier: Apache-2.0 */
/*
 * update: the `expect` of cases, written anew as it came, and not one other byte.
 *
 * Edits of the file's text: a value at a time, found by the places of its nodes.  A list
 * or map keeps its style, and comments behind other values stay.
 */
#ifndef CMD_TEST_UPDATE_H
#define CMD_TEST_UPDATE_H

#include "cmd/test/actual.h"

/* The text of a file, and where its lines begin. */
struct test_source {
    struct str bytes;
    const size_t *lines;
    size_t n_lines;
};
void test_source_init(struct test_source *source, struct str bytes, struct arena *arena);

/* Where the value of a node begins and ends.  indent: blanks in front of what it is in,
 * so that the lines of a block text have more. */
size_t test_source_offset(const struct test_source *source, const struct node *node);
size_t test_source_end(const struct test_source *source, const struct node *node,
                       size_t indent);

/* A text as a YAML scalar that is read back as it is, in any style. */
void test_scalar_add(struct buf *buf, struct str text);

struct test_edit {
    size_t from, to;
    struct str text;
};
struct test_edits {
    struct test_edit *all;
    size_t n;
    size_t cap;
    struct arena *arena;
};

/* What is to be written so that the answer is what the case expects. */
void test_update_plan(const struct test_source *source, const struct test_expect *expect,
                      const struct test_actual *actual, const struct policy *policy,
                      struct test_edits *ret);

bool test_edits_same(const struct test_edits *a, const struct test_edits *b);

/* The text with all edits.  False: some overlap. */
bool test_edits_apply(struct test_edits *edits, struct str bytes, struct buf *ret)
    MUST_CHECK;

#endif
