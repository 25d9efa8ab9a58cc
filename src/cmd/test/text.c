/* SPDX-License-Identifier: Apache-2.0 */
/* text: writes failures and counts for people. */
#include "base/text.h"
#include "cmd/cli/command.h"
#include "cmd/test/result.h"

#define RED   "\x1b[1;31m"
#define BOLD  "\x1b[1m"
#define RESET "\x1b[0m"

#define INDENT   "    "
#define GAPS_MAX 20

static void add_difference(struct buf *buf, const struct test_difference *difference)
{
    if (difference->field.len > 0) {
        text_add_escaped(buf, difference->field, SIZE_MAX);
        buf_add_text(buf, ": ");
    }
    buf_add_text(buf, "expected ");
    text_add_escaped(buf, difference->expected, SIZE_MAX);
    buf_add_text(buf, ", was ");
    text_add_escaped(buf, difference->actual, SIZE_MAX);
    buf_add_byte(buf, '\n');
}

void test_failure_add(struct buf *buf, const struct test_result *result,
                      enum output_colour colour)
{
    problem_lines_add_place(buf, result->place);
    buf_add_text(buf, colour == OUTPUT_COLOUR ? RED "FAIL" RESET " " : "FAIL ");
    buf_add(buf, result->name);
    buf_add_byte(buf, '\n');
    for (size_t i = 0; i < result->n_differences; i++) {
        buf_add_text(buf, INDENT);
        add_difference(buf, &result->differences[i]);
    }
    for (size_t i = 0; i < result->n_reasons; i++) {
        const struct test_reason *reason = &result->reasons[i];

        if (reason->sentence.len > 0) {
            buf_add_text(buf, INDENT);
            buf_add(buf, reason->sentence);
            buf_add_byte(buf, '\n');
        }
        buf_add_text(buf, INDENT);
        buf_add_text(buf, "decided by ");
        desk_entry_add(buf, reason->entry);
        buf_add_byte(buf, '\n');
    }
}

static void add_result(struct test_report *report, const struct test_result *result)
{
    if (result->outcome == TEST_FAILED)
        test_failure_add(&report->out, result, report->colour);
}

/* "25 passed, 1 updated, 3 failed" */
static void add_counts(struct buf *buf, const struct test_counts *counts)
{
    buf_addf(buf, "%zu passed", counts->passed);
    if (counts->updated > 0)
        buf_addf(buf, ", %zu updated", counts->updated);
    if (counts->failed > 0)
        buf_addf(buf, ", %zu failed", counts->failed);
}

static void add_file(struct test_report *report, const struct test_file *file,
                     const struct test_counts *counts)
{
    text_add_escaped(&report->out, str_from(file->name), SIZE_MAX);
    buf_add_text(&report->out, ": ");
    add_counts(&report->out, counts);
    buf_add_byte(&report->out, '\n');
}

static void add_gap(struct buf *buf, const struct coverage_gap *gap)
{
    static const char *const halves[] = {
        [COVERAGE_WHOLE] = "",
        [COVERAGE_BEFORE] = ", before its date",
        [COVERAGE_FROM] = ", from its date on",
    };

    buf_add_text(buf, "  ");
    problem_lines_add_place(buf, gap->entry->place);
    buf_add_text(buf, "not exercised: ");
    text_add_escaped(buf, gap->entry->address, SIZE_MAX);
    buf_add_text(buf, halves[gap->half]);
    buf_add_byte(buf, '\n');
}

static void add_coverage(struct buf *buf, const struct coverage_report *coverage)
{
    buf_addf(buf, "coverage: %zu of %zu entries (%u %%)\n", coverage->n_exercised,
             coverage->n_entries, coverage_percent(coverage));
    for (size_t i = 0; i < coverage->n_gaps && i < GAPS_MAX; i++)
        add_gap(buf, &coverage->gaps[i]);
    if (coverage->n_gaps > GAPS_MAX)
        buf_addf(buf, "  and %zu more\n", coverage->n_gaps - GAPS_MAX);
}

static void end(struct test_report *report, const struct test_summary *summary)
{
    const size_t n = test_counts_all(&summary->counts);
    struct buf *buf = &report->out;

    if (n == 0)
        return;
    buf_add_text(buf, report->colour == OUTPUT_COLOUR ? BOLD : "");
    buf_addf(buf, "%zu test%s: ", n, n == 1 ? "" : "s");
    add_counts(buf, &summary->counts);
    for (size_t i = 0; i < summary->n_policies; i++) {
        buf_add_text(buf, i == 0 ? "; " : ", ");
        option_policy_add_name(buf, summary->policies[i]->policy);
    }
    buf_add_text(buf, report->colour == OUTPUT_COLOUR ? RESET : "");
    buf_add_byte(buf, '\n');
    if (summary->coverage != NULL)
        add_coverage(buf, summary->coverage);
}

const struct test_format test_text = {
    .result = add_result,
    .file = add_file,
    .end = end,
};
