/* SPDX-License-Identifier: Apache-2.0 */
/*
 * budget: a limit for the memory that the reading of a document may take.
 *
 * The limit is not enforced on allocation.  The reader checks it before each step and
 * stops when it is exceeded.  So the memory of one step may be taken beyond the limit.
 */
#ifndef BASE_BUDGET_H
#define BASE_BUDGET_H

#include "base/problems.h"

struct budget {
    size_t max_bytes;   /* SIZE_MAX: no limit */
    size_t taken_bytes; /* besides what is measured: texts that are being read */
};
#define BUDGET_NONE ((struct budget){SIZE_MAX, 0})

/* The bytes left; 0 beyond the limit. */
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
