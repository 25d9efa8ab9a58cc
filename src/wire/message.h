/*
 * message: a decision's sentences as the lines that people read in kubectl.
 *
 * A denial: ingress-warden-policy(5), A rejection.  Its first line carries the sense by
 * itself; then a line for each sentence; then the policy's contact.
 */
#ifndef WIRE_MESSAGE_H
#define WIRE_MESSAGE_H

#include "core/object/decision.h"
#include "core/object/inquiry.h"

#define MESSAGE_MAX_BYTES 4000
#define MESSAGE_MAX_LINES 20
#define WARNING_MAX_CHARS 120

/* The message of a denial, at most MESSAGE_MAX_BYTES, cut at a line. */
struct str message_of_denial(const struct inquiry *inquiry,
                             const struct decision *decision);

/* "SHOP/WEB cannot be judged by policy ...": the message of an object that cannot be
 * judged. */
struct str message_unjudgeable(const struct inquiry *inquiry, struct str where,
                               struct str why);

/* `RULE: MARKER: PATH: SENTENCE`; marker and path where there are some. */
struct str message_warning(const struct warning *warning, struct arena *arena);

/* The same, behind `RULE: `, cut where the whole line has WARNING_MAX_CHARS. */
struct str message_warning_sentence(const struct warning *warning, struct arena *arena);

/* "was there before: ", "denied from 2027-03-01: "; len 0: no marker.  from: the day of
 * MARKER_DENIED_FROM, YYYY-MM-DD. */
struct str message_marker(enum marker marker, struct str from, struct arena *arena);

#endif
