/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parts: what the files of this folder share; test_file.h is for all others.
 */
#ifndef YAML_TEST_PARTS_H
#define YAML_TEST_PARTS_H

#include "yaml/policy/fields.h"
#include "yaml/test/test_file.h"

/* The place of a list or map without items is that of its bracket. */
struct test_texts test_texts_read(struct reader *reader, const struct node *node,
                                  const char *what);

/* Who writes, where an item says so; else as its file says. */
struct test_writer_fields {
    struct text_at date, user;
    const struct node *groups;
};
#define TEST_WRITER_FIELDS(type)                                                         \
    FIELD(type, writer.date, "date", FIELD_WORD),                                        \
        FIELD(type, writer.user, "user", FIELD_WORD),                                    \
        FIELD(type, writer.groups, "groups", FIELD_ANY)
struct test_writer test_writer_read(struct reader *reader,
                                    const struct test_writer_fields *fields,
                                    const struct test_writer *outer);

/* False: noted. */
bool test_namespace_check(struct reader *reader, const struct text_at *text);
bool test_rule_read(struct reader *reader, const struct text_at *text, enum rule_id *ret);

struct test_text test_text_of(const struct text_at *text);

/* A map, perhaps empty.  False: it is none, which is noted. */
bool test_map_check(struct reader *reader, const struct node *node, const char *what);

void test_reach_read(struct reader *reader, const struct node *list,
                     const struct test_writer *outer, struct test_file *file);
bool test_expect_read(struct reader *reader, const struct node *map, struct spot spot,
                      struct test_expect *ret);

#endif
