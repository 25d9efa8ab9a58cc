/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate: applies the rules to the probe object, one by one.
 */
#include "core/reach/gate.h"

void reach_asker_of(const struct policy *policy, struct str namespace, int32_t today,
                    struct reach_asker *ret)
{
    const struct kind *kind =
        policy == NULL ? NULL : policy_kind_named(policy, STR("Ingress"));
    const struct view view = {.kind = kind};
    struct inquiry inquiry = {
        .policy = policy,
        .operation = OPERATION_CREATE,
        .namespace = namespace,
        .kind = kind,
        .view = &view,
        .today = today,
    };

    *ret = (struct reach_asker){.policy = policy,
                                .is_judged = kind != NULL && !kind->is_preview};
    if (policy == NULL)
        return;
    ret->tenant = policy_tenant_of(policy, namespace);
    ret->values = tenant_values_of(ret->tenant, namespace);
    inquiry.tenant = ret->tenant;
    inquiry.values = ret->values;
    if (kind != NULL)
        dispositions_of(&inquiry, &ret->dispositions);
}

static bool denies(const struct dispositions *dispositions, enum rule_id rule)
{
    return dispositions->excused[rule] == NULL &&
           dispositions->action[rule] == ACTION_DENY;
}

/* False if the controller of the class reads only an annotation; then the field is left
 * out. */
static bool is_named_by_field(const struct class *class)
{
    return class == NULL || class->profile->class_reading != CLASS_READ_ANNOTATION;
}

/* The class that the mutating stage writes if the tenant may not use the named one. */
static const struct class *replaced(const struct reach_asker *asker, struct str name,
                                    const struct class *class)
{
    const struct tenant *tenant = asker->tenant;
    size_t at;

    if (tenant->default_class == NULL || !is_named_by_field(class) ||
        dispositions_let_go(&asker->dispositions, RULE_CLASS_PERMITTED) ||
        (class != NULL && tenant_permits_class(tenant, class)) ||
        !str_index(tenant->replaces, tenant->n_replaces, name, &at))
        return class;
    return tenant->default_class;
}

/* True if no rule about the tenant or the class denies the object. */
static bool is_open(const struct reach_asker *asker, const struct class *class)
{
    if (asker->tenant == NULL)
        return !denies(&asker->dispositions, RULE_TENANT_KNOWN);
    return (class != NULL && tenant_permits_class(asker->tenant, class)) ||
           !denies(&asker->dispositions, RULE_CLASS_PERMITTED);
}

static void demand(const struct reach_asker *asker, int32_t today, struct reach_gate *ret)
{
    struct dispositions dispositions = asker->dispositions;
    const struct inquiry inquiry = {
        .policy = asker->policy, .tenant = asker->tenant, .today = today};

    if (ret->class != NULL)
        dispositions_add_classes(&inquiry, &ret->class, 1, &dispositions);
    ret->needs_permit = denies(&dispositions, RULE_HOST_PERMITTED);
    ret->is_tolerated = asker->tenant == NULL;
    ret->needs_served = ret->class != NULL && ret->class->n_domains > 0 &&
                        denies(&dispositions, RULE_HOST_IN_CLASS);
    ret->needs_literal = denies(&dispositions, RULE_HOST_WILDCARD);
}

struct reach_gate reach_gate_of(const struct reach_asker *asker, struct str class,
                                int32_t today)
{
    struct reach_gate gate = {.asker = asker};

    if (asker->policy == NULL)
        return gate;
    gate.is_open = true;
    if (!asker->is_judged)
        return gate;
    gate.class = policy_class(asker->policy, class);
    if (asker->tenant != NULL)
        gate.class = replaced(asker, class, gate.class);
    gate.is_open = is_open(asker, gate.class);
    if (gate.is_open)
        demand(asker, today, &gate);
    return gate;
}

bool reach_gate_lets(const struct reach_gate *gate, const struct name *name)
{
    const struct reach_asker *asker = gate->asker;
    const struct policy *policy = asker->policy;

    if (!gate->is_open)
        return false;
    if (gate->needs_permit && gate->is_tolerated && policy_covers_name(policy, name))
        return false;
    if (gate->needs_permit && !gate->is_tolerated &&
        !policy_permits_name(policy, asker->tenant, &asker->values, name))
        return false;
    if (gate->needs_served &&
        !policy_class_serves(policy, gate->class, asker->tenant, &asker->values, name))
        return false;
    return !gate->needs_literal || !name->is_wildcard ||
           policy_permits_wildcard_literally(policy, asker->tenant, &asker->values, name);
}

struct name reach_name_of(struct str text)
{
    const bool is_wildcard = str_has_prefix(text, STR("*."));

    return (struct name){
        .text = text,
        .base = is_wildcard ? str_skip(text, 2) : text,
        .is_wildcard = is_wildcard,
    };
}
