/* SPDX-License-Identifier: Apache-2.0 */
/*
 * holes: texts with one hole, and sets of them that are closed under intersection.
 *
 * The intersection of `A*B` and `C*D` has the longer beginning and the longer end.  In a
 * closed set, all texts that match one member and no narrower one are equivalent, except
 * a few short ones in which beginning and end overlap; these are listed separately.
 */
#ifndef CORE_REACH_HOLES_H
#define CORE_REACH_HOLES_H

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"

struct hole {
    struct str head, tail;
    bool is_filled; /* by at least one byte */
    bool is_made;   /* an intersection, not a text of a policy */
};

bool hole_matches(const struct hole *hole, struct str text);

/* True if `wide` matches every long text that `narrow` matches. */
bool hole_is_within(const struct hole *narrow, const struct hole *wide);

struct holes {
    struct hole *all;
    size_t n, cap;
    struct map by_text;    /* -> its number */
    uint64_t heads, tails; /* a bit for each length that occurs */
    struct str *overlaps;  /* the shortest texts that match */
    size_t n_overlaps, cap_overlaps;
    struct arena *arena;
};

void holes_clear(struct holes *holes); /* frees the map */
DEFINE_AUTO_CLEAR(holes_clear, struct holes);

/* Add a member, each once; it is is_made if it was in every call.  A beginning or end
 * longer than HOLE_MAX_BYTES is left out: nothing valid matches it. */
#define HOLE_MAX_BYTES 63
void holes_add(struct holes *holes, struct hole hole);

/* Close the set under intersection.  Returns false if it would have more than HOLES_MAX
 * members. */
#define HOLES_MAX 100000
bool holes_close(struct holes *holes);

/*
 * The nth text to fill a hole with, shortest first, from 0.  The bytes are written to
 * room; they are valid in a label and a namespace.
 */
#define FILLER_MAX 8
struct str filler_nth(size_t nth, char room[FILLER_MAX]);

/* The limits of a sample. */
struct sampling {
    struct str front; /* of the text in the hole */
    size_t max_bytes; /* of the text */
};

/* A text that matches the nth member and no narrower one; len 0: none was found.  *from:
 * 0 at first; call again for another sample. */
struct str holes_sample(const struct holes *holes, size_t nth,
                        const struct sampling *sampling, size_t *from);

#endif
