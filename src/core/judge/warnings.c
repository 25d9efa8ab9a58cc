/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warnings: a list in an arena, with a limit.
 */
#include "core/judge/warnings.h"

bool warnings_are_full(const struct warnings *warnings)
{
    return warnings->n >= DECISION_MAX_WARNINGS;
}

struct warning *warnings_add(struct warnings *warnings, struct warning warning)
{
    if (warnings_are_full(warnings)) {
        warnings->n_more++;
        return NULL;
    }
    if (warnings->n == warnings->cap)
        warnings->all = arena_grow(warnings->arena, warnings->all, &warnings->cap,
                                   sizeof *warnings->all);
    warnings->all[warnings->n] = warning;
    return &warnings->all[warnings->n++];
}

struct warning *warnings_find(const struct warnings *warnings, enum rule_id rule,
                              struct str sentence)
{
    for (size_t i = 0; i < warnings->n; i++) {
        struct warning *warning = &warnings->all[i];

        if (warning->rule == rule && str_equal(warning->sentence, sentence))
            return warning;
    }
    return NULL;
}

void warning_add_place(struct warning *warning, struct field_path place,
                       struct arena *arena)
{
    const size_t n = warning->n_places++;

    if (n >= WARNING_KEPT_PLACES)
        return;
    if (n == warning->cap_places)
        warning->places = arena_grow(arena, warning->places, &warning->cap_places,
                                     sizeof *warning->places);
    warning->places[n] = place;
}

void warnings_finish(const struct warnings *warnings, struct decision *decision)
{
    decision->warnings = warnings->all;
    decision->n_warnings = warnings->n;
    decision->n_more_warnings = warnings->n_more;
}
