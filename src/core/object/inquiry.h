/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquiry: one question to the core: who writes which object, and what is stored.
 *
 * Filled by wire from a review.  Plain data; borrows from the policy, the views and the
 * review.  Both stages and every rule read it; nothing changes it.
 */
#ifndef CORE_OBJECT_INQUIRY_H
#define CORE_OBJECT_INQUIRY_H

#include "core/object/view.h"
#include "core/policy/policy.h"

struct trace;

enum stage {
    STAGE_MUTATE,
    STAGE_VALIDATE
};
enum operation {
    OPERATION_CREATE,
    OPERATION_UPDATE
};

struct inquiry {
    const struct policy *policy;
    const struct tenant *tenant; /* of the namespace; NULL: none */
    enum stage stage;
    enum operation operation;
    bool is_status; /* subResource: status */
    struct str namespace;
    struct tenant_values values; /* of the namespace, by its tenant */
    struct str name;             /* empty where generateName has not acted yet */
    struct str user;
    const struct str *groups; /* that the user is in */
    size_t n_groups;
    const struct kind *kind; /* of both views */
    const struct view *view;
    const struct view *stored; /* NULL on CREATE, or when the review had none */
    int32_t today;             /* days since 1970-01-01, UTC */
    struct trace *trace;       /* what decided is added; NULL: nobody asks */
    bool in_full;              /* every violation gets its sentence, however many */
    struct arena *arena;       /* what the decision and its texts live in */
};

/* What decides about the rule, before any class is known: the tenant's entry, the kind's,
 * the policy's, or the default. */
static inline const struct rule_entry *inquiry_rule_entry(const struct inquiry *inquiry,
                                                          enum rule_id rule)
{
    const struct rule_entry *const *of_kind =
        inquiry->kind == NULL ? NULL : inquiry->kind->rules;

    if (inquiry->tenant != NULL && inquiry->tenant->rules[rule] != NULL)
        return inquiry->tenant->rules[rule];
    if (of_kind != NULL && of_kind[rule] != NULL)
        return of_kind[rule];
    return policy_rule_entry(inquiry->policy, NULL, rule);
}

/* The same for an object of this class alone: its entry comes behind the tenant's. */
static inline const struct rule_entry *
inquiry_class_rule_entry(const struct inquiry *inquiry, const struct class *class,
                         enum rule_id rule)
{
    const bool tenant_says =
        inquiry->tenant != NULL && inquiry->tenant->rules[rule] != NULL;

    if (!tenant_says && class->rules != NULL && class->rules[rule] != NULL)
        return class->rules[rule];
    return inquiry_rule_entry(inquiry, rule);
}

/* What is asked about is only warned of: the policy is in preview, or this kind is. */
static inline bool inquiry_is_preview(const struct inquiry *inquiry)
{
    return policy_mode(inquiry->policy) == POLICY_PREVIEW ||
           (inquiry->kind != NULL && inquiry->kind->is_preview);
}

#endif
