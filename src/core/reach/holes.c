/* SPDX-License-Identifier: Apache-2.0 */
/*
 * holes: computes intersections, overlaps and samples.
 */
#include "core/reach/holes.h"

#include "base/buf.h"

bool hole_matches(const struct hole *hole, struct str text)
{
    const size_t n_least = hole->head.len + hole->tail.len + (hole->is_filled ? 1 : 0);

    return text.len >= n_least && str_has_prefix(text, hole->head) &&
           str_has_suffix(text, hole->tail);
}

bool hole_is_within(const struct hole *narrow, const struct hole *wide)
{
    return str_has_prefix(narrow->head, wide->head) &&
           str_has_suffix(narrow->tail, wide->tail);
}

void holes_clear(struct holes *holes)
{
    map_clear(&holes->by_text);
}

#define TEXT_BYTES (2 * HOLE_MAX_BYTES + 1)

/* The beginning, a mark and the end. */
static struct str write_text(struct str head, struct str tail, char mark,
                             char room[TEXT_BYTES])
{
    size_t n = 0;

    for (size_t i = 0; i < head.len; i++)
        room[n++] = head.ptr[i];
    room[n++] = mark;
    for (size_t i = 0; i < tail.len; i++)
        room[n++] = tail.ptr[i];
    return (struct str){room, n};
}

static const char marks[] = {'*', '{'}; /* by is_filled */

void holes_add(struct holes *holes, struct hole hole)
{
    char room[TEXT_BYTES];
    struct str text;
    uint32_t at;

    if (hole.head.len > HOLE_MAX_BYTES || hole.tail.len > HOLE_MAX_BYTES)
        return;
    text = write_text(hole.head, hole.tail, marks[hole.is_filled], room);
    if (map_get(&holes->by_text, text, &at)) {
        holes->all[at].is_made = holes->all[at].is_made && hole.is_made;
        return;
    }
    (void)map_put(&holes->by_text, arena_dup(holes->arena, text), (uint32_t)holes->n);
    holes->heads |= UINT64_C(1) << hole.head.len;
    holes->tails |= UINT64_C(1) << hole.tail.len;
    if (holes->n == holes->cap)
        holes->all =
            arena_grow(holes->arena, holes->all, &holes->cap, sizeof *holes->all);
    holes->all[holes->n++] = hole;
}

/* Members whose beginning is one of head, and whose end is one of tail; n_most: bytes of
 * both together at most. */
static size_t count_around(const struct holes *holes, struct str head, struct str tail,
                           size_t n_most)
{
    char room[TEXT_BYTES];
    size_t n = 0;

    for (size_t h = 0; h <= head.len && h <= HOLE_MAX_BYTES; h++) {
        if ((holes->heads >> h & 1) == 0)
            continue;
        for (size_t t = 0; t <= tail.len && t <= HOLE_MAX_BYTES; t++) {
            if ((holes->tails >> t & 1) == 0)
                continue;
            for (size_t mark = 0; mark < sizeof marks && h + t + mark <= n_most; mark++) {
                const struct str end = str_skip(tail, tail.len - t);
                uint32_t at;

                n += map_get(&holes->by_text,
                             write_text(str_head(head, h), end, marks[mark], room), &at);
            }
        }
    }
    return n;
}

static void add_overlap(struct holes *holes, struct str text)
{
    if (text.len == 0)
        return;
    if (holes->n_overlaps == holes->cap_overlaps)
        holes->overlaps = arena_grow(holes->arena, holes->overlaps, &holes->cap_overlaps,
                                     sizeof *holes->overlaps);
    holes->overlaps[holes->n_overlaps++] = text;
}

/* Add the texts in which beginning and end share bytes, or have nothing between them. */
static void add_overlaps(struct holes *holes, struct str head, struct str tail)
{
    const size_t n_most = head.len < tail.len ? head.len : tail.len;

    for (size_t n = 0; n <= n_most; n++) {
        if (!str_equal(str_skip(head, head.len - n), str_head(tail, n)))
            continue;
        add_overlap(holes,
                    arena_format(holes->arena, "%.*s%.*s", STR_ARGS(head),
                                 (int)(tail.len - n), tail.len == n ? "" : tail.ptr + n));
    }
}

static bool intersect(const struct hole *a, const struct hole *b, struct hole *ret)
{
    const bool is_head_longer = a->head.len >= b->head.len;
    const bool is_tail_longer = a->tail.len >= b->tail.len;
    const struct hole both = {
        .head = is_head_longer ? a->head : b->head,
        .tail = is_tail_longer ? a->tail : b->tail,
        .is_filled = true,
        .is_made = true,
    };

    *ret = both;
    return hole_is_within(&both, a) && hole_is_within(&both, b);
}

/* True if one of them must be within the other if they intersect, so that the
 * intersection is not new. */
static bool is_nested(const struct hole *a, const struct hole *b)
{
    return (a->tail.len == 0 && b->tail.len == 0) ||
           (a->head.len == 0 && b->head.len == 0);
}

static bool is_listed(const struct holes *holes, const struct hole *hole)
{
    char room[TEXT_BYTES];
    uint32_t at;

    return map_get(&holes->by_text, write_text(hole->head, hole->tail, '*', room), &at) ||
           map_get(&holes->by_text, write_text(hole->head, hole->tail, '{', room), &at);
}

/* Returns false if there would be too many. */
static bool add_both(struct holes *holes, size_t i, size_t j)
{
    struct hole both;

    if (is_nested(&holes->all[i], &holes->all[j]) ||
        !intersect(&holes->all[i], &holes->all[j], &both) || is_listed(holes, &both))
        return true;
    if (holes->n == HOLES_MAX)
        return false;
    holes_add(holes, both);
    add_overlaps(holes, both.head, both.tail);
    return true;
}

bool holes_close(struct holes *holes)
{
    const size_t n_given = holes->n;

    for (size_t i = 0; i < n_given; i++)
        add_overlaps(holes, holes->all[i].head, holes->all[i].tail);
    if (holes->tails == 1 || holes->heads == 1)
        return true; /* all are nested, or disjoint */
    for (size_t i = 1; i < holes->n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (!add_both(holes, i, j))
                return false;
        }
    }
    return true;
}

static const char filler_bytes[] = "xabcdefghijklmnopqrstuvwyz0123456789";
#define FILLER_BYTES (sizeof filler_bytes - 1)

struct str filler_nth(size_t nth, char room[FILLER_MAX])
{
    size_t n = 0;

    do {
        room[n++] = filler_bytes[nth % FILLER_BYTES];
        nth = nth / FILLER_BYTES;
    } while (nth-- > 0 && n < FILLER_MAX);
    return (struct str){room, n};
}

/* True if the text matches the member, and no other members than every long text of the
 * member does.  All that contain the member match it. */
static bool is_typical(const struct holes *holes, const struct hole *of, struct str text)
{
    return hole_matches(of, text) &&
           count_around(holes, text, text, text.len) ==
               count_around(holes, of->head, of->tail, SIZE_MAX);
}

#define SAMPLES_MAX 100000

struct str holes_sample(const struct holes *holes, size_t nth,
                        const struct sampling *sampling, size_t *from)
{
    const struct hole *hole = &holes->all[nth];
    const size_t n_fixed = hole->head.len + sampling->front.len + hole->tail.len;
    char room[FILLER_MAX];

    for (; *from < SAMPLES_MAX; (*from)++) {
        const struct str filler = filler_nth(*from, room);
        struct buf text = buf_in(holes->arena);

        if (n_fixed + filler.len > sampling->max_bytes)
            return STR_NONE;
        buf_add(&text, hole->head);
        buf_add(&text, sampling->front);
        buf_add(&text, filler);
        buf_add(&text, hole->tail);
        if (is_typical(holes, hole, buf_str(&text))) {
            (*from)++;
            return buf_str(&text);
        }
    }
    return STR_NONE;
}
