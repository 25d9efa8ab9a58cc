/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edit: a list of edits, and the view that results from them.
 *
 * Edits live in the arena of the list; texts are borrowed.
 */
#ifndef CORE_MUTATIONS_EDIT_H
#define CORE_MUTATIONS_EDIT_H

#include "core/object/decision.h"
#include "core/object/view.h"

struct edits {
    struct edit *all;
    size_t n;
    size_t cap;
    struct arena *arena;
};

void edits_add(struct edits *edits, struct edit edit);

/* Add an edit that sets the annotation, or the field for SERVICE_RANGES_KEY.  now: the
 * present value; NULL: the key is absent.  rule: the rule that requires it. */
void edits_annotate(struct edits *edits, struct str key, const struct str *now,
                    struct str text, enum rule_id rule);

/* Add an edit that removes the key, which must be present. */
void edits_remove(struct edits *edits, struct str key, enum rule_id rule);

/* Sort: fields first, then annotations by key. */
void edits_sort(struct edits *edits);

/* The edit of the key, in sorted edits; NULL if there is none. */
const struct edit *edits_find(const struct edits *edits, struct str key);

/* The view after n sorted edits.  Borrows from the view and the edits. */
struct view edits_apply(const struct edit *edits, size_t n, const struct view *view,
                        struct arena *arena);

#endif
