/* SPDX-License-Identifier: Apache-2.0 */
/*
 * message: writes a denial as the lines that kubectl shows.
 *
 * See ingress-warden-policy(5), Messages.  The first line is meaningful alone; a line for
 * each sentence follows, then the policy's contact.  Texts live in the inquiry's arena.
 */
#ifndef WIRE_MESSAGE_H
#define WIRE_MESSAGE_H

#include "core/object/decision.h"
#include "core/object/inquiry.h"

#define MESSAGE_MAX_BYTES 4000
#define MESSAGE_MAX_LINES 20

/* The message of a denial, at most MESSAGE_MAX_BYTES, cut at a line. */
struct str message_of_denial(const struct inquiry *inquiry,
                             const struct decision *decision);

/* "SHOP/WEB cannot be judged by policy ...": the message of an object that cannot be
 * judged. */
struct str message_unjudgeable(const struct inquiry *inquiry, struct str where,
                               struct str why);

#endif
