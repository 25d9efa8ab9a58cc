/*
 * edit: a list by key, merged into a view's sorted annotations.
 */
#include "core/mutations/edit.h"

#include <stdlib.h>

void edits_add(struct edits *edits, struct edit edit)
{
    if (edits->n == edits->cap)
        edits->all =
            arena_grow(edits->arena, edits->all, &edits->cap, sizeof *edits->all);
    edits->all[edits->n++] = edit;
}

static int edit_compare(const void *a, const void *b)
{
    const struct edit *left = a;
    const struct edit *right = b;

    return str_compare(left->key, right->key);
}

/* Most lists are short, and qsort() costs more than all their comparisons. */
#define EDITS_FEW 24

static void sort_few(struct edit *all, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct edit edit = all[i];
        size_t at = i;

        for (; at > 0 && str_compare(all[at - 1].key, edit.key) > 0; at--)
            all[at] = all[at - 1];
        all[at] = edit;
    }
}

void edits_sort(struct edits *edits)
{
    if (edits->n <= EDITS_FEW)
        sort_few(edits->all, edits->n);
    else
        qsort(edits->all, edits->n, sizeof *edits->all, edit_compare);
}

const struct edit *edits_find(const struct edits *edits, struct str key)
{
    struct edit wanted = {.key = key};

    if (edits->n == 0)
        return NULL;
    return bsearch(&wanted, edits->all, edits->n, sizeof *edits->all, edit_compare);
}

struct view edits_apply(const struct edit *edits, size_t n, const struct view *view,
                        struct arena *arena)
{
    struct view after = *view;
    struct annotation *merged =
        arena_alloc(arena, (view->n_annotations + n + 1) * sizeof *merged);
    size_t n_merged = 0;
    size_t i = 0;

    for (size_t e = 0; e < n; e++) {
        const struct edit *edit = &edits[e];

        if (edit->key.len == 0) {
            after.class_field = edit->value;
            continue;
        }
        while (i < view->n_annotations &&
               str_compare(view->annotations[i].key, edit->key) < 0)
            merged[n_merged++] = view->annotations[i++];
        if (i < view->n_annotations && str_equal(view->annotations[i].key, edit->key))
            i++;
        if (!edit->remove)
            merged[n_merged++] = (struct annotation){edit->key, edit->value};
    }
    while (i < view->n_annotations)
        merged[n_merged++] = view->annotations[i++];
    after.annotations = merged;
    after.n_annotations = n_merged;
    after.has_annotations = n_merged > 0;
    return after;
}
