/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_text: a `kind: List` as kubectl prints it, cut into pieces of its items.
 *
 * Such a text can be read piece by piece, so that the items of a large cluster need not
 * be in memory together.  Only that form is known: the lines of the list itself, and
 * items that begin with `- ` in the first column and are indented by two blanks.  A text
 * that only looks like it (a quoted text that goes on in the first column) is broken in
 * some piece, by which the caller knows.  Pure.
 */
#ifndef YAML_MANIFEST_LIST_TEXT_H
#define YAML_MANIFEST_LIST_TEXT_H

#include "base/str.h"

struct list_text {
    struct str items; /* all of them */
    uint32_t line;    /* where they begin, from 1 */
};

/* False: it is no such text. */
bool list_text_find(struct str bytes, struct list_text *ret) MUST_CHECK;

/* Take whole items off the front, some of about `bytes`; *ret_line: where they begin.
 * False: there are none left. */
bool list_text_next(struct list_text *list, size_t bytes, struct str *ret,
                    uint32_t *ret_line) MUST_CHECK;

#endif
