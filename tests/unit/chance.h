/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chance: random numbers that are the same on every machine.  A test may set the state.
 */
#ifndef TESTS_CHANCE_H
#define TESTS_CHANCE_H

#include <stddef.h>
#include <stdint.h>

static uint64_t random_state = 1;

static inline uint32_t random_below(size_t n)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (uint32_t)((random_state >> 33) % n);
}

#endif
