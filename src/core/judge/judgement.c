/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judgement: a rule that depends on a denying rule is silent.  If the other rule is
 * broken but does not deny, the dependent rule runs without what the other would have
 * ensured.
 */
#include "core/judge/judgement.h"

#include <assert.h>

/* In the order of rules.def: tenant-known, kind-permitted, the rules about the class, the
 * others. */
#define RULES_OF_CLASS RULE_CLASS_PRESENT
#define OTHER_RULES    RULE_ENTRY_POINT

void judgement_init(struct judgement *judgement, const struct inquiry *inquiry,
                    const struct dispositions *dispositions)
{
    judgement->inquiry = *inquiry;
    context_init(&judgement->context, &judgement->inquiry);
    judgement->dispositions = dispositions;
    ratchet_init(&judgement->ratchet, &judgement->context);
    judgement->violations = (struct violations){.arena = inquiry->arena};
    judgement->tenant_denied = false;
    judgement->kind_denied = false;
    judgement->class_denied = false;
}

static bool is_silent(const struct judgement *judgement, enum rule_id rule)
{
    if (judgement->kind_denied)
        return true;
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

static enum disposition disposition_of_deny(struct judgement *judgement,
                                            struct draft *draft)
{
    const struct rule_entry *entry = draft->violation.entry;

    switch (ratchet_ask(&judgement->ratchet, &draft->violation, entry->on_update)) {
    case RATCHET_HOLDS:
        return DISPOSITION_RATCHETED;
    case RATCHET_MOVED:
        draft->class_moved = true;
        break;
    case RATCHET_NEW:
        break;
    }
    return DISPOSITION_DENIED;
}

static enum disposition disposition_of(struct judgement *judgement, struct draft *draft)
{
    enum rule_id rule = draft->violation.rule;

    draft->violation.entry = judgement->dispositions->entry[rule];
    draft->violation.exemption = judgement->dispositions->excused[rule];
    if (draft->violation.exemption != NULL)
        return DISPOSITION_EXCUSED;
    switch (judgement->dispositions->action[rule]) {
    case ACTION_ALLOW: /* such rules are not run */
    case ACTION_AUDIT:
        return DISPOSITION_AUDITED;
    case ACTION_WARN:
        return DISPOSITION_WARNED;
    case ACTION_DENY:
        break;
    }
    return disposition_of_deny(judgement, draft);
}

/* Drop the violations, from `from` on, that need the class, if the tenant or the class is
 * denied.  Their rule itself is not silent. */
static void drop_silent(struct judgement *judgement, size_t from)
{
    struct violations *violations = &judgement->violations;
    size_t kept = from;

    if (!judgement->tenant_denied && !judgement->class_denied)
        return;
    for (size_t i = from; i < violations->n; i++) {
        if (!violations->all[i].needs_class)
            violations->all[kept++] = violations->all[i];
    }
    violations->n = kept;
}

/* Collect the annotations that entry-point denies: other rules skip them. */
static void close_annotations(struct judgement *judgement, size_t from)
{
    const struct violations *violations = &judgement->violations;
    struct key_list *closed = &judgement->context.closed;

    closed->keys = ARENA_NEW(violations->arena, struct str, violations->n - from + 1);
    for (size_t i = from; i < violations->n; i++) {
        const struct violation *violation = &violations->all[i].violation;

        if (violation->disposition == DISPOSITION_DENIED)
            closed->keys[closed->n++] = violation->path.key;
    }
    key_list_settle(closed);
}

static bool is_reported_by(const struct violation *violation, enum rule_id rule)
{
    return violation->rule == rule && violation->disposition != DISPOSITION_EXCUSED;
}

/* Drop the last rule's violations, from `from` on, whose place `rule` has reported
 * already.  Both lists are in the object's order. */
static void drop_where_reported(struct violations *violations, size_t from,
                                enum rule_id rule)
{
    size_t reported = 0;
    size_t kept = from;

    for (size_t i = from; i < violations->n; i++) {
        const struct field_path *path = &violations->all[i].violation.path;

        while (reported < from &&
               (!is_reported_by(&violations->all[reported].violation, rule) ||
                field_path_compare(&violations->all[reported].violation.path, path) < 0))
            reported++;
        if (reported == from ||
            field_path_compare(&violations->all[reported].violation.path, path) != 0)
            violations->all[kept++] = violations->all[i];
    }
    violations->n = kept;
}

/* Sort the rule's violations, from `from` on, and set their dispositions.  Not part of
 * judge(), which finds no violation most of the time. */
static NO_INLINE void settle(struct judgement *judgement, enum rule_id rule, size_t from)
{
    struct violations *violations = &judgement->violations;
    bool denied = false;

    if (violations->n - from > 1)
        violations_settle(violations, from);
    drop_silent(judgement, from);
    if (rule == RULE_TLS_HOSTS)
        drop_where_reported(violations, from, RULE_HOST_VALID);
    for (size_t i = from; i < violations->n; i++) {
        struct draft *draft = &violations->all[i];

        draft->violation.disposition = disposition_of(judgement, draft);
        denied |= draft->violation.disposition == DISPOSITION_DENIED;
    }
    if (rule == RULE_TENANT_KNOWN)
        judgement->tenant_denied = denied;
    if (rule == RULE_KIND_PERMITTED)
        judgement->kind_denied = denied;
    if (rule == RULE_ENTRY_POINT && denied)
        close_annotations(judgement, from);
    if (rule_of(rule)->about_class) {
        assert(rule < OTHER_RULES);
        judgement->class_denied |= denied;
    }
}

static void judge(struct judgement *judgement, enum rule_id rule)
{
    const size_t from = judgement->violations.n;

    if (judgement->dispositions->action[rule] == ACTION_ALLOW &&
        judgement->dispositions->excused[rule] == NULL)
        return;
    if (is_silent(judgement, rule))
        rule_find_always(rule, &judgement->context, &judgement->violations);
    else
        rule_find(rule, &judgement->context, &judgement->violations);
    if (judgement->violations.n > from)
        settle(judgement, rule, from);
}

/* Choose how a namespace without a tenant is judged.  If its violation of tenant-known is
 * ratcheted, the namespace has no grants; if the policy does not deny it, the namespace
 * may use the names that no tenant has. */
static void place_tenantless(struct judgement *judgement)
{
    const struct violations *violations = &judgement->violations;
    bool is_ratcheted = violations->n > 0 &&
                        violations->all[0].violation.disposition == DISPOSITION_RATCHETED;

    judgement->context.tenantless =
        is_ratcheted ? TENANTLESS_WITHOUT_GRANTS : TENANTLESS_TOLERATED;
}

void judgement_of_class(struct judgement *judgement)
{
    judge(judgement, RULE_TENANT_KNOWN);
    place_tenantless(judgement);
    judge(judgement, RULE_KIND_PERMITTED);
    for (enum rule_id rule = RULES_OF_CLASS; rule < OTHER_RULES; rule++)
        judge(judgement, rule);
}

void judgement_of_all(struct judgement *judgement)
{
    context_read_claims(&judgement->context);
    context_read_wanted(&judgement->context);
    judgement_of_class(judgement);
    for (enum rule_id rule = OTHER_RULES; rule < RULE_COUNT; rule++)
        judge(judgement, rule);
}
