/*
 * warnings: a list with a ceiling.
 */
#include "core/judge/warnings.h"

bool warnings_are_full(const struct warnings *warnings)
{
    return warnings->n >= DECISION_MAX_WARNINGS;
}

void warnings_add(struct warnings *warnings, struct warning warning)
{
    if (warnings_are_full(warnings)) {
        warnings->n_more++;
        return;
    }
    if (warnings->all == NULL)
        warnings->all = ARENA_NEW(warnings->arena, struct warning, DECISION_MAX_WARNINGS);
    warnings->all[warnings->n++] = warning;
}

void warnings_finish(const struct warnings *warnings, struct decision *decision)
{
    decision->warnings = warnings->all;
    decision->n_warnings = warnings->n;
    decision->n_more_warnings = warnings->n_more;
}
