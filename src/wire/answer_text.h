/*
 * answer_text: an answer's facts -> its document, and the sentences that are wire's own.
 */
#ifndef WIRE_ANSWER_TEXT_H
#define WIRE_ANSWER_TEXT_H

#include "wire/answer.h"

struct kind;
struct review;

/* Each returns the response document, in the arena. */
struct str answer_text_allowed(const struct answer *answer, struct arena *arena);
struct str answer_text_decided(const struct inquiry *inquiry,
                               const struct answer *answer);
struct str answer_text_unjudgeable(const struct inquiry *inquiry,
                                   const struct answer *answer);

/* Why an object in another group or version than the kind's is not judged. */
struct str answer_text_foreign_version(struct arena *arena, const struct review *review,
                                       const struct kind *kind);

#endif
