/*
 * judgement: no cascades where something denies, no holes where it is let through.
 */
#include "core/judge/judgement.h"

#include <assert.h>

void judgement_init(struct judgement *judgement, const struct inquiry *inquiry,
                    const struct outcomes *outcomes)
{
    judgement->inquiry = *inquiry;
    context_init(&judgement->context, &judgement->inquiry);
    judgement->outcomes = outcomes;
    ratchet_init(&judgement->ratchet, &judgement->context);
    judgement->violations = (struct violations){.arena = inquiry->arena};
    judgement->tenant_denied = false;
    judgement->class_denied = false;
}

static bool is_silent(const struct judgement *judgement, enum rule_id rule)
{
    switch (rule_of(rule)->needs) {
    case NEEDS_NOTHING:
        return false;
    case NEEDS_TENANT:
        return judgement->tenant_denied;
    case NEEDS_CLASS:
        break;
    }
    return judgement->tenant_denied || judgement->class_denied;
}

static enum outcome outcome_of_deny(struct judgement *judgement, struct draft *draft)
{
    const struct rule_entry *entry = draft->violation.entry;

    switch (ratchet_ask(&judgement->ratchet, &draft->violation, entry->on_update)) {
    case RATCHET_HOLDS:
        return OUTCOME_RATCHETED;
    case RATCHET_MOVED:
        draft->class_moved = true;
        break;
    case RATCHET_NEW:
        break;
    }
    return OUTCOME_DENIED;
}

static enum outcome outcome_of(struct judgement *judgement, struct draft *draft)
{
    enum rule_id rule = draft->violation.rule;

    draft->violation.entry = judgement->outcomes->entry[rule];
    draft->violation.exemption = judgement->outcomes->excused[rule];
    if (draft->violation.exemption != NULL)
        return OUTCOME_EXCUSED;
    switch (judgement->outcomes->action[rule]) {
    case ACTION_ALLOW: /* such rules are not run */
    case ACTION_AUDIT:
        return OUTCOME_AUDITED;
    case ACTION_WARN:
        return OUTCOME_WARNED;
    case ACTION_DENY:
        break;
    }
    return outcome_of_deny(judgement, draft);
}

static void judge(struct judgement *judgement, enum rule_id rule)
{
    struct violations *violations = &judgement->violations;
    size_t from = violations->n;
    bool denied = false;

    if (is_silent(judgement, rule) ||
        (judgement->outcomes->action[rule] == ACTION_ALLOW &&
         judgement->outcomes->excused[rule] == NULL))
        return;
    rule_run(rule, &judgement->context, violations);
    for (size_t i = from; i < violations->n; i++) {
        struct draft *draft = &violations->all[i];

        draft->violation.outcome = outcome_of(judgement, draft);
        denied |= draft->violation.outcome == OUTCOME_DENIED;
    }
    if (rule == RULE_TENANT_KNOWN)
        judgement->tenant_denied = denied;
    if (rule_is_about_class(rule))
        judgement->class_denied |= denied;
}

/* Ratcheted, the namespace is judged as one without grants; let through by the policy it
 * may use what belongs to nobody. */
static void place_stranger(struct judgement *judgement)
{
    const struct violations *violations = &judgement->violations;
    bool is_ratcheted =
        violations->n > 0 && violations->all[0].violation.outcome == OUTCOME_RATCHETED;

    judgement->context.stranger =
        is_ratcheted ? STRANGER_WITHOUT_GRANTS : STRANGER_TOLERATED;
}

void judgement_of_class(struct judgement *judgement)
{
    static_assert(RULE_TENANT_KNOWN == 0 && RULE_CLASS_PERMITTED == 3,
                  "what the rest depends on comes first");

    judge(judgement, RULE_TENANT_KNOWN);
    place_stranger(judgement);
    for (size_t rule = RULE_CLASS_PRESENT; rule <= RULE_CLASS_PERMITTED; rule++)
        judge(judgement, (enum rule_id)rule);
}

void judgement_of_all(struct judgement *judgement)
{
    context_read_claims(&judgement->context);
    context_read_wanted(&judgement->context);
    judgement_of_class(judgement);
    for (size_t rule = RULE_CLASS_PERMITTED + 1; rule < RULE_COUNT; rule++)
        judge(judgement, (enum rule_id)rule);
}
