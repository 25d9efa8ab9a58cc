/* SPDX-License-Identifier: Apache-2.0 */
/*
 * near: "did you mean ...?"
 *
 * Damerau-Levenshtein (adjacent swaps), bounded; a candidate counts if its
 * distance is at most max(1, length / 3).  Compares at most 1,000 candidates, and texts
 * of at most 253 bytes.
 */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include <limits.h>

#include "base/str.h"

#define NEAR_MAX_CANDIDATES 1000

/* A text, and the nearest candidate so far.  Borrows from both. */
struct near {
    struct str text;
    struct str best; /* when found */
    bool found;
    size_t limit;              /* the next must be nearer than this */
    bool holds[UCHAR_MAX + 1]; /* the bytes of the text */
};

void near_begin(struct near *near, struct str text);

/* Take the candidate if it is nearer than all before. */
void near_offer(struct near *near, struct str candidate);

/* True if near_offer() would take it. */
bool near_reaches(const struct near *near, struct str candidate);

/* The nearest candidate, the first among equals.  Returns false if none is near. */
bool near_find(struct str text, const struct str *candidates, size_t n,
               struct str *ret_best);

#endif
