/*
 * class_field: where no carrier is there, write the class: a new object's tenant has a
 * default, an updated object the one it is stored with.
 */
#include "core/mutations/mutations.h"
#include "core/object/carriers.h"

static struct str class_for(const struct writing *writing)
{
    struct carriers stored;

    if (writing->inquiry.operation == OPERATION_CREATE)
        return writing->inquiry.tenant == NULL ||
                       writing->inquiry.tenant->default_class == NULL
                   ? STR_NONE
                   : writing->inquiry.tenant->default_class->name;
    if (writing->inquiry.stored == NULL)
        return STR_NONE;
    carriers_of(writing->inquiry.policy, writing->inquiry.stored, &stored);
    return carriers_only_name(&stored);
}

static void propose(struct writing *writing)
{
    struct carriers carriers;
    struct str class;

    carriers_of(writing->inquiry.policy, &writing->view, &carriers);
    if (carriers.n > 0 || outcomes_let_go(writing->outcomes, RULE_CLASS_PRESENT))
        return;
    class = class_for(writing);
    if (class.len == 0)
        return;
    edits_add(&writing->edits, (struct edit){STR_NONE, class, false, RULE_CLASS_PRESENT});
    writing->view.class_field = class;
}

const struct mutation mutation_class_field = {
    .when = MUTATION_BEFORE_CLASS,
    .propose = propose,
};
