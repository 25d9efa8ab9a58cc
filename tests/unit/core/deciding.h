/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deciding: helpers of the core's tests: makes a policy from YAML and a view from lines,
 * and prints a decision as text.
 *
 * A view has one fact a line (%XX is a byte):
 *   class=internal      generate=web-     deleting      no-spec     default-backend=JSON
 *   host=NAME           a rule; empty: a catch-all
 *   path=/x             a route of the last rule; `path=Exact /x` with a type
 *   tls=SECRET NAME...  a tls entry; SECRET `-`: no secret
 *   @KEY=VALUE          an annotation
 */
#ifndef TESTS_DECIDING_H
#define TESTS_DECIDING_H

#include "core/decide.h"

/* The example policy of the manual, without its exemptions. */
extern const char deciding_example[];

/* The test fails if the document has an error.  policy_unref() the result. */
struct policy *deciding_policy(const char *yaml);

/* A copy of text with `to` in place of `from`, which text must contain; free() it. */
char *deciding_replace(const char *text, const char *from, const char *to);

/* A built-in profile, in the arena; the test fails if there is no such profile. */
const struct profile *deciding_profile(struct arena *arena, const char *name);

/* The view of an Ingress with these facts, read from its JSON as in wire. */
struct view deciding_view(struct arena *arena, const char *lines);
struct view deciding_read(struct arena *arena, struct str json);

/* CREATE of shop/web by "ann" on 2026-11-22. */
struct inquiry deciding_inquiry(const struct policy *policy, enum stage stage,
                                const struct view *view, struct arena *arena);

/* text: YYYY-MM-DD */
int32_t deciding_day(const char *text);

/* One review.  Members that are zero or NULL: CREATE of shop/web by "ann" on
 * 2026-11-22. */
struct question {
    const char *object;
    const char *stored; /* not NULL: UPDATE */
    const char *namespace;
    const char *name; /* "-": no name */
    const char *user;
    const char *day;
    bool is_status;
    bool is_update; /* an UPDATE without stored object */
};

struct decision deciding_ask(const struct policy *policy, const struct question *question,
                             enum stage stage, struct arena *arena);

/* The message of the validating stage, which must deny the review. */
struct str deciding_message(const struct policy *policy, const struct question *question,
                            struct arena *arena);

/* Lines "deny RULE PATH PATH" (deny, warn, audit, held, excused).  Neighbours of one rule
 * share a line.  Annotations appear as their keys, with ga/ alpha/ priv/ nginx/ for known
 * prefixes. */
struct str deciding_violations(const struct decision *decision, struct arena *arena);

/* Lines "KEY=VALUE" and "-KEY"; the class is "class=...". */
struct str deciding_edits(const struct decision *decision, struct arena *arena);

/* Warnings as lines, without the count of those beyond the limit. */
struct str deciding_warnings(const struct decision *decision, struct arena *arena);

/* All sentences, joined by newlines. */
struct str deciding_sentences(const struct decision *decision, struct arena *arena);

#endif
