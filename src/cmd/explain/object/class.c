/* SPDX-License-Identifier: Apache-2.0 */
/* class: finds the fields that name the class of an object, and what permits the class.
 */
#include "cmd/explain/object/object.h"
#include "wire/answer.h"

/* The first sentence of a denial about the class at this path. */
static struct str refusal_at(const struct object_answer *answer,
                             const struct field_path *path)
{
    const struct decision *decision = &answer->object.validated->decision;

    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];

        if ((violation->rule == RULE_CLASS_PERMITTED ||
             violation->rule == RULE_CLASS_AGREES) &&
            violation->disposition == DISPOSITION_DENIED &&
            field_path_compare(&violation->path, path) == 0)
            return violation->sentence;
    }
    return STR_NONE;
}

/* The trace of the default class if the mutating stage wrote it there, or would have
 * written it in a preview without a patch.  Otherwise NULL. */
static const struct traced *find_default(const struct object_answer *answer,
                                         const struct carrier *carrier)
{
    const struct decision *decision = &answer->object.mutated->decision;
    bool is_written = decision->n_edits == 0;

    for (size_t i = 0; i < decision->n_edits; i++)
        is_written = is_written ||
                     field_path_compare(&decision->edits[i].path, &carrier->path) == 0;
    for (size_t i = 0; is_written && i < answer->written.n; i++) {
        if (answer->written.all[i].kind == ENTRY_DEFAULT_CLASS)
            return &answer->written.all[i];
    }
    return NULL;
}

static void take(const struct object_answer *answer, const struct carrier *carrier,
                 struct arena *arena, struct object_carrier *ret)
{
    const struct entries *entries = answer->asking->desk->entries;
    const struct tenant *tenant = answer->object.tenant;
    const struct traced *written = find_default(answer, carrier);

    *ret = (struct object_carrier){
        .field = object_field(&carrier->path, arena),
        .name = carrier->class != NULL ? carrier->class->name : carrier->value,
        .class = carrier->class,
        .refusal = refusal_at(answer, &carrier->path),
    };
    ret->place = object_place(answer, ret->field);
    if (written != NULL) {
        ret->is_default = true;
        ret->source = traced_entry(entries, written);
    } else if (carrier->gateway != NULL) {
        ret->source = entries_find(entries, carrier->gateway);
    }
    if (carrier->class != NULL && tenant != NULL &&
        tenant_permits_class(tenant, carrier->class))
        ret->grant = entries_of_grant(entries, tenant, carrier->class);
}

size_t object_carriers(const struct object_answer *answer, struct arena *arena,
                       struct object_carrier **ret)
{
    const struct carriers *carriers = answer->judged.carriers;
    struct object_carrier *all;
    size_t n = 0;

    *ret = NULL;
    if (carriers == NULL)
        return 0;
    all = ARENA_NEW(arena, struct object_carrier, carriers->n);
    for (size_t i = 0; i < carriers->n; i++) {
        if (carriers->list[i].value.len > 0 || carriers->list[i].class != NULL)
            take(answer, &carriers->list[i], arena, &all[n++]);
    }
    *ret = all;
    return n;
}
