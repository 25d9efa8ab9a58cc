/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decide: makes the decision on one write from a policy and the views of its object.
 *
 * A pure function: it reads no clock, does no I/O and cannot fail.  The mutating stage
 * never denies, and the validating stage never edits.
 */
#ifndef CORE_DECIDE_H
#define CORE_DECIDE_H

#include "core/object/decision.h"
#include "core/object/inquiry.h"

/* Fills *ret, which borrows from the policy, the views and inquiry->arena.  Ignores the
 * inquiry's tenant, values and kind: it looks them up itself. */
void decide(const struct inquiry *inquiry, struct decision *ret);
#endif
