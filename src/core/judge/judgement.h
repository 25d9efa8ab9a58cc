/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judgement: runs the rules over one object and gives each violation its disposition.
 *
 * The mutating stage runs only the rules that its class depends on, the validating stage
 * runs all of them.  A rule that depends on a denying rule is silent.  Results live in
 * the inquiry's arena.
 */
#ifndef CORE_JUDGE_JUDGEMENT_H
#define CORE_JUDGE_JUDGEMENT_H

#include "core/judge/disposition.h"
#include "core/judge/ratchet.h"

struct judgement {
    struct inquiry inquiry;
    struct context context;
    const struct dispositions *dispositions;
    struct ratchet ratchet;
    struct violations violations;
    bool tenant_denied;
    bool kind_denied;
    bool class_denied;
};

/* Make *judgement ready for one object: copies the inquiry, and finds the carriers of
 * the object and, on UPDATE, of the stored one.  dispositions are borrowed; they may
 * still be changed before the first rule runs.  *judgement must not be moved: its parts
 * point at each other. */
void judgement_init(struct judgement *judgement, const struct inquiry *inquiry,
                    const struct dispositions *dispositions);

/* Run the rules that the others depend on: tenant-known, kind-permitted, and those about
 * the class. */
void judgement_of_class(struct judgement *judgement);

/* Run every rule. */
void judgement_of_all(struct judgement *judgement);

#endif
