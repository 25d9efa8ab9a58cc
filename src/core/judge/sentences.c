/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sentences: drafts that say the same are grouped, then drafts with equal texts are
 * joined.
 */
#include "core/judge/sentences.h"

/* The sentences written so far. */
struct said {
    const struct context *context;
    const struct draft **first; /* the first draft of each; at most SENTENCES_MAX */
    uint32_t n;
    size_t n_unsaid;
};

/* The index of this sentence; said->n if it is new. */
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

/* The group of drafts whose sentences are written together, by how the user is told. */
enum told {
    TOLD_DENIED,
    TOLD_WARNED,
    TOLD_NOBODY,
};

static enum told told_of(const struct draft *draft)
{
    switch (draft->violation.disposition) {
    case DISPOSITION_DENIED:
        return TOLD_DENIED;
    case DISPOSITION_WARNED:
    case DISPOSITION_RATCHETED:
        return TOLD_WARNED;
    case DISPOSITION_AUDITED:
    case DISPOSITION_EXCUSED:
        break;
    }
    return TOLD_NOBODY;
}

static struct said say_those(const struct context *context, struct violations *violations,
                             enum told told)
{
    struct said said = {.context = context};
    struct draft **drafts =
        ARENA_NEW(context->inquiry->arena, struct draft *, violations->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < violations->n; i++) {
        if (told_of(&violations->all[i]) == told)
            drafts[n++] = &violations->all[i];
    }
    say_all(&said, drafts, n);
    return said;
}

void sentences_of_denied(const struct context *context, struct violations *violations,
                         struct decision *ret)
{
    const struct said said = say_those(context, violations, TOLD_DENIED);

    ret->n_said = said.n;
    ret->n_unsaid = said.n_unsaid;
}

size_t sentences_of_warned(const struct context *context, struct violations *violations)
{
    return say_those(context, violations, TOLD_WARNED).n_unsaid;
}

void sentences_of_untold(const struct context *context, struct violations *violations)
{
    (void)say_those(context, violations, TOLD_NOBODY);
}
