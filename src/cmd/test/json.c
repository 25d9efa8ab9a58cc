/* SPDX-License-Identifier: Apache-2.0 */
/* json: writes one JSON document with a line for each test. */
#include "cmd/cli/json_out.h"
#include "cmd/test/result.h"
#include "core/policy/policy.h"

static const char *const outcomes[] = {
    [TEST_PASSED] = "passed",
    [TEST_FAILED] = "failed",
    [TEST_UPDATED] = "updated",
};

static void begin(struct test_report *report)
{
    buf_add_text(&report->out, "{\"tests\":[");
}

static json_t *differences_of(const struct test_result *result)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < result->n_differences; i++) {
        const struct test_difference *difference = &result->differences[i];

        cold_json_append(
            all, cold_json("{s:o, s:o, s:o, s:o, s:o}",
                           KEY("field", cold_json_text(difference->field)),
                           KEY("expected", cold_json_text(difference->expected)),
                           KEY("actual", cold_json_text(difference->actual)),
                           KEY("line", cold_json_number(difference->place.line)),
                           KEY("column", cold_json_number(difference->place.column))));
    }
    return all;
}

static json_t *reasons_of(const struct test_result *result)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < result->n_reasons; i++) {
        json_t *one = cold_json("{}");

        if (result->reasons[i].sentence.len > 0)
            cold_json_put(one, STR("message"),
                          cold_json_text(result->reasons[i].sentence));
        cold_json_put(one, STR("decidedBy"), desk_entry_json(result->reasons[i].entry));
        cold_json_append(all, one);
    }
    return all;
}

static void add_result(struct test_report *report, const struct test_result *result)
{
    AUTO(json_decref)
    json_t *one = cold_json("{s:o, s:o, s:o, s:o, s:s}",
                            KEY("file", cold_json_word(result->place.file)),
                            KEY("line", cold_json_number(result->place.line)),
                            KEY("column", cold_json_number(result->place.column)),
                            KEY("name", cold_json_text(result->name)),
                            KEY("result", outcomes[result->outcome]));

    if (result->outcome == TEST_FAILED) {
        cold_json_put(one, STR("differences"), differences_of(result));
        cold_json_put(one, STR("reasons"), reasons_of(result));
    }
    buf_add_text(&report->out, report->begun ? ",\n" : "\n");
    cold_json_add(&report->out, one, COLD_JSON_LINE);
    report->begun = true;
}

static json_t *counts_of(const struct test_counts *counts)
{
    return cold_json("{s:I, s:I, s:I, s:I}", "tests", (json_int_t)test_counts_all(counts),
                     "passed", (json_int_t)counts->passed, "failed",
                     (json_int_t)counts->failed, "updated", (json_int_t)counts->updated);
}

/* Held back, because the list of files follows the list of tests. */
static void add_file(struct test_report *report, const struct test_file *file,
                     const struct test_counts *counts)
{
    AUTO(json_decref) json_t *one = counts_of(counts);

    cold_json_put(one, STR("file"), cold_json_word(file->name));
    buf_add_text(&report->held, report->held.len > 0 ? ",\n" : "\n");
    cold_json_add(&report->held, one, COLD_JSON_LINE);
}

static json_t *policies_of(const struct test_summary *summary)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < summary->n_policies; i++) {
        const struct policy *policy = summary->policies[i]->policy;

        cold_json_append(
            all, cold_json("{s:o, s:o}", KEY("name", cold_json_text(policy_name(policy))),
                           KEY("hash", cold_json_text(policy_hash(policy)))));
    }
    return all;
}

static json_t *gaps_of(const struct coverage_report *coverage)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < coverage->n_gaps; i++) {
        const struct coverage_gap *gap = &coverage->gaps[i];
        json_t *one = desk_entry_json(gap->entry);

        if (gap->half != COVERAGE_WHOLE)
            cold_json_put(
                one, STR("when"),
                cold_json_word(gap->half == COVERAGE_BEFORE ? "before" : "from"));
        cold_json_append(all, one);
    }
    return all;
}

static void end(struct test_report *report, const struct test_summary *summary)
{
    AUTO(json_decref) json_t *rest = counts_of(&summary->counts);
    AUTO(json_decref) json_t *whole = cold_json("{s:O}", KEY("summary", rest));

    cold_json_put(whole, STR("policies"), policies_of(summary));
    if (summary->coverage != NULL)
        cold_json_put(whole, STR("coverage"),
                      cold_json("{s:I, s:I, s:I, s:o}", "entries",
                                (json_int_t)summary->coverage->n_entries, "exercised",
                                (json_int_t)summary->coverage->n_exercised, "percent",
                                (json_int_t)coverage_percent(summary->coverage),
                                KEY("notExercised", gaps_of(summary->coverage))));
    buf_add_text(&report->out, "],\n\"files\":[");
    buf_add(&report->out, buf_str(&report->held));
    buf_add_text(&report->out, "],\n");
    cold_json_add(&report->out, whole, COLD_JSON_MEMBERS);
    buf_add_text(&report->out, "}\n");
}

const struct test_format test_json = {
    .lists_passed = true,
    .begin = begin,
    .result = add_result,
    .file = add_file,
    .end = end,
};
