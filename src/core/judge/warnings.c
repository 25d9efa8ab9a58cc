/*
 * warnings: cut, counted.
 */
#include "core/judge/warnings.h"

#include "base/text.h"

bool warnings_are_full(const struct warnings *warnings)
{
    return warnings->n >= WARNINGS_MAX;
}

void warnings_add(struct warnings *warnings, enum rule_id rule, struct str text)
{
    struct str name = rule_id_name(rule);
    struct buf buf;

    if (warnings_are_full(warnings)) {
        warnings->n_more++;
        return;
    }
    buf_init(&buf, warnings->arena, BUF_MAX_BYTES);
    buf_add(&buf, name);
    buf_add_text(&buf, ": ");
    buf_add(&buf, text);
    warnings->all[warnings->n++] =
        text_cut(warnings->arena, buf_str(&buf), WARNING_MAX_CHARS);
}

void warnings_finish(struct warnings *warnings, struct decision *decision)
{
    struct str *copy;

    if (warnings->n_more > 0)
        warnings->all[warnings->n++] =
            arena_format(warnings->arena, "and %zu more", warnings->n_more);
    copy = ARENA_NEW(warnings->arena, struct str, warnings->n + 1);
    for (size_t i = 0; i < warnings->n; i++)
        copy[i] = warnings->all[i];
    decision->warnings = copy;
    decision->n_warnings = warnings->n;
}
