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
    const struct view *view;
    const struct view *stored; /* NULL on CREATE, or when the review had none */
    int32_t today;             /* days since 1970-01-01, UTC */
    bool in_full;              /* every violation gets its sentence, however many */
    struct arena *arena;       /* what the decision and its texts live in */
};

#endif
