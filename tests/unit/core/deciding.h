/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deciding: small words for tests of the core: a policy from YAML, a view from lines, a
 * decision as text.
 *
 * A view, one fact a line (%XX is a byte):
 *   class=internal      generate=web-     deleting      no-spec     default-backend=JSON
 *   host=NAME           a rule; empty: a catch-all
 *   path=/x             a route of the last rule; `path=Exact /x` with a type
 *   tls=SECRET NAME...  a tls entry; SECRET `-`: without secret
 *   @KEY=VALUE          an annotation
 */
#ifndef TESTS_DECIDING_H
#define TESTS_DECIDING_H

#include "core/decide.h"

/* The policy of the manual's example, without its exemption's section. */
extern const char deciding_example[];

/* Fails the test when the document has an error.  policy_unref() it. */
struct policy *deciding_policy(const char *yaml);

/* A copy of text in which `from`, which must stand there, is replaced; free() it. */
char *deciding_replace(const char *text, const char *from, const char *to);

/* A built-in profile, in the arena; the test fails when there is none. */
const struct profile *deciding_profile(struct arena *arena, const char *name);

/* The view of an Ingress with these facts, read from JSON as wire reads it. */
struct view deciding_view(struct arena *arena, const char *lines);
struct view deciding_read(struct arena *arena, struct str json);

/* CREATE of shop/web by "ann" on 2026-11-22. */
struct inquiry deciding_inquiry(const struct policy *policy, enum stage stage,
                                const struct view *view, struct arena *arena);

/* YYYY-MM-DD */
int32_t deciding_day(const char *text);

/* One question; zero or NULL: CREATE of shop/web by "ann" on 2026-11-22. */
struct question {
    const char *object;
    const char *stored; /* given: UPDATE */
    const char *namespace;
    const char *name; /* "-": none */
    const char *user;
    const char *day;
    bool is_status;
    bool is_update; /* UPDATE without stored object */
};

struct decision deciding_ask(const struct policy *policy, const struct question *question,
                             enum stage stage, struct arena *arena);

/* The message of the validating stage, which must deny. */
struct str deciding_message(const struct policy *policy, const struct question *question,
                            struct arena *arena);

/* "deny RULE PATH PATH" lines (deny, warn, audit, held, excused), one for neighbours of
 * one rule; annotations by their key, with ga/ alpha/ priv/ nginx/ for known prefixes. */
struct str deciding_violations(const struct decision *decision, struct arena *arena);

/* "KEY=VALUE" and "-KEY" lines; the class is "class=...". */
struct str deciding_edits(const struct decision *decision, struct arena *arena);

/* Warnings as lines, without the count of those that are left out. */
struct str deciding_warnings(const struct decision *decision, struct arena *arena);

/* Every sentence, joined by newlines. */
struct str deciding_sentences(const struct decision *decision, struct arena *arena);

#endif
