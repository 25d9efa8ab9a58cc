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

/* By key; the class, which has none, comes first. */
void edits_sort(struct edits *edits);

/* Of sorted edits; NULL: the key is not touched. */
const struct edit *edits_find(const struct edits *edits, struct str key);

/* The view as it is after sorted edits. */
struct view edits_apply(const struct edit *edits, size_t n, const struct view *view,
                        struct arena *arena);

#endif
