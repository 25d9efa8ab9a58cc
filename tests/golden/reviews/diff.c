/* SPDX-License-Identifier: Apache-2.0 */
/* The lines in the middle, between what both texts begin and end with, are matched by
 * their longest common subsequence.  Where that table would be large, all of the middle
 * counts as changed. */
#include "diff.h"

#include <stdint.h>

#define CONTEXT   3
#define TABLE_MAX ((size_t)4 << 20)

struct lines {
    struct str *all;
    size_t n;
};

struct step {
    char mark; /* ' ', '-' or '+' */
    struct str line;
};

struct steps {
    struct step *all;
    size_t n;
};

static struct lines split(struct arena *arena, struct str text)
{
    struct lines lines = {0};
    struct str line;
    bool done = false;
    size_t n = 1;

    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '\n';
    lines.all = ARENA_NEW(arena, struct str, n);
    while (str_next_item(&text, '\n', &done, &line))
        lines.all[lines.n++] = line;
    /* A newline ends a line and begins none. */
    if (lines.n > 0 && lines.all[lines.n - 1].len == 0)
        lines.n--;
    return lines;
}

static void add(struct steps *steps, char mark, struct str line)
{
    steps->all[steps->n++] = (struct step){mark, line};
}

/* In row i, column j: how many lines the rests of want from i and of got from j have in
 * common. */
static uint32_t *match(struct arena *arena, struct lines want, struct lines got)
{
    size_t width = got.n + 1;
    uint32_t *table = ARENA_NEW(arena, uint32_t, (want.n + 1) * width);

    for (size_t i = want.n; i-- > 0;) {
        for (size_t j = got.n; j-- > 0;) {
            uint32_t down = table[(i + 1) * width + j];
            uint32_t right = table[i * width + j + 1];
            uint32_t most = down > right ? down : right;

            if (str_equal(want.all[i], got.all[j]))
                most = table[(i + 1) * width + j + 1] + 1;
            table[i * width + j] = most;
        }
    }
    return table;
}

static void walk(struct arena *arena, struct steps *steps, struct lines want,
                 struct lines got)
{
    bool small = want.n < TABLE_MAX / (got.n + 1);
    const uint32_t *table = small ? match(arena, want, got) : NULL;
    size_t width = got.n + 1;
    size_t i = 0;
    size_t j = 0;

    while (i < want.n || j < got.n) {
        if (small && i < want.n && j < got.n && str_equal(want.all[i], got.all[j])) {
            add(steps, ' ', want.all[i]);
            i++;
            j++;
        } else if (j == got.n ||
                   (i < want.n &&
                    (!small || table[(i + 1) * width + j] >= table[i * width + j + 1]))) {
            add(steps, '-', want.all[i++]);
        } else {
            add(steps, '+', got.all[j++]);
        }
    }
}

static struct steps compare(struct arena *arena, struct lines want, struct lines got)
{
    struct steps steps = {ARENA_NEW(arena, struct step, want.n + got.n + 1), 0};
    size_t first = 0;
    size_t last = 0;

    while (first < want.n && first < got.n && str_equal(want.all[first], got.all[first]))
        first++;
    while (last < want.n - first && last < got.n - first &&
           str_equal(want.all[want.n - 1 - last], got.all[got.n - 1 - last]))
        last++;
    for (size_t i = 0; i < first; i++)
        add(&steps, ' ', want.all[i]);
    walk(arena, &steps, (struct lines){want.all + first, want.n - first - last},
         (struct lines){got.all + first, got.n - first - last});
    for (size_t i = want.n - last; i < want.n; i++)
        add(&steps, ' ', want.all[i]);
    return steps;
}

/* How many of the steps before end are not of the other text. */
static size_t count(const struct steps *steps, size_t begin, size_t end, char other)
{
    size_t n = 0;

    for (size_t i = begin; i < end; i++)
        n += steps->all[i].mark != other;
    return n;
}

/* Where the hunk with the change at i ends: before lines that only more context fills. */
static size_t hunk_end(const struct steps *steps, size_t i)
{
    size_t last = i;

    for (; i < steps->n && i - last <= (size_t)2 * CONTEXT; i++) {
        if (steps->all[i].mark != ' ')
            last = i;
    }
    return last + 1 + CONTEXT < steps->n ? last + 1 + CONTEXT : steps->n;
}

static void add_hunk(struct buf *to, const struct steps *steps, size_t begin, size_t end)
{
    buf_addf(to, "@@ -%zu,%zu +%zu,%zu @@\n", count(steps, 0, begin, '+') + 1,
             count(steps, begin, end, '+'), count(steps, 0, begin, '-') + 1,
             count(steps, begin, end, '-'));
    for (size_t i = begin; i < end; i++) {
        buf_add_byte(to, steps->all[i].mark);
        buf_add(to, steps->all[i].line);
        buf_add_byte(to, '\n');
    }
}

void diff_add(struct buf *to, struct arena *arena, struct str want, struct str got)
{
    struct steps steps = compare(arena, split(arena, want), split(arena, got));
    size_t i = 0;

    while (i < steps.n) {
        if (steps.all[i].mark == ' ') {
            i++;
            continue;
        }
        size_t end = hunk_end(&steps, i);

        add_hunk(to, &steps, i < CONTEXT ? 0 : i - CONTEXT, end);
        i = end;
    }
}
