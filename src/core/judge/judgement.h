/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judgement: all rules over one object, each violation with its disposition.
 *
 * Both stages judge the class by it; the validating stage goes on to the end.
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

void judgement_init(struct judgement *judgement, const struct inquiry *inquiry,
                    const struct dispositions *dispositions);

/* tenant-known and the rules about the class: what the rest depends on. */
void judgement_of_class(struct judgement *judgement);

/* Every rule. */
void judgement_of_all(struct judgement *judgement);

#endif
