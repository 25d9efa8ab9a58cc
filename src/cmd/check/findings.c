/* SPDX-License-Identifier: Apache-2.0 */
/* findings: turns the answers of both stages into what a report shows; see checked.h. */
#include "cmd/check/checked.h"

#include "core/object/managed.h"
#include "core/policy/policy.h"
#include "wire/admit.h"
#include "wire/warning_text.h"

/* The list of the report that a violation belongs to. */
enum list {
    LIST_NONE,
    LIST_VIOLATIONS,
    LIST_WARNINGS,
};

struct lists {
    const struct check_write *write;
    struct arena *arena;
    struct checked_object *object; /* gets the findings */
    struct finding *violations;    /* of the object, while they are filled */
    struct finding *warnings;
    struct excuse *excuses;
};

static void add(struct lists *lists, enum list list, struct finding finding)
{
    finding.place = manifest_place(lists->write->manifest, finding.field);
    if (list == LIST_VIOLATIONS)
        lists->violations[lists->object->n_violations++] = finding;
    else
        lists->warnings[lists->object->n_warnings++] = finding;
}

static struct str path_text(struct arena *arena, const struct field_path *path)
{
    struct buf buf = {.arena = arena, .max_bytes = BUF_MAX_BYTES};

    field_path_add(&buf, path);
    return buf_str(&buf);
}

static enum list list_of(const struct answer *answer, enum disposition disposition)
{
    switch (disposition) {
    case DISPOSITION_DENIED: /* in preview: a warning */
        return answer->allowed ? LIST_WARNINGS : LIST_VIOLATIONS;
    case DISPOSITION_WARNED:
    case DISPOSITION_RATCHETED:
        return LIST_WARNINGS;
    case DISPOSITION_AUDITED:
    case DISPOSITION_EXCUSED:
        break;
    }
    return LIST_NONE;
}

/* Exemptions are identified by their names. */
static void add_excuse(struct lists *lists, const struct violation *violation)
{
    struct checked_object *object = lists->object;
    size_t i = 0;

    object->n_excused++;
    while (i < object->n_excuses &&
           !str_equal(lists->excuses[i].name, violation->exemption->name))
        i++;
    if (i == object->n_excuses)
        lists->excuses[object->n_excuses++].name = violation->exemption->name;
    lists->excuses[i].rules[violation->rule] = true;
}

static void add_violation(struct lists *lists, const struct answer *answer,
                          const struct violation *violation)
{
    const enum list list = list_of(answer, violation->disposition);
    struct str mark = STR_NONE;

    if (violation->disposition == DISPOSITION_EXCUSED)
        add_excuse(lists, violation);
    if (list == LIST_NONE)
        return;
    if (list == LIST_WARNINGS)
        mark = warning_mark(violation->marker, violation->entry->from, lists->arena);
    add(lists, list,
        (struct finding){
            .rule = rule_id_name(violation->rule),
            .field = path_text(lists->arena, &violation->path),
            .mark = mark,
            .message = violation->sentence,
            .violation = violation,
        });
}

/* One finding for each place. */
static void add_warning(struct lists *lists, const struct warning *warning)
{
    for (size_t i = 0; i < warning->n_places && i < WARNING_KEPT_PLACES; i++)
        add(lists, LIST_WARNINGS,
            (struct finding){
                .rule = rule_id_name(warning->rule),
                .mark = warning_mark(warning->marker, warning->from, lists->arena),
                .field = path_text(lists->arena, &warning->places[i]),
                .message = warning->sentence,
            });
}

/* The warnings of the mutating stage. */
static void add_mutated(struct lists *lists, const struct decision *decision)
{
    for (size_t i = 0; i < decision->n_warnings; i++)
        add_warning(lists, &decision->warnings[i]);
    if (decision->n_more_warnings > 0)
        add(lists, LIST_WARNINGS,
            (struct finding){.message = arena_format(lists->arena, "and %zu more",
                                                     decision->n_more_warnings)});
    if (decision->preview.len > 0)
        add(lists, LIST_WARNINGS,
            (struct finding){.rule = STR("preview"), .message = decision->preview});
}

/* The remarks of the validating stage, which belong to no violation. */
static void add_remarks(struct lists *lists, const struct decision *decision)
{
    for (size_t i = 0; i < decision->n_warnings; i++) {
        if (decision->warnings[i].is_remark)
            add_warning(lists, &decision->warnings[i]);
    }
}

/* An object that was allowed or denied without judging any rule. */
static void add_unjudgeable(struct lists *lists, const struct answer *answer)
{
    add(lists, answer->allowed ? LIST_WARNINGS : LIST_VIOLATIONS,
        (struct finding){
            .rule = STR("unjudgeable"),
            .mark = answer->allowed
                        ? warning_mark(MARKER_WOULD_BE_DENIED, STR_NONE, lists->arena)
                        : STR_NONE,
            .field = answer->where,
            .message = answer->error,
        });
}

static size_t count_places(const struct decision *decision)
{
    size_t n = 0;

    for (size_t i = 0; i < decision->n_warnings; i++)
        n += decision->warnings[i].n_places;
    return n;
}

void check_findings(const struct check_write *write, const struct answer *mutated,
                    const struct answer *validated, struct arena *arena,
                    struct checked_object *object)
{
    const struct decision *decision = &validated->decision;
    const size_t room = decision->n_violations + 1;
    struct lists lists = {.write = write, .arena = arena, .object = object};

    object->violations = lists.violations = ARENA_NEW(arena, struct finding, room);
    object->excuses = lists.excuses = ARENA_NEW(arena, struct excuse, RULE_COUNT);
    object->warnings = lists.warnings =
        ARENA_NEW(arena, struct finding,
                  room + count_places(&mutated->decision) + count_places(decision) + 2);
    if (mutated->kind == ANSWER_DECIDED)
        add_mutated(&lists, &mutated->decision);
    for (size_t i = 0; validated->kind == ANSWER_DECIDED && i < decision->n_violations;
         i++)
        add_violation(&lists, validated, &decision->violations[i]);
    if (validated->kind == ANSWER_DECIDED)
        add_remarks(&lists, decision);
    if (validated->kind == ANSWER_UNJUDGEABLE)
        add_unjudgeable(&lists, validated);
}

static struct str value_of(const struct edit *edit, struct arena *arena)
{
    struct buf buf = {.arena = arena, .max_bytes = BUF_MAX_BYTES};

    switch (edit->kind) {
    case EDIT_TEXT:
        return edit->text;
    case EDIT_BOOL:
        return edit->flag ? STR("true") : STR("false");
    case EDIT_REMOVE:
        return STR_NONE;
    case EDIT_LIST:
        break;
    }
    for (size_t i = 0; i < edit->n_items; i++) {
        if (i > 0)
            buf_add_byte(&buf, ',');
        buf_add(&buf, edit->items[i]);
    }
    return buf_str(&buf);
}

static struct change change_of(const struct edit *edit, const struct kind *kind,
                               struct arena *arena)
{
    struct change change = {CHANGE_ADDED, .key = edit->path.key,
                            .value = value_of(edit, arena)};

    if (edit->kind == EDIT_REMOVE)
        change.kind = CHANGE_REMOVED;
    else if (edit->replaces)
        change.kind = CHANGE_REPLACED;
    if (change.key.len == 0)
        change.field = path_text(arena, &edit->path);
    change.is_class = change.key.len == 0 && edit->path.field == kind->class_field;
    return change;
}

void check_changes(const struct answer *mutated, struct arena *arena,
                   struct checked_object *object)
{
    const struct decision *decision = &mutated->decision;
    struct change *changes;

    if (mutated->kind != ANSWER_DECIDED)
        return;
    changes = ARENA_NEW(arena, struct change, decision->n_edits);
    for (size_t i = 0; i < decision->n_edits; i++) {
        if (!str_equal(decision->edits[i].path.key, MANAGED_KEY))
            changes[object->n_changes++] =
                change_of(&decision->edits[i], mutated->judged, arena);
    }
    object->changes = changes;
}
