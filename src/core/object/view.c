/* SPDX-License-Identifier: Apache-2.0 */
/* view: finds an annotation in the sorted list. */
#include "core/object/view.h"

static const struct str *find(const struct view *view, struct str key)
{
    size_t low = 0;
    size_t high = view->n_annotations;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(view->annotations[middle].key, key);

        if (order == 0)
            return &view->annotations[middle].value;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* SERVICE_RANGES_KEY stands for the field, even if an annotation has that key. */
static NO_INLINE const struct str *find_of_service(const struct view *view,
                                                   struct str key)
{
    if (!str_equal(key, SERVICE_RANGES_KEY))
        return find(view, key);
    return view->service->ranges.ptr == NULL ? NULL : &view->service->ranges;
}

const struct str *view_annotation(const struct view *view, struct str key)
{
    return view->service == NULL ? find(view, key) : find_of_service(view, key);
}

size_t view_first_of(const struct view *view, struct str beginning)
{
    size_t low = 0;
    size_t high = view->n_annotations;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (str_compare(view->annotations[middle].key, beginning) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
