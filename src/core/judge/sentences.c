/*
 * sentences: drafts that say the same are grouped first, then equal texts are joined.
 */
#include "core/judge/sentences.h"

/* The sentences of denied drafts so far. */
struct said {
    const struct context *context;
    const struct draft **first; /* the first draft of each; at most SENTENCES_MAX */
    struct decision *decision;
};

/* The number of this sentence; decision->n_said: it is new. */
static uint32_t find_said(const struct said *said, const struct violation *violation)
{
    uint32_t i = 0;

    while (i < said->decision->n_said &&
           (said->first[i]->violation.rule != violation->rule ||
            !str_equal(said->first[i]->violation.sentence, violation->sentence)))
        i++;
    return i;
}

static void say(struct said *said, struct draft *draft)
{
    struct decision *decision = said->decision;
    struct violation *violation = &draft->violation;

    violation->said = VIOLATION_UNSAID;
    if (decision->n_said == SENTENCES_MAX) {
        decision->n_unsaid++;
        return;
    }
    draft->is_brief = decision->n_said >= SENTENCES_IN_FULL;
    violation->sentence = rule_explain(said->context, draft);
    violation->said = find_said(said, violation);
    if (violation->said == decision->n_said)
        said->first[decision->n_said++] = draft;
}

void sentences_of_denied(const struct context *context, struct violations *violations,
                         struct decision *ret)
{
    struct arena *arena = context->inquiry->arena;
    struct said said = {.context = context, .decision = ret};
    struct draft **denied = ARENA_NEW(arena, struct draft *, violations->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < violations->n; i++) {
        if (violations->all[i].violation.disposition == DISPOSITION_DENIED)
            denied[n++] = &violations->all[i];
    }
    if (n == 0)
        return;
    said.first = ARENA_NEW(arena, const struct draft *, SENTENCES_MAX);
    violations_group(denied, n, arena);
    for (size_t i = 0; i < n; i++) {
        struct draft *draft = denied[i];

        if (draft->same == draft)
            say(&said, draft);
        draft->violation.said = draft->same->violation.said;
        draft->violation.sentence = draft->same->violation.sentence;
    }
}

void sentences_of_rest(const struct context *context, struct violations *violations)
{
    size_t n = 0;

    for (size_t i = 0; i < violations->n && n < SENTENCES_MAX; i++) {
        struct draft *draft = &violations->all[i];

        if (draft->violation.disposition == DISPOSITION_DENIED ||
            draft->violation.disposition == DISPOSITION_EXCUSED)
            continue;
        draft->is_brief = n >= SENTENCES_IN_FULL;
        draft->violation.sentence = rule_explain(context, draft);
        n++;
    }
}
