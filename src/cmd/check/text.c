/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text: prints the report for people.
 *
 * With --show-patched the output is a YAML stream of the allowed objects, and the
 * messages are comments in it.
 */
#include "base/text.h"
#include "cmd/check/report.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "core/policy/policy.h"

#define RED    "\x1b[1;31m"
#define GREEN  "\x1b[1;32m"
#define YELLOW "\x1b[1;33m"
#define CYAN   "\x1b[36m"
#define BOLD   "\x1b[1m"
#define RESET  "\x1b[0m"

/* Texts that several formats share. */
void report_add_object(struct buf *buf, const struct checked_object *object)
{
    if (!str_equal(object->kind, STR("Ingress"))) {
        text_add_escaped(buf, object->kind, SIZE_MAX);
        buf_add_byte(buf, ' ');
    }
    text_add_escaped(buf, object->namespace, SIZE_MAX);
    buf_add_byte(buf, '/');
    text_add_escaped(buf, object->name, SIZE_MAX);
}

void report_add_sentence(struct buf *buf, const struct finding *finding)
{
    const struct str parts[] = {finding->mark, finding->field};

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        buf_add(buf, parts[i]);
        if (parts[i].len > 0)
            buf_add_text(buf, ": ");
    }
    buf_add(buf, finding->message);
}

static void add_count(struct buf *buf, size_t n, const char *what)
{
    buf_addf(buf, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

/* " (12 Service, 1 Gateway)": kinds that a policy could judge are named, so that they are
 * not assumed to be judged. */
static void add_unjudged_kinds(struct buf *buf, const struct check_counts *counts)
{
    AUTO(arena_clear) struct arena arena = {0};
    const char *before = " (";

    for (size_t i = 0; i < KINDS_BUILTIN; i++) {
        if (counts->of_builtin[i] == 0)
            continue;
        buf_addf(buf, "%s%zu ", before, counts->of_builtin[i]);
        buf_add(buf, kind_builtin_name(i, &arena));
        before = ", ";
    }
    if (before[0] == ',')
        buf_add_byte(buf, ')');
}

void report_add_left_out(struct buf *buf, const struct check_counts *counts)
{
    if (counts->others > 0)
        add_count(buf, counts->others, "other object");
    add_unjudged_kinds(buf, counts);
    if (counts->others > 0 && counts->left_out > 0)
        buf_add_text(buf, ", ");
    if (counts->left_out > 0)
        add_count(buf, counts->left_out, "file");
    buf_add_text(buf, " left out");
}

void report_add_none_found(struct buf *line, const struct policy *policy)
{
    size_t n;
    const struct kind *kinds = policy_kinds(policy, &n);

    buf_add_text(line, line->len > 0 ? "; " : "");
    if (n == 1)
        buf_addf(line, "no %.*s found", STR_ARGS(kinds[0].name));
    else
        buf_add_text(line, "no object found that the policy judges");
}

void report_add_summary(struct buf *buf, const struct policy *policy,
                        const struct check_counts *counts)
{
    buf_addf(buf, "%zu judged: %zu allowed",
             counts->allowed + counts->denied + counts->unjudged, counts->allowed);
    if (counts->warned > 0)
        buf_addf(buf, " (%zu with warnings)", counts->warned);
    buf_addf(buf, ", %zu denied", counts->denied);
    if (counts->unjudged > 0)
        buf_addf(buf, ", %zu could not be judged", counts->unjudged);
    if (counts->excused > 0) {
        buf_add_text(buf, "; ");
        add_count(buf, counts->excused, "violation");
        buf_add_text(buf, " excused");
    }
    if (counts->unread > 0)
        buf_addf(buf, "; %zu could not be read", counts->unread);
    if (counts->others + counts->left_out > 0) {
        buf_add_text(buf, "; ");
        report_add_left_out(buf, counts);
    }
    buf_add_text(buf, "; ");
    option_policy_add_name(buf, policy);
}

static void begin_line(struct report *report)
{
    if (report->shows_patched)
        buf_add_text(&report->out, "# ");
}

static void add_coloured(struct buf *buf, enum output_colour colour, const char *code,
                         const char *text)
{
    const bool coloured = colour == OUTPUT_COLOUR;

    buf_add_text(buf, coloured ? code : "");
    buf_add_text(buf, text);
    buf_add_text(buf, coloured ? RESET : "");
}

void report_add_heading(struct buf *buf, enum output_colour colour,
                        const struct checked_object *object)
{
    static const struct {
        const char *code;
        const char *word;
    } verdicts[] = {
        [VERDICT_ALLOWED] = {GREEN, "allowed"},
        [VERDICT_DENIED] = {RED, "denied"},
        [VERDICT_UNJUDGEABLE] = {RED, "cannot be judged"},
    };

    report_add_object(buf, object);
    buf_add_text(buf, ": ");
    add_coloured(buf, colour, verdicts[object->verdict].code,
                 verdicts[object->verdict].word);
    buf_add_text(buf, " (");
    text_add_escaped(buf, str_from(object->place.file), SIZE_MAX);
    buf_addf(buf, ":%u)\n", object->place.line);
}

static void add_findings(struct report *report, const struct finding *findings, size_t n,
                         const char *colour, const char *word)
{
    for (size_t i = 0; i < n; i++) {
        begin_line(report);
        buf_add_text(&report->out, "  ");
        problem_lines_add_place(&report->out, findings[i].place);
        add_coloured(&report->out, report->colour, colour, word);
        buf_add_text(&report->out, ": ");
        report_add_sentence(&report->out, &findings[i]);
        buf_add_text(&report->out, " [");
        buf_add(&report->out, findings[i].rule);
        buf_add_text(&report->out, "]\n");
    }
}

/* A denied object is not changed. */
static void add_changes(struct report *report, const struct checked_object *object)
{
    static const char *const words[] = {
        [CHANGE_ADDED] = "adds",
        [CHANGE_REPLACED] = "sets",
        [CHANGE_REMOVED] = "removes",
    };

    if (!report->shows_allowed || object->verdict != VERDICT_ALLOWED)
        return;
    for (size_t i = 0; i < object->n_changes; i++) {
        const struct change *change = &object->changes[i];

        begin_line(report);
        buf_add_text(&report->out, "  ");
        add_coloured(&report->out, report->colour, CYAN, words[change->kind]);
        buf_add_byte(&report->out, ' ');
        if (change->key.len > 0)
            text_add_escaped(&report->out, change->key, SIZE_MAX);
        else
            buf_add(&report->out, change->field);
        if (change->kind != CHANGE_REMOVED) {
            buf_add_byte(&report->out, '=');
            text_add_escaped(&report->out, change->value, SIZE_MAX);
        }
        buf_add_byte(&report->out, '\n');
    }
}

static void add_lines(struct report *report, const struct str *lines, size_t n,
                      const char *word)
{
    for (size_t i = 0; i < n; i++) {
        begin_line(report);
        buf_addf(&report->out, "  %s", word);
        text_add_escaped(&report->out, lines[i], SIZE_MAX);
        buf_add_byte(&report->out, '\n');
    }
}

static void add_patched(struct report *report, const struct checked_object *object)
{
    struct err err = {0};

    if (!report->shows_patched || object->verdict != VERDICT_ALLOWED)
        return;
    buf_add_text(&report->out, "---\n");
    if (!yaml_text_add(&report->out, object->patched, &err))
        buf_addf(&report->out, "# %s\n", err.text);
}

/* "  excused by acme-solver: tls-required, source-ranges" */
static void add_excuses(struct report *report, const struct checked_object *object)
{
    for (size_t i = 0; i < object->n_excuses; i++) {
        const char *before = ": ";

        begin_line(report);
        buf_add_text(&report->out, "  excused by ");
        text_add_escaped(&report->out, object->excuses[i].name, TEXT_QUOTED_MAX);
        for (size_t rule = 0; rule < RULE_COUNT; rule++) {
            if (!object->excuses[i].rules[rule])
                continue;
            buf_add_text(&report->out, before);
            buf_add(&report->out, rule_id_name((enum rule_id)rule));
            before = ", ";
        }
        buf_add_byte(&report->out, '\n');
    }
}

/* By default, only objects that require an action are shown. */
static bool is_shown(const struct report *report, const struct checked_object *object)
{
    return object->verdict != VERDICT_ALLOWED || object->n_warnings > 0 ||
           report->shows_allowed || report->shows_patched;
}

static void add_object(struct report *report, const struct checked_object *object)
{
    if (!is_shown(report, object))
        return;
    begin_line(report);
    report_add_heading(&report->out, report->colour, object);
    add_findings(report, object->violations, object->n_violations, RED, "error");
    add_findings(report, object->warnings, object->n_warnings, YELLOW, "warning");
    add_lines(report, object->notes, object->n_notes, "note: ");
    add_excuses(report, object);
    add_changes(report, object);
    add_lines(report, &object->contact, object->contact.len > 0, "");
    add_patched(report, object);
}

static void add_table(struct report *report)
{
    AUTO(buf_clear) struct buf table = {0};
    struct str rest;
    struct str line;
    bool done = false;

    if (report->tallies == NULL)
        return;
    buf_init(&table, NULL, BUF_MAX_BYTES);
    tallies_add(&table, report->tallies);
    rest = buf_str(&table);
    while (str_next_item(&rest, '\n', &done, &line)) {
        if (line.len == 0)
            continue;
        begin_line(report);
        buf_add(&report->out, line);
        buf_add_byte(&report->out, '\n');
    }
}

static void end(struct report *report, const struct check_counts *counts)
{
    add_table(report);
    begin_line(report);
    buf_add_text(&report->out, report->colour == OUTPUT_COLOUR ? BOLD : "");
    report_add_summary(&report->out, report->policy, counts);
    buf_add_text(&report->out, report->colour == OUTPUT_COLOUR ? RESET : "");
    buf_add_byte(&report->out, '\n');
}

const struct report_format check_text = {
    .can_show_patched = true,
    .has_summary = true,
    .object = add_object,
    .end = end,
};
