/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sentences: writes the texts of violations, up to the number that is shown.
 *
 * Violations with the same meaning share one sentence.  Texts live in the inquiry's
 * arena.
 */
#ifndef CORE_JUDGE_SENTENCES_H
#define CORE_JUDGE_SENTENCES_H

#include "core/rules/rules.h"

/* Later sentences are brief: they do not become lines of a message. */
#define SENTENCES_IN_FULL 20
/* More sentences than are ever shown; further violations of a hostile object get none.
 * Neither limit applies to an inquiry in full. */
#define SENTENCES_MAX 200

/* Write the sentences of the denied drafts: sets `sentence` and `said` of each, and
 * n_said and n_unsaid of the decision. */
void sentences_of_denied(const struct context *context, struct violations *violations,
                         struct decision *ret);

/* The same for the drafts that are warned about or ratcheted; their `said` counts from 0
 * again.  Returns the number of sentences that have no text. */
size_t sentences_of_warned(const struct context *context, struct violations *violations);

/* The same for the audited and excused drafts, which are not reported to the user.  Only
 * for an inquiry in full. */
void sentences_of_silent(const struct context *context, struct violations *violations);

#endif
