/*
 * near: "did you mean ...?"
 *
 * Damerau-Levenshtein (adjacent swaps), bounded; a candidate counts when its
 * distance is at most max(1, length / 3).  Looks at 1,000 candidates at most and at
 * texts of at most 253 bytes.
 */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include "base/str.h"

#define NEAR_MAX_CANDIDATES 1000

/* The nearest candidate, the first among equals; false when none is near. */
bool near_find(struct str text, const struct str *candidates, size_t n,
               struct str *ret_best);

#endif
