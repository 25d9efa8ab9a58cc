/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sentences: the texts of violations, as many as anybody is shown.
 *
 * A sentence is made once for all violations that say the same.
 */
#ifndef CORE_JUDGE_SENTENCES_H
#define CORE_JUDGE_SENTENCES_H

#include "core/rules/rules.h"

/* Sentences beyond these are brief: nobody sees them as lines of a message. */
#define SENTENCES_IN_FULL 20
/* More sentences than anybody is shown; the rest of a hostile object has none.  Neither
 * holds for an inquiry in full. */
#define SENTENCES_MAX 200

/* Sentences for the denied drafts: sets `sentence` and `said` of each, and n_said and
 * n_unsaid of the decision. */
void sentences_of_denied(const struct context *context, struct violations *violations,
                         struct decision *ret);

/* Sentences for the drafts that are warned of or ratcheted, whose `said` counts by
 * itself.  Returns how many more sentences there are, which have no text. */
size_t sentences_of_warned(const struct context *context, struct violations *violations);

/* Sentences for the drafts that nobody is told of: audited and excused ones.  For an
 * inquiry in full. */
void sentences_of_untold(const struct context *context, struct violations *violations);

#endif
