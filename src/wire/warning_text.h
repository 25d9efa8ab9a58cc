/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warning_text: writes warnings as the lines that kubectl prints.
 *
 * A line is `RULE: MARK: PLACE: SENTENCE`; see ingress-warden-policy(5), Messages.  The
 * API server cuts lines at 256 characters, and at fewer if all lines together are long.
 * Lines here stay below both limits; quoted values are shortened first, so that the
 * meaning is kept.  Texts live in the arena.
 */
#ifndef WIRE_WARNING_TEXT_H
#define WIRE_WARNING_TEXT_H

#include "core/object/decision.h"

#define WARNING_MAX_BYTES  256
#define WARNINGS_MAX       20   /* lines of one response, "and N more" included */
#define WARNINGS_MAX_BYTES 4096 /* all lines together */
#define WARNING_MAX_PLACES 3
#define WARNING_QUOTED_MAX 40 /* characters of a quoted value */

/* The line of one warning. */
struct str warning_text(const struct warning *warning, struct arena *arena);

/* The line of a policy in preview for an object that cannot be judged. */
struct str warning_text_unjudgeable(struct str where, struct str why,
                                    struct arena *arena);

/* "preview: TEXT" */
struct str warning_text_preview(struct str text, struct arena *arena);

/* The lines of a decision.  Returns their number, at most WARNINGS_MAX. */
size_t warning_texts(const struct decision *decision, struct arena *arena,
                     struct str **ret);

/* "was there before", "denied from 2027-03-01"; len 0: no mark.  from: the day of
 * MARKER_DENIED_FROM, YYYY-MM-DD. */
struct str warning_mark(enum marker marker, struct str from, struct arena *arena);

#endif
