/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tracing: fills the trace of a decision from what it was made of.
 */
#ifndef CORE_TRACING_H
#define CORE_TRACING_H

#include "core/entries/trace.h"
#include "core/judge/judgement.h"
#include "core/mutations/mutations.h"

/* What decided about the object that was judged, after judgement_of_all(). */
void tracing_judged(const struct judgement *judgement, struct trace *trace);

/* What stopped the mutating stage, after judgement_of_class(). */
void tracing_stopped(const struct judgement *judgement, struct trace *trace);

/* What the edits come from, when all are made. */
void tracing_written(const struct writing *writing, struct trace *trace);

#endif
