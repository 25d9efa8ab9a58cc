/* SPDX-License-Identifier: Apache-2.0 */
/*
 * near: see near.h.
 *
 * Adjacent swaps need three rows of the usual table, and of each row only the cells
 * within the bound of the diagonal.  A row whose smallest cell exceeds the bound excludes
 * the candidate.
 */
#include "base/near.h"

#include "base/attr.h"

#define TEXT_MAX_BYTES 253 /* the longest host name */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* A common beginning or end does not change the distance. */
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
    uint8_t rows[3][TEXT_MAX_BYTES + 2]; /* indexed by row modulo 3 */
};

/* Fill the cells of a row near the diagonal; their neighbours exceed the bound.  Returns
 * the smallest cell. */
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
        /* The rows above were filled one cell further.
         * NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage) */
        size_t d = least(least(up[j], row[j - 1]) + (size_t)1, up[j - 1] + differs);

        if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
            a.ptr[i - 2] == b.ptr[j - 1])
            d = least(d, two_up[j - 2] + (size_t)1);
        row[j] = (uint8_t)d;
        smallest = least(smallest, d);
    }
    return smallest;
}

/* True if the distance is 1: one letter, or two letters swapped.  The texts have no
 * common beginning or end. */
static bool is_one_step(struct str a, struct str b)
{
    if (a.len == 2 && b.len == 2)
        return a.ptr[0] == b.ptr[1] && a.ptr[1] == b.ptr[0];
    return a.len <= 1 && b.len <= 1;
}

/* Each byte of the candidate that the text does not contain adds at least 1. */
static bool is_out_of_reach(const struct near *near, struct str candidate, size_t bound)
{
    size_t n_absent = 0;

    for (size_t i = 0; i < candidate.len && n_absent <= bound; i++)
        n_absent += !near->holds[(unsigned char)candidate.ptr[i]];
    return n_absent > bound;
}

/* The distance of a and b, or a number larger than bound if it exceeds bound. */
static size_t fill_table(struct str a, struct str b, size_t bound)
{
    NOT_CLEARED struct table table; /* each cell is written first */

    table.a = a;
    table.b = b;
    table.bound = bound;
    for (size_t j = 0; j <= least(b.len, bound) + 1; j++)
        table.rows[0][j] = (uint8_t)j;
    for (size_t i = 1; i <= a.len; i++) {
        if (fill_row(&table, i) > bound)
            return bound + 1;
    }
    /* b is longer than a by bound at most, so the cell was filled.
     * NOLINTNEXTLINE(clang-analyzer-core.uninitialized.UndefReturn) */
    return table.rows[a.len % 3][b.len];
}

/* The same, but tries cheaper checks first. */
static size_t distance(const struct near *near, struct str candidate, size_t bound)
{
    struct str text = near->text;

    if (candidate.len > least(text.len + bound, TEXT_MAX_BYTES) ||
        candidate.len + bound < text.len)
        return bound + 1;
    strip_common(&text, &candidate);
    if (text.len == 0 || candidate.len == 0)
        return text.len + candidate.len;
    if (bound <= 1)
        return is_one_step(text, candidate) ? 1 : 2;
    if (is_out_of_reach(near, candidate, bound))
        return bound + 1;
    return fill_table(text, candidate, bound);
}

void near_begin(struct near *near, struct str text)
{
    *near = (struct near){.text = text};
    if (text.len == 0 || text.len > TEXT_MAX_BYTES)
        return;
    near->limit = (text.len / 3 > 1 ? text.len / 3 : 1) + 1;
    for (size_t i = 0; i < text.len; i++)
        near->holds[(unsigned char)text.ptr[i]] = true;
}

bool near_reaches(const struct near *near, struct str candidate)
{
    return near->limit > 0 && distance(near, candidate, near->limit - 1) < near->limit;
}

void near_offer(struct near *near, struct str candidate)
{
    size_t d;

    if (near->limit == 0)
        return;
    d = distance(near, candidate, near->limit - 1);
    if (d >= near->limit)
        return;
    near->found = true;
    near->best = candidate;
    near->limit = d; /* the next one must be nearer, so the first among equals wins */
}

bool near_find(struct str text, const struct str *candidates, size_t n,
               struct str *ret_best)
{
    struct near near;

    near_begin(&near, text);
    for (size_t i = 0; i < least(n, NEAR_MAX_CANDIDATES) && near.limit > 0; i++)
        near_offer(&near, candidates[i]);
    if (near.found)
        *ret_best = near.best;
    return near.found;
}
