/* SPDX-License-Identifier: Apache-2.0 */
/*
 * holes: texts with one hole, and sets of them that are closed under intersection.
 *
 * `A*B` and `C*D` have the intersection of the longer beginning and the longer end.  In a
 * closed set, the texts that match one member and no narrower one are treated alike, but
 * for a few short ones in which beginning and end overlap: these are texts of their own.
 */
#ifndef CORE_REACH_HOLES_H
#define CORE_REACH_HOLES_H

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"

struct hole {
    struct str head, tail;
    bool is_filled; /* by one byte at least */
    bool is_made;   /* an intersection, or asked for by nobody */
};

bool hole_matches(const struct hole *hole, struct str text);

/* Every long text that `narrow` matches is one of `wide`. */
bool hole_is_within(const struct hole *narrow, const struct hole *wide);

struct holes {
    struct hole *all;
    size_t n, cap;
    struct map by_text;    /* -> its number */
    uint64_t heads, tails; /* a bit for each length that occurs */
    struct str *overlaps;  /* texts that match, as short as they can be */
    size_t n_overlaps, cap_overlaps;
    struct arena *arena;
};

void holes_clear(struct holes *holes); /* frees the map */
DEFINE_AUTO_CLEAR(holes_clear, struct holes);

/* Once each; is_made if everybody who adds it says so.  Beginnings and ends have at most
 * HOLE_MAX_BYTES; longer ones are left out, as nothing that is valid matches them. */
#define HOLE_MAX_BYTES 63
void holes_add(struct holes *holes, struct hole hole);

/* At most HOLES_MAX members afterwards; false: there would be more. */
#define HOLES_MAX 100000
bool holes_close(struct holes *holes);

/*
 * What may stand in a hole, shortest first: 0, 1, ...  The bytes are written to room;
 * a label or namespace may contain them.
 */
#define FILLER_MAX 8
struct str filler_nth(size_t nth, char room[FILLER_MAX]);

/* What a sample is for. */
struct sampling {
    struct str front; /* of what stands in the hole */
    size_t max_bytes; /* of the text */
};

/* A text that the nth member matches and no narrower one; len 0: none was found.  The
 * caller may refuse it and ask for the one after *from, from 0. */
struct str holes_sample(const struct holes *holes, size_t nth,
                        const struct sampling *sampling, size_t *from);

#endif
