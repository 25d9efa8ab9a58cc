/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sentences: groups drafts with the same meaning, then joins drafts with equal texts.
 */
#include "core/judge/sentences.h"

/* The sentences written so far. */
struct sentences {
    const struct context *context;
    const struct draft **first; /* the first draft of each; at most SENTENCES_MAX */
    uint32_t n;
    size_t n_unsaid;
};

/* The index of this sentence; sentences->n if it is new. */
static uint32_t find_sentence(const struct sentences *sentences,
                              const struct violation *violation)
{
    uint32_t i = 0;

    while (i < sentences->n &&
           (sentences->first[i]->violation.rule != violation->rule ||
            !str_equal(sentences->first[i]->violation.sentence, violation->sentence)))
        i++;
    return i;
}

static void write_sentence(struct sentences *sentences, struct draft *draft)
{
    struct violation *violation = &draft->violation;
    const bool in_full = sentences->context->inquiry->in_full;

    violation->said = VIOLATION_UNSAID;
    draft->is_brief = sentences->n >= SENTENCES_IN_FULL && !in_full;
    if (sentences->n == SENTENCES_MAX) {
        sentences->n_unsaid++;
        if (in_full)
            violation->sentence = rule_explain(sentences->context, draft);
        return;
    }
    violation->sentence = rule_explain(sentences->context, draft);
    violation->said = find_sentence(sentences, violation);
    if (violation->said == sentences->n)
        sentences->first[sentences->n++] = draft;
}

static void write_sentences(struct sentences *sentences, struct draft **drafts, size_t n)
{
    struct arena *arena = sentences->context->inquiry->arena;

    if (n == 0)
        return;
    sentences->first = ARENA_NEW(arena, const struct draft *, SENTENCES_MAX);
    violations_group(drafts, n, arena);
    for (size_t i = 0; i < n; i++) {
        struct draft *draft = drafts[i];

        if (draft->same == draft)
            write_sentence(sentences, draft);
        draft->violation.said = draft->same->violation.said;
        draft->violation.sentence = draft->same->violation.sentence;
    }
}

/* How a violation is reported to the user.  The sentences of drafts with the same notice
 * are written together. */
enum notice {
    NOTICE_DENIAL,
    NOTICE_WARNING,
    NOTICE_NONE,
};

static enum notice notice_of(const struct draft *draft)
{
    switch (draft->violation.disposition) {
    case DISPOSITION_DENIED:
        return NOTICE_DENIAL;
    case DISPOSITION_WARNED:
    case DISPOSITION_RATCHETED:
        return NOTICE_WARNING;
    case DISPOSITION_AUDITED:
    case DISPOSITION_EXCUSED:
        break;
    }
    return NOTICE_NONE;
}

static struct sentences write_group(const struct context *context,
                                    struct violations *violations, enum notice notice)
{
    struct sentences sentences = {.context = context};
    struct draft **drafts =
        ARENA_NEW(context->inquiry->arena, struct draft *, violations->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < violations->n; i++) {
        if (notice_of(&violations->all[i]) == notice)
            drafts[n++] = &violations->all[i];
    }
    write_sentences(&sentences, drafts, n);
    return sentences;
}

void sentences_of_denied(const struct context *context, struct violations *violations,
                         struct decision *ret)
{
    const struct sentences sentences = write_group(context, violations, NOTICE_DENIAL);

    ret->n_said = sentences.n;
    ret->n_unsaid = sentences.n_unsaid;
}

size_t sentences_of_warned(const struct context *context, struct violations *violations)
{
    return write_group(context, violations, NOTICE_WARNING).n_unsaid;
}

void sentences_of_silent(const struct context *context, struct violations *violations)
{
    (void)write_group(context, violations, NOTICE_NONE);
}
