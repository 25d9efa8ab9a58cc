/*
 * text: the report for people.
 *
 * With --show-patched the whole is a YAML stream of the objects that are allowed; what is
 * said stands in comments.
 */
#include "base/text.h"
#include "cmd/check/check.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"

#define RED    "\x1b[1;31m"
#define GREEN  "\x1b[1;32m"
#define YELLOW "\x1b[1;33m"
#define CYAN   "\x1b[36m"
#define BOLD   "\x1b[1m"
#define RESET  "\x1b[0m"

/* What several formats write. */
void report_add_object(struct buf *buf, const struct checked_object *object)
{
    text_add_escaped(buf, object->namespace, SIZE_MAX);
    buf_add_byte(buf, '/');
    text_add_escaped(buf, object->name, SIZE_MAX);
}

void report_add_sentence(struct buf *buf, const struct finding *finding)
{
    buf_add(buf, finding->field);
    if (finding->field.len > 0)
        buf_add_text(buf, ": ");
    buf_add(buf, finding->message);
}

void report_add_summary(struct buf *buf, const struct policy *policy,
                        const struct check_counts *counts)
{
    buf_addf(buf, "%zu judged: %zu allowed", counts->allowed + counts->denied,
             counts->allowed);
    if (counts->warned > 0)
        buf_addf(buf, " (%zu with warnings)", counts->warned);
    buf_addf(buf, ", %zu denied", counts->denied);
    if (counts->excused > 0)
        buf_addf(buf, "; %zu violation%s excused", counts->excused,
                 counts->excused == 1 ? "" : "s");
    if (counts->failed > 0)
        buf_addf(buf, "; %zu could not be read or judged", counts->failed);
    buf_add_text(buf, "; ");
    option_policy_add_name(buf, policy);
}

static void begin_line(struct report *report)
{
    if (report->shows_patched)
        buf_add_text(&report->out, "# ");
}

static void add_coloured(struct report *report, const char *colour, const char *text)
{
    const bool coloured = report->colour == OUTPUT_COLOUR;

    buf_add_text(&report->out, coloured ? colour : "");
    buf_add_text(&report->out, text);
    buf_add_text(&report->out, coloured ? RESET : "");
}

/* "shop/web: denied (web.yaml:1)" */
static void add_heading(struct report *report, const struct checked_object *object)
{
    const bool denied = object->verdict == VERDICT_DENIED;

    begin_line(report);
    report_add_object(&report->out, object);
    buf_add_text(&report->out, ": ");
    add_coloured(report, denied ? RED : GREEN, denied ? "denied" : "allowed");
    buf_add_text(&report->out, " (");
    text_add_escaped(&report->out, str_from(object->place.file), SIZE_MAX);
    buf_addf(&report->out, ":%u)\n", object->place.line);
}

static void add_findings(struct report *report, const struct finding *findings, size_t n,
                         const char *colour, const char *word)
{
    for (size_t i = 0; i < n; i++) {
        begin_line(report);
        buf_add_text(&report->out, "  ");
        problem_lines_add_place(&report->out, findings[i].place);
        add_coloured(report, colour, word);
        buf_add_text(&report->out, ": ");
        report_add_sentence(&report->out, &findings[i]);
        buf_add_text(&report->out, " [");
        buf_add(&report->out, findings[i].rule);
        buf_add_text(&report->out, "]\n");
    }
}

/* What is denied gets nothing. */
static void add_changes(struct report *report, const struct checked_object *object)
{
    static const char *const words[] = {
        [CHANGE_ADDED] = "adds",
        [CHANGE_REPLACED] = "sets",
        [CHANGE_REMOVED] = "removes",
    };

    for (size_t i = 0; object->verdict == VERDICT_ALLOWED && i < object->n_changes; i++) {
        const struct change *change = &object->changes[i];

        begin_line(report);
        buf_add_text(&report->out, "  ");
        add_coloured(report, CYAN, words[change->kind]);
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

    if (!report->shows_patched || object->verdict == VERDICT_DENIED)
        return;
    buf_add_text(&report->out, "---\n");
    if (!yaml_text_add(&report->out, object->patched, &err))
        buf_addf(&report->out, "# %s\n", err.text);
}

static void add_object(struct report *report, const struct checked_object *object)
{
    add_heading(report, object);
    add_findings(report, object->violations, object->n_violations, RED, "error");
    add_findings(report, object->warnings, object->n_warnings, YELLOW, "warning");
    add_lines(report, object->notes, object->n_notes, "note: ");
    add_changes(report, object);
    add_lines(report, &object->contact, object->contact.len > 0, "");
    add_patched(report, object);
}

static void end(struct report *report, const struct check_counts *counts)
{
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
