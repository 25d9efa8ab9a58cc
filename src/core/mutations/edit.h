/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edit: what the mutating stage sets or removes.
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

/* Set the annotation on the rule's behalf, or under SERVICE_RANGES_KEY the field.  now:
 * what is there; NULL: nothing. */
void edits_annotate(struct edits *edits, struct str key, const struct str *now,
                    struct str text, enum rule_id rule);

/* Take it away, which must be there. */
void edits_remove(struct edits *edits, struct str key, enum rule_id rule);

/* Fields first, then annotations by key. */
void edits_sort(struct edits *edits);

/* Of sorted edits; NULL: what the key names is not touched. */
const struct edit *edits_find(const struct edits *edits, struct str key);

/* The view as it is after sorted edits. */
struct view edits_apply(const struct edit *edits, size_t n, const struct view *view,
                        struct arena *arena);

#endif
