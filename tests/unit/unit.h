/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit: cmocka, with checks that print the reason.
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/attr.h"
#include "base/str.h"

/* Fails with the sentence `why` unless the claim holds. */
#define check_true(claim, why)                                                           \
    do {                                                                                 \
        if (!(claim))                                                                    \
            fail_msg("%s: not so: %s", (why), #claim);                                   \
    } while (0)

/* Not inlined: gcc would warn about reads beyond a literal, although the length excludes
 * them. */
static NO_INLINE UNUSED bool unit_equal_(struct str a, struct str b)
{
    return str_equal(a, b);
}

/* Fails with both texts unless they are equal. */
#define check_text(got, want, why)                                                       \
    do {                                                                                 \
        struct str got_ = (got);                                                         \
        struct str want_ = (want);                                                       \
        if (!unit_equal_(got_, want_))                                                   \
            fail_msg("%s:\n  got  \"%.*s\"\n  want \"%.*s\"", (why), STR_ARGS(got_),     \
                     STR_ARGS(want_));                                                   \
    } while (0)

#endif
