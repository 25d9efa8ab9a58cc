/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judged_rows: tables of objects, with the expected violations of the validating stage.
 */
#ifndef TESTS_JUDGED_ROWS_H
#define TESTS_JUDGED_ROWS_H

#include <stdlib.h>

#include "deciding.h"
#include "unit.h"

/* What surrounds the classes of a policy; tenant shop may use all of them. */
#define HEAD "apiVersion: ingress-warden.dev/v1\nkind: IngressPolicy\n"
#define TAIL                                                                             \
    "tenants:\n  - {name: shop, namespaces: [\"*\"], classes: [\"*\"], domains: "        \
    "[example.com]}\n"

struct row {
    const char *why;
    struct question question;
    const char *want; /* deciding_violations() */
};

static inline void judge_rows(const char *yaml, const struct row *rows, size_t n)
{
    struct policy *policy = deciding_policy(yaml);

    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        struct decision decision =
            deciding_ask(policy, &rows[i].question, STAGE_VALIDATE, &arena);

        check_text(deciding_violations(&decision, &arena), str_from(rows[i].want),
                   rows[i].why);
        check_true(decision.allowed == (strstr(rows[i].want, "deny ") == NULL),
                   rows[i].why);
        check_true(decision.n_edits == 0, "validation never patches");
        arena_clear(&arena);
    }
    policy_unref(policy);
}

/* With `to` in place of `from` in the policy. */
static inline void judge_with(const char *yaml, const char *from, const char *to,
                              const struct row *rows, size_t n)
{
    char *changed = deciding_replace(yaml, from, to);

    judge_rows(changed, rows, n);
    free(changed);
}

/* Edits of the mutating stage as text. */
typedef struct str edits_text(const struct decision *decision, struct arena *arena);

/* The rows want what `text` makes of the edits. */
static inline void judge_edits(const char *yaml, const struct row *rows, size_t n,
                               edits_text *text)
{
    struct policy *policy = deciding_policy(yaml);

    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        struct decision decision =
            deciding_ask(policy, &rows[i].question, STAGE_MUTATE, &arena);

        check_text(text(&decision, &arena), str_from(rows[i].want), rows[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
}

struct sentence_row {
    const char *why;
    const char *object;
    const char *want; /* deciding_sentences() */
};

static inline void judge_sentences(const char *yaml, const struct sentence_row *rows,
                                   size_t n)
{
    struct policy *policy = deciding_policy(yaml);

    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        const struct question question = {.object = rows[i].object};
        struct decision decision =
            deciding_ask(policy, &question, STAGE_VALIDATE, &arena);

        check_text(deciding_sentences(&decision, &arena), str_from(rows[i].want),
                   rows[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
}

#endif
