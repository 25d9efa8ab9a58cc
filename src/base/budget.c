/* SPDX-License-Identifier: Apache-2.0 */
/*
 * budget: see budget.h.
 */
#include "base/budget.h"

#define KIB ((size_t)1024)

void budget_refuse(const struct budget *budget, size_t bytes, const char *what,
                   struct place place, struct problems *problems)
{
    problems_end(problems, "too-large", place,
                 "%s takes at least %zu KiB of memory, and --policy-memory allows %zu "
                 "KiB; write a smaller policy, or raise that and the memory limit of the "
                 "pod",
                 what, (budget->taken_bytes + bytes) / KIB + 1, budget->max_bytes / KIB);
}
