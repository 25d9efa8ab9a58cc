/* json: one JSON object a line for each object. */
#include "cmd/check/report.h"
#include "cmd/cli/json_out.h"

static json_t *findings_of(const struct finding *findings, size_t n)
{
    json_t *all = cold_json_array();

    for (size_t i = 0; i < n; i++) {
        json_t *one = cold_json_pair("rule", cold_json_text(findings[i].rule));

        cold_json_put(one, "mark", cold_json_text(findings[i].mark));
        cold_json_put(one, "field", cold_json_text(findings[i].field));
        cold_json_put(one, "message", cold_json_text(findings[i].message));
        cold_json_put(one, "line", cold_json_number(findings[i].place.line));
        cold_json_put(one, "column", cold_json_number(findings[i].place.column));
        cold_json_append(all, one);
    }
    return all;
}

/* The annotations of one kind of change as an object from key to value. */
static json_t *annotations_of(const struct checked_object *object, enum change_kind kind)
{
    json_t *all = cold_json_object();

    for (size_t i = 0; i < object->n_changes; i++) {
        const struct change *change = &object->changes[i];

        if (change->kind == kind && change->key.len > 0)
            cold_json_put_text(all, change->key, cold_json_text(change->value));
    }
    return all;
}

static json_t *removed_of(const struct checked_object *object)
{
    json_t *all = cold_json_array();

    for (size_t i = 0; i < object->n_changes; i++) {
        if (object->changes[i].kind == CHANGE_REMOVED)
            cold_json_append(all, cold_json_text(object->changes[i].key));
    }
    return all;
}

static void put_class(json_t *one, const struct checked_object *object)
{
    for (size_t i = 0; i < object->n_changes; i++) {
        if (object->changes[i].key.len == 0)
            cold_json_put(one, "addedClass", cold_json_text(object->changes[i].value));
    }
}

static json_t *notes_of(const struct checked_object *object)
{
    json_t *all = cold_json_array();

    for (size_t i = 0; i < object->n_notes; i++)
        cold_json_append(all, cold_json_text(object->notes[i]));
    return all;
}

static const char *const verdicts[] = {
    [VERDICT_ALLOWED] = "allowed",
    [VERDICT_DENIED] = "denied",
    [VERDICT_UNJUDGEABLE] = "unjudgeable",
};

/* null: none is defined; a list, if there are several. */
static json_t *class_of(const struct checked_object *object)
{
    json_t *all;

    if (object->n_classes == 0)
        return json_null();
    if (object->n_classes == 1)
        return cold_json_text(object->classes[0]);
    all = cold_json_array();
    for (size_t i = 0; i < object->n_classes; i++)
        cold_json_append(all, cold_json_text(object->classes[i]));
    return all;
}

static json_t *rules_of(const struct excuse *excuse)
{
    json_t *all = cold_json_array();

    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (excuse->rules[i])
            cold_json_append(all, cold_json_text(rule_id_name((enum rule_id)i)));
    }
    return all;
}

static json_t *exemptions_of(const struct checked_object *object)
{
    json_t *all = cold_json_array();

    for (size_t i = 0; i < object->n_excuses; i++) {
        json_t *one = cold_json_pair("name", cold_json_text(object->excuses[i].name));

        cold_json_put(one, "rules", rules_of(&object->excuses[i]));
        cold_json_append(all, one);
    }
    return all;
}

static void put_identity(json_t *one, const struct checked_object *object)
{
    cold_json_put(one, "file", cold_json_word(object->place.file));
    cold_json_put(one, "line", cold_json_number(object->place.line));
    cold_json_put(one, "kind", cold_json_text(object->kind));
    cold_json_put(one, "namespace", cold_json_text(object->namespace));
    cold_json_put(one, "name", cold_json_text(object->name));
    cold_json_put(one, "verdict", cold_json_word(verdicts[object->verdict]));
    cold_json_put(one, "tenant",
                  object->tenant == NULL ? json_null()
                                         : cold_json_text(object->tenant->name));
    cold_json_put(one, "class", class_of(object));
}

static void put_result(json_t *one, const struct checked_object *object)
{
    cold_json_put(one, "violations",
                  findings_of(object->violations, object->n_violations));
    cold_json_put(one, "warnings", findings_of(object->warnings, object->n_warnings));
    cold_json_put(one, "exemptions", exemptions_of(object));
    cold_json_put(one, "added", annotations_of(object, CHANGE_ADDED));
    cold_json_put(one, "changed", annotations_of(object, CHANGE_REPLACED));
    cold_json_put(one, "removed", removed_of(object));
    put_class(one, object);
    cold_json_put(one, "notes", notes_of(object));
}

/* The patched object is JSON already; jansson would lose its larger numbers. */
static void add_object(struct report *report, const struct checked_object *object)
{
    struct buf *buf = &report->out;
    AUTO(json_decref) json_t *one = cold_json_object();

    put_identity(one, object);
    put_result(one, object);
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
