/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service_class: writes the field and the marks of a class to a load balancer that has no
 * class.  A new one gets the tenant's default, an updated one the class that it is stored
 * with.  If the object contradicts that class, nothing is written, and the validating
 * stage reports it.
 */
#include "core/mutations/mutations.h"
#include "core/object/carriers.h"
#include "core/object/service.h"

/* The class to write; NULL if there is none. */
static const struct class *class_for(const struct writing *writing)
{
    const struct inquiry *inquiry = &writing->inquiry;
    struct field_path place;

    if (inquiry->operation == OPERATION_UPDATE && inquiry->stored == NULL)
        return NULL;
    if (inquiry->operation == OPERATION_UPDATE &&
        service_is_load_balancer(inquiry->stored))
        return service_class(inquiry, inquiry->stored, &place);
    return inquiry->tenant == NULL ? NULL : inquiry->tenant->services->default_class;
}

/* True if the annotation contradicts the class. */
static bool contradicts(const struct writing *writing, const struct class *class,
                        const struct annotation *at)
{
    const struct class_service *service = class->service;
    const struct service_mark *mark = service_mark_at(service, at->key);

    if (mark != NULL)
        return !str_equal(mark->value, at->value);
    return service_key_among(service->profile->exposing, service->profile->n_exposing,
                             at->key) != NULL &&
           !wanted_entry_permits(&writing->inquiry, class, at->key, at->value);
}

static bool is_contradicted(const struct writing *writing, const struct class *class)
{
    const struct view *view = &writing->view;
    const struct str named = view->service->class;

    if (named.len > 0 && !str_equal(named, class->service->class))
        return true;
    for (size_t i = 0; i < view->n_annotations; i++) {
        if (contradicts(writing, class, &view->annotations[i]))
            return true;
    }
    return false;
}

static void put(struct writing *writing, struct field_path path, struct str text,
                const struct class *class)
{
    const struct edit edit = {.path = path,
                              .kind = EDIT_TEXT,
                              .text = text,
                              .class = class->name,
                              .rule = RULE_CLASS_PRESENT};

    edits_add(&writing->edits, edit);
    writing->view = edits_apply(&edit, 1, &writing->view, writing->inquiry.arena);
}

static void write(struct writing *writing, const struct class *class)
{
    const struct class_service *service = class->service;

    if (writing->view.service->class.len == 0 && service->class.len > 0)
        put(writing, field_path_of(FIELD_SERVICE_CLASS), service->class, class);
    for (size_t i = 0; i < service->n_marks; i++) {
        if (view_annotation(&writing->view, service->marks[i].key) == NULL)
            put(writing, field_path_annotation(service->marks[i].key),
                service->marks[i].value, class);
    }
}

static void propose(struct writing *writing)
{
    const struct class *class = NULL;
    struct field_path place;

    if (!service_is_load_balancer(&writing->view) ||
        dispositions_let_go(writing->dispositions, RULE_CLASS_PRESENT) ||
        service_class(&writing->inquiry, &writing->view, &place) != NULL)
        return;
    class = class_for(writing);
    if (class != NULL && class->service != NULL && !is_contradicted(writing, class))
        write(writing, class);
}

const struct mutation mutation_service_class = {
    .when = MUTATION_BEFORE_CLASS,
    .propose = propose,
};
