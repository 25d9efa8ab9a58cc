/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parts: declarations that the files of this folder share.  All other files include
 * test_file.h.  "Noted" means that a problem was added to the reader's problems.
 */
#ifndef YAML_TEST_PARTS_H
#define YAML_TEST_PARTS_H

#include "yaml/policy/fields.h"
#include "yaml/test/test_file.h"

/* The texts of a list, which may be empty; their place is that of the list.  what: the
 * name of the field, for messages.  Unfit items are noted and left out. */
struct test_texts test_texts_read(struct reader *reader, const struct node *node,
                                  const char *what);

/* The writer's fields in a test file or in one of its items. */
struct test_writer_fields {
    struct text_at date, user;
    const struct node *groups;
};
#define TEST_WRITER_FIELDS(type)                                                         \
    FIELD(type, writer.date, "date", FIELD_WORD),                                        \
        FIELD(type, writer.user, "user", FIELD_WORD),                                    \
        FIELD(type, writer.groups, "groups", FIELD_ANY)
/* The writer of an item; fields that the item lacks come from outer. */
struct test_writer test_writer_read(struct reader *reader,
                                    const struct test_writer_fields *fields,
                                    const struct test_writer *outer);

/* The text is the name of a namespace, or of a rule.  False: it is not, and the problem
 * is noted. */
bool test_namespace_check(struct reader *reader, const struct text_at *text);
bool test_rule_read(struct reader *reader, const struct text_at *text, enum rule_id *ret);

struct test_text test_text_of(const struct text_at *text);

/* The node is a map, perhaps empty.  False: it is not, and the problem is noted. */
bool test_map_check(struct reader *reader, const struct node *node, const char *what);

/* Fill in file->reach from the items of list.  outer: the file's writer. */
void test_reach_read(struct reader *reader, const struct node *list,
                     const struct test_writer *outer, struct test_file *file);
/* What a case expects.  False: map is unfit, or its verdict is; the problem is noted. */
bool test_expect_read(struct reader *reader, const struct node *map, struct spot spot,
                      struct test_expect *ret);

#endif
