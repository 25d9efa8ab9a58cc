/* SPDX-License-Identifier: Apache-2.0 */
/*
 * class_field: writes the class of an object that has no carrier.  A new object gets the
 * tenant's default, an updated one the class that it is stored with.  A class that the
 * API server may have filled in is replaced if the policy says so.
 */
#include "base/text.h"
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
    carriers_of(&writing->inquiry, writing->inquiry.stored, &stored);
    return carriers_only_name(&stored);
}

static struct field_path class_place(const struct writing *writing)
{
    return kind_class_place(writing->view.kind);
}

static bool is_read_from_annotation(const struct class *class)
{
    return class != NULL && class->profile->class_reading == CLASS_READ_ANNOTATION;
}

static void put(struct writing *writing, struct edit edit)
{
    edits_add(&writing->edits, edit);
    writing->view = edits_apply(&edit, 1, &writing->view, writing->inquiry.arena);
}

/* Write the class where its controller looks for it.  was: the value of the field; len 0:
 * it is empty. */
static void set_class(struct writing *writing, struct str name, struct str was,
                      enum rule_id rule)
{
    const struct class *class = policy_class_named(writing->inquiry.policy, name);
    const struct field_path field = class_place(writing);
    struct edit edit = {.kind = EDIT_TEXT, .rule = rule, .path = field, .text = name};

    if (is_read_from_annotation(class)) {
        if (was.len > 0)
            put(writing,
                (struct edit){
                    .kind = EDIT_REMOVE, .rule = rule, .path = field, .replaces = true});
        edit.path = field_path_annotation(class_keys[0]);
    } else {
        edit.replaces = was.len > 0;
    }
    put(writing, edit);
}

static bool is_replaced(const struct tenant *tenant, const struct carrier *carrier)
{
    if (carrier->class != NULL && tenant_permits_class(tenant, carrier->class))
        return false;
    for (size_t i = 0; i < tenant->n_replaces; i++) {
        if (str_equal(tenant->replaces[i], carrier->value) ||
            (carrier->class != NULL &&
             str_equal(tenant->replaces[i], carrier->class->name)))
            return true;
    }
    return false;
}

/* True on CREATE if only the field names a class that the tenant's default replaces. */
static bool wants_replacing(const struct writing *writing,
                            const struct carriers *carriers)
{
    const struct tenant *tenant = writing->inquiry.tenant;

    return writing->inquiry.operation == OPERATION_CREATE && tenant != NULL &&
           tenant->default_class != NULL && carriers->n == 1 &&
           carriers->list[0].path.field == writing->view.kind->class_field &&
           !dispositions_let_go(writing->dispositions, RULE_CLASS_PERMITTED) &&
           is_replaced(tenant, &carriers->list[0]);
}

static void replace(struct writing *writing, struct str was)
{
    const struct tenant *tenant = writing->inquiry.tenant;
    struct buf buf = buf_in(writing->inquiry.arena);
    struct warning *warning;

    buf_add_text(&buf, "class ");
    text_add_quoted(&buf, was);
    buf_add_text(&buf, " was replaced by ");
    text_add_quoted(&buf, tenant->default_class->name);
    buf_add_text(&buf, ", the default class of tenant ");
    text_add_quoted(&buf, tenant->name);
    set_class(writing, tenant->default_class->name, was, RULE_CLASS_PERMITTED);
    warning =
        warnings_add(writing->warnings, (struct warning){.rule = RULE_CLASS_PERMITTED,
                                                         .sentence = buf_str(&buf)});
    if (warning != NULL)
        warning_add_place(warning, class_place(writing), writing->inquiry.arena);
}

/* The place to write the class of a row: `spec.NAME`, but no deeper field, or an
 * annotation.  field NULL: there is none. */
static struct field_path row_place(const struct kind *kind)
{
    if (kind->n_class_paths > 0 && path_spec_member(&kind->class_paths[0]).len > 0)
        return (struct field_path){.field = kind->class_paths[0].field};
    if (kind->n_class_keys > 0)
        return field_path_annotation(kind->class_keys[0]);
    return (struct field_path){.field = NULL};
}

/* Write the class that an Ingress would get. */
static void propose_for_row(struct writing *writing)
{
    struct edit edit = {.kind = EDIT_TEXT,
                        .rule = RULE_CLASS_PRESENT,
                        .path = row_place(writing->view.kind),
                        .text = class_for(writing)};
    struct carriers carriers;

    carriers_of(&writing->inquiry, &writing->view, &carriers);
    if (carriers.n == 0 && edit.path.field != NULL && edit.text.len > 0 &&
        !dispositions_let_go(writing->dispositions, RULE_CLASS_PRESENT))
        put(writing, edit);
}

static void propose(struct writing *writing)
{
    const struct kind *kind = writing->view.kind;
    struct carriers carriers;
    struct str name;

    if (kind->class_from == CLASS_FROM_ROW)
        propose_for_row(writing);
    if (kind->class_from != CLASS_FROM_CARRIERS)
        return;
    carriers_of(&writing->inquiry, &writing->view, &carriers);
    if (wants_replacing(writing, &carriers)) {
        replace(writing, carriers.list[0].value);
        return;
    }
    if (carriers.n > 0 || dispositions_let_go(writing->dispositions, RULE_CLASS_PRESENT))
        return;
    name = class_for(writing);
    if (name.len > 0)
        set_class(writing, name, STR_NONE, RULE_CLASS_PRESENT);
}

const struct mutation mutation_class_field = {
    .when = MUTATION_BEFORE_CLASS,
    .propose = propose,
};
