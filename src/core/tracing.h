/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tracing: fills the trace of a decision: the entries of the policy that decided.
 */
#ifndef CORE_TRACING_H
#define CORE_TRACING_H

#include "core/entries/trace.h"
#include "core/judge/judgement.h"
#include "core/mutations/mutations.h"

/* Add the entries that decided about a judged object.  After judgement_of_all(). */
void tracing_judged(const struct judgement *judgement, struct trace *trace);

/* Add the entries that stopped the mutating stage.  After judgement_of_class(). */
void tracing_stopped(const struct judgement *judgement, struct trace *trace);

/* Add the entries that the edits come from.  After the last edit. */
void tracing_written(const struct writing *writing, struct trace *trace);

#endif
