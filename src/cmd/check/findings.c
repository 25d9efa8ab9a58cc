/* findings: from the answers of the two stages to what a report shows; see check.h. */
#include "cmd/check/check.h"

#include "core/policy/policy.h"
#include "wire/admit.h"

/* Which list of the report a violation goes to. */
enum list {
    LIST_NONE,
    LIST_VIOLATIONS,
    LIST_WARNINGS,
};

struct lists {
    const struct check_write *write;
    struct arena *arena;
    struct finding *violations;
    size_t n_violations;
    struct finding *warnings;
    size_t n_warnings;
    size_t n_excused;
};

static void add(struct lists *lists, enum list list, struct finding finding)
{
    finding.place = manifest_place(lists->write->manifest, finding.field);
    if (list == LIST_VIOLATIONS)
        lists->violations[lists->n_violations++] = finding;
    else
        lists->warnings[lists->n_warnings++] = finding;
}

static struct str path_text(struct arena *arena, const struct field_path *path)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    field_path_add(&buf, path);
    return buf_str(&buf);
}

/* The marker that the warning in the cluster has, too; empty: none. */
static struct str marker(struct lists *lists, const struct violation *violation)
{
    const struct rule_entry *entry = violation->entry;

    if (violation->outcome == OUTCOME_RATCHETED)
        return STR("was there before: ");
    if (violation->outcome == OUTCOME_DENIED)
        return STR("would be denied: ");
    if (entry == NULL || entry->from_day == DAY_NEVER || entry->then != ACTION_DENY ||
        entry->from_day <= lists->write->today)
        return STR_NONE;
    return arena_format(lists->arena, "denied from %.*s: ", STR_ARGS(entry->from));
}

static enum list list_of(const struct answer *answer, enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_DENIED: /* in preview: a warning */
        return answer->allowed ? LIST_WARNINGS : LIST_VIOLATIONS;
    case OUTCOME_WARNED:
    case OUTCOME_RATCHETED:
        return LIST_WARNINGS;
    case OUTCOME_AUDITED:
    case OUTCOME_EXCUSED:
        break;
    }
    return LIST_NONE;
}

static void add_violation(struct lists *lists, const struct answer *answer,
                          const struct violation *violation)
{
    const enum list list = list_of(answer, violation->outcome);
    struct str mark = STR_NONE;

    lists->n_excused += violation->outcome == OUTCOME_EXCUSED;
    if (list == LIST_NONE)
        return;
    if (list == LIST_WARNINGS)
        mark = marker(lists, violation);
    add(lists, list,
        (struct finding){
            .rule = rule_id_name(violation->rule),
            .field = path_text(lists->arena, &violation->path),
            .message = arena_format(lists->arena, "%.*s%.*s", STR_ARGS(mark),
                                    STR_ARGS(violation->sentence)),
        });
}

/* The text before ": ", taken off *rest; empty when there is none. */
static struct str take_part(struct str *rest)
{
    struct str part = STR_NONE;
    size_t at;

    if (!str_find(*rest, ':', &at) || at + 1 >= rest->len || rest->ptr[at + 1] != ' ')
        return part;
    part = str_head(*rest, at);
    *rest = str_skip(*rest, at + 2);
    return part;
}

static bool looks_like_path(struct str text)
{
    return str_has_prefix(text, STR("spec.")) || str_has_prefix(text, STR("metadata."));
}

/* The mutating stage says its warnings as finished lines: `RULE: [PATH: ]SENTENCE`. */
static void add_warning_line(struct lists *lists, struct str line)
{
    struct finding finding = {.message = line};
    struct str rest = line;
    enum rule_id rule;
    const struct str first = take_part(&rest);

    if (rule_id_from_name(first, &rule)) {
        finding.rule = rule_id_name(rule);
        finding.message = rest;
        if (looks_like_path(rest))
            finding.field = take_part(&finding.message);
    }
    add(lists, LIST_WARNINGS, finding);
}

/* What was let through or refused without judging any rule. */
static void add_unjudgeable(struct lists *lists, const struct answer *answer)
{
    add(lists, answer->allowed ? LIST_WARNINGS : LIST_VIOLATIONS,
        (struct finding){
            .rule = STR("unjudgeable"),
            .field = answer->where,
            .message = answer->error,
        });
}

void check_findings(const struct check_write *write, const struct answer *mutated,
                    const struct answer *validated, struct arena *arena,
                    struct checked_object *object)
{
    const struct decision *decision = &validated->decision;
    const size_t room = decision->n_violations + 1;
    const size_t n_mutated =
        mutated->kind == ANSWER_DECIDED ? mutated->decision.n_warnings : 0;
    struct lists lists = {.write = write, .arena = arena};

    lists.violations = ARENA_NEW(arena, struct finding, room);
    lists.warnings = ARENA_NEW(arena, struct finding, room + n_mutated);
    for (size_t i = 0; i < n_mutated; i++)
        add_warning_line(&lists, mutated->decision.warnings[i]);
    for (size_t i = 0; validated->kind == ANSWER_DECIDED && i < decision->n_violations;
         i++)
        add_violation(&lists, validated, &decision->violations[i]);
    if (validated->kind == ANSWER_UNJUDGEABLE)
        add_unjudgeable(&lists, validated);
    object->unjudgeable = validated->kind == ANSWER_UNJUDGEABLE;
    object->violations = lists.violations;
    object->n_violations = lists.n_violations;
    object->warnings = lists.warnings;
    object->n_warnings = lists.n_warnings;
    object->n_excused = lists.n_excused;
}

/* The manifest has a place for every field that is there. */
static bool has_annotation(const struct manifest *manifest, struct arena *arena,
                           struct str key)
{
    const struct field_path path = field_path_annotation(key);
    const struct str text = path_text(arena, &path);
    size_t low = 0;
    size_t high = manifest->n_marks;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = str_compare(manifest->marks[middle].path, text);

        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

void check_changes(const struct manifest *manifest, const struct answer *mutated,
                   struct arena *arena, struct checked_object *object)
{
    const struct decision *decision = &mutated->decision;
    struct change *changes;

    if (mutated->kind != ANSWER_DECIDED)
        return;
    changes = ARENA_NEW(arena, struct change, decision->n_edits);
    for (size_t i = 0; i < decision->n_edits; i++) {
        const struct edit *edit = &decision->edits[i];

        changes[i] = (struct change){CHANGE_ADDED, edit->key, edit->value};
        if (edit->remove)
            changes[i].kind = CHANGE_REMOVED;
        else if (edit->key.len > 0 && has_annotation(manifest, arena, edit->key))
            changes[i].kind = CHANGE_REPLACED;
    }
    object->changes = changes;
    object->n_changes = decision->n_edits;
}
