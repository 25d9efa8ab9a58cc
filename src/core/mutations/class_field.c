/*
 * class_field: where no carrier is there, write the class: a new object's tenant has a
 * default, an updated object the one it is stored with.
 */
#include "core/mutations/mutations.h"
#include "core/object/carriers.h"
#include "core/policy/class_keys.h"

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
    carriers_of(writing->inquiry.policy, writing->inquiry.stored, writing->inquiry.arena,
                &stored);
    return carriers_only_name(&stored);
}

/* Where its controller looks for it. */
static struct field_path place_for(const struct writing *writing, struct str name)
{
    const struct class *class = policy_class(writing->inquiry.policy, name);

    if (class != NULL && class->profile->class_reading == CLASS_READ_ANNOTATION)
        return field_path_annotation(class_keys[0]);
    return field_path_of(writing->view.kind->class_field);
}

static void propose(struct writing *writing)
{
    const struct kind_traits *kind = writing->view.kind;
    struct carriers carriers;
    struct edit edit = {.kind = EDIT_TEXT, .rule = RULE_CLASS_PRESENT};

    if (kind->class_from != CLASS_FROM_CARRIERS || kind->class_field == FIELD_COUNT ||
        writing->view.n_carriers > 0 ||
        dispositions_let_go(writing->dispositions, RULE_CLASS_PRESENT))
        return;
    carriers_of(writing->inquiry.policy, &writing->view, writing->inquiry.arena,
                &carriers);
    if (carriers.n > 0)
        return;
    edit.text = class_for(writing);
    if (edit.text.len == 0)
        return;
    edit.path = place_for(writing, edit.text);
    edits_add(&writing->edits, edit);
    writing->view = edits_apply(&edit, 1, &writing->view, writing->inquiry.arena);
}

const struct mutation mutation_class_field = {
    .when = MUTATION_BEFORE_CLASS,
    .propose = propose,
};
