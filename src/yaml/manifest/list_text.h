/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_text: a `kind: List` as kubectl prints it, cut into pieces of whole items.
 *
 * Such a text can be read piece by piece, so that the items of a large cluster need not
 * be in memory together.  Only kubectl's form is recognised: the lines of the list
 * itself, and items that begin with `- ` in the first column and continue with an indent
 * of two blanks.  A text that only looks like that form (a quoted text continues in the
 * first column) has a piece that is not valid YAML: the caller then reads it as a whole.
 * Pure.
 */
#ifndef YAML_MANIFEST_LIST_TEXT_H
#define YAML_MANIFEST_LIST_TEXT_H

#include "base/str.h"

struct list_text {
    struct str items; /* all of them */
    uint32_t line;    /* where they begin, from 1 */
};

/* False: the text does not have that form. */
bool list_text_find(struct str bytes, struct list_text *ret) MUST_CHECK;

/* Take whole items off the front, until they have at least `bytes` bytes or none is left.
 * *ret_line: the line of the first one.  False: there was none left. */
bool list_text_next(struct list_text *list, size_t bytes, struct str *ret,
                    uint32_t *ret_line) MUST_CHECK;

#endif
