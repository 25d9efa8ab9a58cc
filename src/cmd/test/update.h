/* SPDX-License-Identifier: Apache-2.0 */
/*
 * update: rewrites the `expect` of cases to match their actual results.
 *
 * It edits the text of the file value by value, found by the places of the nodes, and
 * leaves every other byte alone.  A list or map keeps its style, and comments after other
 * values stay.
 */
#ifndef CMD_TEST_UPDATE_H
#define CMD_TEST_UPDATE_H

#include "cmd/test/actual.h"

/* The text of a file, and the offsets of its lines. */
struct test_source {
    struct str bytes;
    const size_t *lines;
    size_t n_lines;
};
void test_source_init(struct test_source *source, struct str bytes, struct arena *arena);

/* The offsets at which the value of a node begins and ends.  indent: the indent of the
 * parent; lines of a block text are indented deeper. */
size_t test_source_offset(const struct test_source *source, const struct node *node);
size_t test_source_end(const struct test_source *source, const struct node *node,
                       size_t indent);

/* Write a text as a YAML scalar that reads back as the same text in any style. */
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

/* Plan the edits after which the case expects its actual results. */
void test_update_plan(const struct test_source *source, const struct test_expect *expect,
                      const struct test_actual *actual, const struct policy *policy,
                      struct test_edits *ret);

bool test_edits_same(const struct test_edits *a, const struct test_edits *b);

/* Write the text with all edits applied.  Returns false if edits overlap. */
bool test_edits_apply(struct test_edits *edits, struct str bytes, struct buf *ret)
    MUST_CHECK;

#endif
