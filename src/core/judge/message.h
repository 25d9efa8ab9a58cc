/*
 * message: the text of a denial, and the sentences in it.
 *
 * The first line carries the sense by itself; then a line for each sentence; then the
 * policy's contact.  At most 20 lines of violations and 4,000 bytes, cut at a line.
 */
#ifndef CORE_JUDGE_MESSAGE_H
#define CORE_JUDGE_MESSAGE_H

#include "core/rules/rules.h"

#define MESSAGE_MAX_BYTES 4000
#define MESSAGE_MAX_LINES 20
/* More sentences than anybody is shown; the rest of a hostile object has none. */
#define MESSAGE_MAX_SENTENCES 200

/* Sentences for the denied drafts, one for all that say the same, and the message. */
struct str message_of_denial(const struct context *context,
                             struct violations *violations);

/* The message for one sentence (with its path) of one rule. */
struct str message_of_one(const struct inquiry *inquiry, struct str generate_name,
                          struct str rule, struct str sentence);

#endif
