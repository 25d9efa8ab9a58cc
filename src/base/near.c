/*
 * near: see near.h.
 *
 * Three rows of the usual table are enough for adjacent swaps; a row whose smallest
 * entry is over the bound ends the candidate.
 */
#include "base/near.h"

#define TEXT_MAX_BYTES 253 /* the longest host name */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The distance, or bound + 1 when it is larger than bound. */
static size_t distance(struct str a, struct str b, size_t bound)
{
    size_t rows[3][TEXT_MAX_BYTES + 1];
    size_t *two_up = rows[0];
    size_t *up = rows[1];
    size_t *row = rows[2];

    for (size_t j = 0; j <= b.len; j++)
        up[j] = two_up[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t smallest = i;
        size_t *reused = two_up;

        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            const size_t differs = a.ptr[i - 1] != b.ptr[j - 1];

            row[j] = least(least(up[j], row[j - 1]) + 1, up[j - 1] + differs);
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
                a.ptr[i - 2] == b.ptr[j - 1])
                row[j] = least(row[j], two_up[j - 2] + 1);
            smallest = least(smallest, row[j]);
        }
        if (smallest > bound)
            return bound + 1;
        two_up = up;
        up = row;
        row = reused;
    }
    return up[b.len];
}

bool near_find(struct str text, const struct str *candidates, size_t n,
               struct str *ret_best)
{
    size_t bound = text.len / 3 > 1 ? text.len / 3 : 1;
    bool found = false;

    if (text.len == 0 || text.len > TEXT_MAX_BYTES)
        return false;
    for (size_t i = 0; i < least(n, NEAR_MAX_CANDIDATES); i++) {
        const struct str candidate = candidates[i];
        size_t d;

        if (candidate.len > least(text.len + bound, TEXT_MAX_BYTES) ||
            candidate.len + bound < text.len)
            continue;
        d = distance(text, candidate, bound);
        if (d > bound)
            continue;
        *ret_best = candidate;
        found = true;
        if (d == 0)
            break;
        bound = d - 1; /* the next must be nearer: the first among equals stays */
    }
    return found;
}
