/* SPDX-License-Identifier: Apache-2.0 */
/*
 * junit: prints JUnit XML, one test case for each object.
 *
 * The counts come first in the file, so the test cases are held back until the end.
 */
#include "base/text.h"
#include "cmd/check/report.h"
#include "cmd/cli/xml.h"
#include "core/policy/policy.h"

static void open_case(struct report *report, struct place place)
{
    buf_add_text(&report->held, "    <testcase classname=\"");
    xml_add_escaped(&report->held, str_from(place.file));
    buf_add_text(&report->held, "\" file=\"");
    xml_add_escaped(&report->held, str_from(place.file));
    if (place.line != 0)
        buf_addf(&report->held, "\" line=\"%u", place.line);
    buf_add_text(&report->held, "\" name=\"");
}

static void add_sentence(struct buf *buf, const struct finding *finding)
{
    AUTO(buf_clear) struct buf text = {0};

    buf_init(&text, NULL, BUF_MAX_BYTES);
    report_add_sentence(&text, finding);
    xml_add(buf, buf_str(&text));
}

static void add_findings(struct buf *buf, const struct finding *findings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        xml_add_escaped(buf, str_from(findings[i].place.file));
        buf_addf(buf, ":%u:%u: ", findings[i].place.line, findings[i].place.column);
        add_sentence(buf, &findings[i]);
        buf_add_text(buf, " [");
        xml_add(buf, findings[i].rule);
        buf_add_text(buf, "]\n");
    }
}

/* One failure (or error) element for all violations: readers expect at most one. */
static void add_failure(struct report *report, const struct checked_object *object)
{
    const struct finding *first = object->violations;

    const bool failed = object->verdict == VERDICT_DENIED;

    buf_addf(&report->held, "      <%s type=\"", failed ? "failure" : "error");
    xml_add(&report->held, first->rule);
    buf_add_text(&report->held, "\" message=\"");
    add_sentence(&report->held, first);
    if (object->n_violations > 1)
        buf_addf(&report->held, " (and %zu more)", object->n_violations - 1);
    buf_add_text(&report->held, "\">");
    add_findings(&report->held, object->violations, object->n_violations);
    buf_addf(&report->held, "</%s>\n", failed ? "failure" : "error");
}

static void add_object(struct report *report, const struct checked_object *object)
{
    open_case(report, object->place);
    xml_add_escaped(&report->held, object->kind);
    buf_add_byte(&report->held, ' ');
    xml_add_escaped(&report->held, object->namespace);
    buf_add_byte(&report->held, '/');
    xml_add_escaped(&report->held, object->name);
    buf_add_text(&report->held, "\">\n");
    if (object->n_violations > 0)
        add_failure(report, object);
    if (object->n_warnings > 0) {
        buf_add_text(&report->held, "      <system-out>");
        add_findings(&report->held, object->warnings, object->n_warnings);
        buf_add_text(&report->held, "</system-out>\n");
    }
    buf_add_text(&report->held, "    </testcase>\n");
    report->n_entries++;
}

static void add_problem(struct report *report, const struct problem *problem)
{
    open_case(report, problem->place);
    xml_add(&report->held, str_from(problem->name));
    buf_add_text(&report->held, "\">\n      <error type=\"");
    xml_add(&report->held, str_from(problem->name));
    buf_add_text(&report->held, "\" message=\"");
    xml_add(&report->held, str_from(problem->text));
    buf_add_text(&report->held, "\"/>\n    </testcase>\n");
    report->n_entries++;
}

static void end(struct report *report, const struct check_counts *counts)
{
    struct buf *out = &report->out;
    AUTO(buf_clear) struct buf numbers = {.max_bytes = BUF_MAX_BYTES};

    buf_addf(&numbers, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"",
             report->n_entries, counts->denied, counts->unread + counts->unjudged);
    buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    buf_add(out, buf_str(&numbers));
    buf_add_text(out, ">\n  <testsuite name=\"ingress-warden check\"");
    buf_add(out, buf_str(&numbers));
    buf_add_text(out, " skipped=\"0\">\n    <properties>\n"
                      "      <property name=\"policy\" value=\"");
    xml_add_escaped(out, policy_name(report->policy));
    buf_add_text(out, "\"/>\n      <property name=\"policy-hash\" value=\"");
    xml_add_escaped(out, policy_hash(report->policy));
    buf_add_text(out, "\"/>\n    </properties>\n");
    buf_add(out, buf_str(&report->held));
    buf_add_text(out, "  </testsuite>\n</testsuites>\n");
}

const struct report_format check_junit = {
    .object = add_object,
    .failure = add_problem,
    .end = end,
};
