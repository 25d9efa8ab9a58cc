/* check_json: one JSON object a line for each judged object. */
#include "base/text.h"
#include "cmd/check_report.h"

static void add_text(struct buf *buf, const char *name, struct str value)
{
    buf_addf(buf, ",\"%s\":", name);
    text_add_json(buf, value);
}

static void add_findings(struct buf *buf, const char *name,
                         const struct finding *findings, size_t n)
{
    buf_addf(buf, ",\"%s\":[", name);
    for (size_t i = 0; i < n; i++) {
        buf_add_text(buf, i == 0 ? "{\"rule\":" : ",{\"rule\":");
        text_add_json(buf, findings[i].rule);
        add_text(buf, "field", findings[i].field);
        add_text(buf, "message", findings[i].message);
        buf_addf(buf, ",\"line\":%u,\"column\":%u}", findings[i].place.line,
                 findings[i].place.column);
    }
    buf_add_byte(buf, ']');
}

/* The annotations of one kind of change as an object from key to value. */
static void add_annotations(struct buf *buf, const char *name,
                            const struct checked_object *object, enum change_kind kind)
{
    const char *comma = "";

    buf_addf(buf, ",\"%s\":{", name);
    for (size_t i = 0; i < object->n_changes; i++) {
        const struct change *change = &object->changes[i];

        if (change->kind != kind || change->key.len == 0)
            continue;
        buf_add_text(buf, comma);
        text_add_json(buf, change->key);
        buf_add_byte(buf, ':');
        text_add_json(buf, change->value);
        comma = ",";
    }
    buf_add_byte(buf, '}');
}

static void add_removed(struct buf *buf, const struct checked_object *object)
{
    const char *comma = "";

    buf_add_text(buf, ",\"removedAnnotations\":[");
    for (size_t i = 0; i < object->n_changes; i++) {
        if (object->changes[i].kind != CHANGE_REMOVED)
            continue;
        buf_add_text(buf, comma);
        text_add_json(buf, object->changes[i].key);
        comma = ",";
    }
    buf_add_byte(buf, ']');
}

static void add_class(struct buf *buf, const struct checked_object *object)
{
    for (size_t i = 0; i < object->n_changes; i++) {
        if (object->changes[i].key.len == 0)
            add_text(buf, "addedClass", object->changes[i].value);
    }
}

static void add_notes(struct buf *buf, const struct checked_object *object)
{
    buf_add_text(buf, ",\"notes\":[");
    for (size_t i = 0; i < object->n_notes; i++) {
        buf_add_text(buf, i == 0 ? "" : ",");
        text_add_json(buf, object->notes[i]);
    }
    buf_add_byte(buf, ']');
}

static void judged(struct report *report, const struct checked_object *object)
{
    struct buf *buf = &report->out;
    const bool denied = object->verdict == VERDICT_DENIED;

    buf_add_text(buf, "{\"file\":");
    text_add_json(buf, str_from(object->place.file));
    buf_addf(buf, ",\"line\":%u", object->place.line);
    add_text(buf, "kind", object->kind);
    add_text(buf, "namespace", object->namespace);
    add_text(buf, "name", object->name);
    add_text(buf, "verdict", denied ? STR("denied") : STR("allowed"));
    add_findings(buf, "violations", object->violations, object->n_violations);
    add_findings(buf, "warnings", object->warnings, object->n_warnings);
    add_annotations(buf, "addedAnnotations", object, CHANGE_ADDED);
    add_annotations(buf, "changedAnnotations", object, CHANGE_REPLACED);
    add_removed(buf, object);
    add_class(buf, object);
    add_notes(buf, object);
    if (report->shows_patched) {
        buf_add_text(buf, ",\"patched\":");
        buf_add(buf, object->patched);
    }
    buf_add_text(buf, "}\n");
}

const struct report_format check_json = {
    .name = "json",
    .can_show_patched = true,
    .has_summary = false,
    .judged = judged,
    .unjudged = report_no_unjudged,
    .end = report_no_end,
};
