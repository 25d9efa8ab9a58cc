/*
 * judgement: all rules over one object, each violation with its outcome.
 *
 * Both stages judge the class by it; the validating stage goes on to the end.
 */
#ifndef CORE_JUDGE_JUDGEMENT_H
#define CORE_JUDGE_JUDGEMENT_H

#include "core/judge/outcome.h"
#include "core/judge/ratchet.h"

/* What decide() was asked. */
struct inquiry {
    const struct policy *policy;
    const struct tenant *tenant; /* NULL: none */
    const struct write *write;
    const struct outcomes *outcomes;
    const struct view *view;
    const struct view *stored; /* NULL: none */
    int32_t today;
    struct arena *arena;
};

struct judgement {
    struct context context;
    const struct outcomes *outcomes;
    struct ratchet ratchet;
    struct violations violations;
    bool tenant_denied;
    bool class_denied;
};

void judgement_init(struct judgement *judgement, const struct inquiry *inquiry);

/* tenant-known and the rules about the class: what the rest depends on. */
void judgement_of_class(struct judgement *judgement);

/* Every rule. */
void judgement_of_all(struct judgement *judgement);

#endif
