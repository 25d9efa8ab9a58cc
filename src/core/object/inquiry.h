/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquiry: the input of a decision: the write, its author, the object and the stored one.
 *
 * wire fills it from a review.  Plain data; borrows from the policy, the views and the
 * review.  Both stages and all rules read it, and none of them changes it.
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
    const struct tenant *tenant; /* of the namespace; NULL: it has none */
    enum stage stage;
    enum operation operation;
    bool is_status; /* subResource: status */
    struct str namespace;
    struct tenant_values values; /* of the namespace, by the tenant's pattern */
    struct str name;             /* empty until the API server has applied generateName */
    struct str user;
    const struct str *groups; /* the groups of the user */
    size_t n_groups;
    const struct kind *kind; /* of both views */
    const struct view *view;
    const struct view *stored; /* NULL on CREATE, or if the review has none */
    int32_t today;             /* days since 1970-01-01, UTC */
    struct trace *trace;       /* receives what decided; NULL: not wanted */
    bool in_full;              /* every violation gets a sentence, without a limit */
    struct arena *arena;       /* holds the decision and its texts */
};

/* The entry that decides about the rule, classes left aside: the first of the tenant's
 * entry, the kind's, the one under `rules`, the default. */
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

/* The same for an object of this class: the class's entry comes after the tenant's and
 * before the kind's. */
static inline const struct rule_entry *
inquiry_class_rule_entry(const struct inquiry *inquiry, const struct class *class,
                         enum rule_id rule)
{
    const bool tenant_decides =
        inquiry->tenant != NULL && inquiry->tenant->rules[rule] != NULL;

    if (!tenant_decides && class->rules != NULL && class->rules[rule] != NULL)
        return class->rules[rule];
    return inquiry_rule_entry(inquiry, rule);
}

/* True if violations are only warned about: the policy or the kind is in preview. */
static inline bool inquiry_is_preview(const struct inquiry *inquiry)
{
    return policy_mode(inquiry->policy) == POLICY_PREVIEW ||
           (inquiry->kind != NULL && inquiry->kind->is_preview);
}

#endif
