/*
 * sentences: drafts that say the same are grouped first, then equal texts are joined.
 */
#include "core/judge/sentences.h"

/* The sentences so far. */
struct said {
    const struct context *context;
    const struct draft **first; /* the first draft of each; at most SENTENCES_MAX */
    uint32_t n;
    size_t n_unsaid;
};

/* The number of this sentence; said->n: it is new. */
static uint32_t find_said(const struct said *said, const struct violation *violation)
{
    uint32_t i = 0;

    while (i < said->n &&
           (said->first[i]->violation.rule != violation->rule ||
            !str_equal(said->first[i]->violation.sentence, violation->sentence)))
        i++;
    return i;
}

static void say(struct said *said, struct draft *draft)
{
    struct violation *violation = &draft->violation;
    const bool in_full = said->context->inquiry->in_full;

    violation->said = VIOLATION_UNSAID;
    draft->is_brief = said->n >= SENTENCES_IN_FULL && !in_full;
    if (said->n == SENTENCES_MAX) {
        said->n_unsaid++;
        if (in_full)
            violation->sentence = rule_explain(said->context, draft);
        return;
    }
    violation->sentence = rule_explain(said->context, draft);
    violation->said = find_said(said, violation);
    if (violation->said == said->n)
        said->first[said->n++] = draft;
}

static void say_all(struct said *said, struct draft **drafts, size_t n)
{
    struct arena *arena = said->context->inquiry->arena;

    if (n == 0)
        return;
    said->first = ARENA_NEW(arena, const struct draft *, SENTENCES_MAX);
    violations_group(drafts, n, arena);
    for (size_t i = 0; i < n; i++) {
        struct draft *draft = drafts[i];

        if (draft->same == draft)
            say(said, draft);
        draft->violation.said = draft->same->violation.said;
        draft->violation.sentence = draft->same->violation.sentence;
    }
}

/* Of the drafts of one rule all have the one or the other. */
static bool is_warned(enum disposition disposition)
{
    return disposition == DISPOSITION_WARNED || disposition == DISPOSITION_RATCHETED;
}

void sentences_of_denied(const struct context *context, struct violations *violations,
                         struct decision *ret)
{
    struct said said = {.context = context};
    struct draft **denied =
        ARENA_NEW(context->inquiry->arena, struct draft *, violations->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < violations->n; i++) {
        if (violations->all[i].violation.disposition == DISPOSITION_DENIED)
            denied[n++] = &violations->all[i];
    }
    say_all(&said, denied, n);
    ret->n_said = said.n;
    ret->n_unsaid = said.n_unsaid;
}

size_t sentences_of_warned(const struct context *context, struct violations *violations)
{
    struct said said = {.context = context};
    struct draft **warned =
        ARENA_NEW(context->inquiry->arena, struct draft *, violations->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < violations->n; i++) {
        if (is_warned(violations->all[i].violation.disposition))
            warned[n++] = &violations->all[i];
    }
    say_all(&said, warned, n);
    return said.n_unsaid;
}
