/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bytes: comparing a few of them without a call.
 *
 * Most names and keys are short: memcmp() costs more than the comparison.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* NOLINTBEGIN(clang-analyzer-core.*): that only an empty text may lack an address is
 * beyond clang-tidy. */

static inline uint64_t bytes_eight(const char *at)
{
    uint64_t eight = 0;

    memcpy(&eight, at, sizeof eight);
    return eight;
}

static inline uint32_t bytes_four(const char *at)
{
    uint32_t four = 0;

    memcpy(&four, at, sizeof four);
    return four;
}

/* n bytes at a and at b; both may be NULL where n is 0.  First and last ones overlap. */
static inline bool bytes_equal(const char *a, const char *b, size_t n)
{
    if (n > 16)
        return memcmp(a, b, n) == 0;
    if (n >= 8)
        return bytes_eight(a) == bytes_eight(b) &&
               bytes_eight(a + n - 8) == bytes_eight(b + n - 8);
    if (n >= 4)
        return bytes_four(a) == bytes_four(b) &&
               bytes_four(a + n - 4) == bytes_four(b + n - 4);
    return n == 0 || (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
}

/* NOLINTEND(clang-analyzer-core.*) */

#endif
