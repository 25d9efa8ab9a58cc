/*
 * near: see near.h.
 *
 * Three rows of the usual table are enough for adjacent swaps, and of each the cells
 * within the bound of the diagonal; a row whose smallest one is over the bound ends the
 * candidate.
 */
#include "base/near.h"

#include "base/attr.h"

#define TEXT_MAX_BYTES 253 /* the longest host name */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* What both begin or end with costs nothing. */
static void strip_common(struct str *a, struct str *b)
{
    while (a->len > 0 && b->len > 0 && a->ptr[a->len - 1] == b->ptr[b->len - 1]) {
        a->len--;
        b->len--;
    }
    while (a->len > 0 && b->len > 0 && a->ptr[0] == b->ptr[0]) {
        *a = str_skip(*a, 1);
        *b = str_skip(*b, 1);
    }
}

struct table {
    struct str a;
    struct str b;
    size_t bound;
    uint8_t rows[3][TEXT_MAX_BYTES + 2]; /* by the row's number, modulo 3 */
};

/* One row's cells near the diagonal; those beside them are over the bound.  Returns the
 * smallest. */
static size_t fill_row(struct table *table, size_t i)
{
    const struct str a = table->a;
    const struct str b = table->b;
    const size_t from = i > table->bound ? i - table->bound : 1;
    const size_t to = least(b.len, i + table->bound);
    const uint8_t *two_up = table->rows[(i + 1) % 3];
    const uint8_t *up = table->rows[(i + 2) % 3];
    uint8_t *row = table->rows[i % 3];
    size_t smallest = from == 1 ? i : table->bound + 1;

    row[from - 1] = (uint8_t)smallest;
    row[to + 1] = (uint8_t)(table->bound + 1);
    for (size_t j = from; j <= to; j++) {
        const size_t differs = a.ptr[i - 1] != b.ptr[j - 1];
        size_t d = least(least(up[j], row[j - 1]) + (size_t)1, up[j - 1] + differs);

        if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
            a.ptr[i - 2] == b.ptr[j - 1])
            d = least(d, two_up[j - 2] + (size_t)1);
        row[j] = (uint8_t)d;
        smallest = least(smallest, d);
    }
    return smallest;
}

/* The distance, or more than bound when it is larger than bound. */
static size_t distance(struct table *table, struct str a, struct str b, size_t bound)
{
    strip_common(&a, &b);
    if (a.len > b.len + bound || b.len > a.len + bound)
        return bound + 1;
    table->a = a;
    table->b = b;
    table->bound = bound;
    for (size_t j = 0; j <= least(b.len, bound) + 1; j++)
        table->rows[0][j] = (uint8_t)j;
    for (size_t i = 1; i <= a.len; i++) {
        if (fill_row(table, i) > bound)
            return bound + 1;
    }
    /* b is longer than a by bound at most, so the cell was filled.
     * NOLINTNEXTLINE(clang-analyzer-core.uninitialized.UndefReturn) */
    return table->rows[a.len % 3][b.len];
}

bool near_find(struct str text, const struct str *candidates, size_t n,
               struct str *ret_best)
{
    size_t bound = text.len / 3 > 1 ? text.len / 3 : 1;
    bool found = false;
    NOT_CLEARED struct table table; /* one for all, and each cell written first */

    if (text.len == 0 || text.len > TEXT_MAX_BYTES)
        return false;
    for (size_t i = 0; i < least(n, NEAR_MAX_CANDIDATES); i++) {
        const struct str candidate = candidates[i];
        size_t d;

        if (candidate.len > least(text.len + bound, TEXT_MAX_BYTES) ||
            candidate.len + bound < text.len)
            continue;
        d = distance(&table, text, candidate, bound);
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
