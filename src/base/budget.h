/* SPDX-License-Identifier: Apache-2.0 */
/*
 * budget: how much memory the reading of a document may take.
 *
 * It is measured, not enforced where memory is allocated: whoever reads looks at every
 * step, before the next one takes more, and stops beyond the ceiling.  So a little more
 * is taken than the ceiling says, by what a single step takes.
 */
#ifndef BASE_BUDGET_H
#define BASE_BUDGET_H

#include "base/problems.h"

struct budget {
    size_t max_bytes;   /* SIZE_MAX: there is no ceiling */
    size_t taken_bytes; /* besides what is measured: texts that are being read */
};
#define BUDGET_NONE ((struct budget){SIZE_MAX, 0})

/* What is left of it: 0 beyond the ceiling. */
static inline size_t budget_left(const struct budget *budget, size_t bytes)
{
    const size_t left =
        budget->max_bytes - (budget->taken_bytes < budget->max_bytes ? budget->taken_bytes
                                                                     : budget->max_bytes);

    return bytes < left ? left - bytes : 0;
}

static inline bool budget_holds(const struct budget *budget, size_t bytes)
{
    return budget->max_bytes == SIZE_MAX || budget_left(budget, bytes) > 0;
}

/* It does not hold bytes: end the reading with `too-large`.  what: which
 * memory it is. */
#define BUDGET_TO_LOAD "loading the policy"
#define BUDGET_LOADED  "the loaded policy"
void budget_refuse(const struct budget *budget, size_t bytes, const char *what,
                   struct place place, struct problems *problems);

#endif
