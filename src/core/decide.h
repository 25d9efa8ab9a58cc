/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decide: policy + views -> decision.
 *
 * Pure: no clock, no I/O, no failure path.  The mutating stage never denies, the
 * validating stage never edits.
 */
#ifndef CORE_DECIDE_H
#define CORE_DECIDE_H

#include "core/object/decision.h"
#include "core/object/inquiry.h"

/* inquiry->tenant is looked up here. */
void decide(const struct inquiry *inquiry, struct decision *ret);
#endif
