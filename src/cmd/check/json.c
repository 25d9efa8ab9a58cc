/* SPDX-License-Identifier: Apache-2.0 */
/* json: prints a line with a JSON object for each checked object. */
#include "cmd/check/report.h"
#include "cmd/cli/json_out.h"

static json_t *findings_of(const struct finding *findings, size_t n)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < n; i++) {
        const struct place *place = &findings[i].place;

        cold_json_append(all,
                         cold_json("{s:o, s:o, s:o, s:o, s:o, s:o}",
                                   KEY("rule", cold_json_text(findings[i].rule)),
                                   KEY("mark", cold_json_text(findings[i].mark)),
                                   KEY("field", cold_json_text(findings[i].field)),
                                   KEY("message", cold_json_text(findings[i].message)),
                                   KEY("line", cold_json_number(place->line)),
                                   KEY("column", cold_json_number(place->column))));
    }
    return all;
}

/* The key of the annotation, or the path of the field. */
static struct str place_of(const struct change *change)
{
    return change->key.len > 0 ? change->key : change->field;
}

/* The changes of one kind: an object from key to value.  A change of the class is printed
 * elsewhere. */
static json_t *changes_of(const struct checked_object *object, enum change_kind kind)
{
    json_t *all = cold_json("{}");

    for (size_t i = 0; i < object->n_changes; i++) {
        const struct change *change = &object->changes[i];

        if (change->kind == kind && !change->is_class)
            cold_json_put(all, place_of(change), cold_json_text(change->value));
    }
    return all;
}

static json_t *removed_of(const struct checked_object *object)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < object->n_changes; i++) {
        if (object->changes[i].kind == CHANGE_REMOVED)
            cold_json_append(all, cold_json_text(place_of(&object->changes[i])));
    }
    return all;
}

/* NULL: no class is added. */
static json_t *added_class_of(const struct checked_object *object)
{
    for (size_t i = 0; i < object->n_changes; i++) {
        if (object->changes[i].is_class)
            return cold_json_text(object->changes[i].value);
    }
    return NULL;
}

static json_t *notes_of(const struct checked_object *object)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < object->n_notes; i++)
        cold_json_append(all, cold_json_text(object->notes[i]));
    return all;
}

static const char *const verdicts[] = {
    [VERDICT_ALLOWED] = "allowed",
    [VERDICT_DENIED] = "denied",
    [VERDICT_UNJUDGEABLE] = "unjudgeable",
};

static json_t *tenant_of(const struct checked_object *object)
{
    return object->tenant == NULL ? json_null() : cold_json_text(object->tenant->name);
}

/* The name of the class, a list of several names, or null if no class is defined. */
static json_t *class_of(const struct checked_object *object)
{
    json_t *all;

    if (object->n_classes == 0)
        return json_null();
    if (object->n_classes == 1)
        return cold_json_text(object->classes[0]);
    all = cold_json("[]");
    for (size_t i = 0; i < object->n_classes; i++)
        cold_json_append(all, cold_json_text(object->classes[i]));
    return all;
}

static json_t *rules_of(const struct excuse *excuse)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (excuse->rules[i])
            cold_json_append(all, cold_json_text(rule_id_name((enum rule_id)i)));
    }
    return all;
}

static json_t *exemptions_of(const struct checked_object *object)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < object->n_excuses; i++)
        cold_json_append(all,
                         cold_json("{s:o, s:o}",
                                   KEY("name", cold_json_text(object->excuses[i].name)),
                                   KEY("rules", rules_of(&object->excuses[i]))));
    return all;
}

json_t *checked_object_json(const struct checked_object *object)
{
    return cold_json(
        "{s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o*, "
        "s:o}",
        KEY("file", cold_json_word(object->place.file)),
        KEY("line", cold_json_number(object->place.line)),
        KEY("kind", cold_json_text(object->kind)),
        KEY("namespace", cold_json_text(object->namespace)),
        KEY("name", cold_json_text(object->name)),
        KEY("verdict", verdicts[object->verdict]), KEY("tenant", tenant_of(object)),
        KEY("class", class_of(object)),
        KEY("violations", findings_of(object->violations, object->n_violations)),
        KEY("warnings", findings_of(object->warnings, object->n_warnings)),
        KEY("exemptions", exemptions_of(object)),
        KEY("added", changes_of(object, CHANGE_ADDED)),
        KEY("changed", changes_of(object, CHANGE_REPLACED)),
        KEY("removed", removed_of(object)), KEY("addedClass", added_class_of(object)),
        KEY("notes", notes_of(object)));
}

/* The patched object is inserted as text: jansson would change large numbers. */
static void add_object(struct report *report, const struct checked_object *object)
{
    struct buf *buf = &report->out;
    AUTO(json_decref) json_t *one = checked_object_json(object);

    buf_add_byte(buf, '{');
    cold_json_add(buf, one, COLD_JSON_MEMBERS);
    if (report->shows_patched) {
        buf_add_text(buf, ",\"patched\":");
        buf_add(buf, object->patched);
    }
    buf_add_text(buf, "}\n");
}

const struct report_format check_json = {
    .can_show_patched = true,
    .object = add_object,
};
