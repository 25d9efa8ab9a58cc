/* SPDX-License-Identifier: Apache-2.0 */
/*
 * junit: writes JUnit XML, with one suite for each file.
 *
 * The opening tag of a suite contains its counts, so its cases are held back until the
 * file is done.
 */
#include "cmd/cli/xml.h"
#include "cmd/test/result.h"

#define ARENA_KEEP ((size_t)1 << 20)

static void begin(struct test_report *report)
{
    buf_add_text(&report->out,
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

/* Tools identify cases by name, and a file may contain the same test twice. */
static void add_name(struct test_report *report, struct str name)
{
    uint32_t *n = map_put(&report->names, arena_dup(&report->arena, name), 0);

    xml_add(&report->held, name);
    if (++*n > 1)
        buf_addf(&report->held, " (%u)", (unsigned)*n);
}

static void add_result(struct test_report *report, const struct test_result *result)
{
    struct buf *buf = &report->held;
    AUTO(buf_clear) struct buf lines = {.max_bytes = BUF_MAX_BYTES};

    buf_add_text(buf, "    <testcase classname=\"");
    xml_add_escaped(buf, str_from(result->place.file));
    buf_add_text(buf, "\" file=\"");
    xml_add_escaped(buf, str_from(result->place.file));
    buf_addf(buf, "\" line=\"%u\" name=\"", (unsigned)result->place.line);
    add_name(report, result->name);
    if (result->outcome != TEST_FAILED) {
        buf_add_text(buf, "\"/>\n");
        return;
    }
    test_failure_add(&lines, result, OUTPUT_PLAIN);
    buf_add_text(buf, "\">\n      <failure message=\"");
    xml_add_escaped(buf, result->differences[0].field);
    buf_add_text(buf, result->differences[0].field.len > 0 ? ": expected " : "expected ");
    xml_add_escaped(buf, result->differences[0].expected);
    buf_add_text(buf, ", was ");
    xml_add_escaped(buf, result->differences[0].actual);
    buf_add_text(buf, "\">");
    xml_add(buf, buf_str(&lines));
    buf_add_text(buf, "</failure>\n    </testcase>\n");
}

static void add_file(struct test_report *report, const struct test_file *file,
                     const struct test_counts *counts)
{
    buf_add_text(&report->out, "  <testsuite name=\"");
    xml_add_escaped(&report->out, str_from(file->name));
    buf_addf(&report->out,
             "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\">\n",
             test_counts_all(counts), counts->failed);
    buf_add(&report->out, buf_str(&report->held));
    buf_add_text(&report->out, "  </testsuite>\n");
    report->held.len = 0;
    map_clear(&report->names);
    arena_reset(&report->arena, ARENA_KEEP);
}

static void end(struct test_report *report, const struct test_summary *summary)
{
    (void)summary;
    buf_add_text(&report->out, "</testsuites>\n");
}

const struct test_format test_junit = {
    .lists_passed = true,
    .begin = begin,
    .result = add_result,
    .file = add_file,
    .end = end,
};
