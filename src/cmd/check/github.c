/* SPDX-License-Identifier: Apache-2.0 */
/*
 * github: prints workflow commands of GitHub Actions, which become annotations in the
 * diff.
 *
 * Source: actions/toolkit, packages/core/src/command.ts (what is escaped, and where).
 */
#include "base/text.h"
#include "cmd/check/report.h"

enum escaping {
    ESCAPING_DATA,
    ESCAPING_PROPERTY, /* also escapes what ends a property */
};

static void add_escaped(struct buf *buf, struct str text, enum escaping escaping)
{
    for (size_t i = 0; i < text.len; i++) {
        const char byte = text.ptr[i];
        const bool ends = byte == ':' || byte == ',';

        if (byte == '%' || byte == '\r' || byte == '\n' ||
            (ends && escaping == ESCAPING_PROPERTY))
            buf_addf(buf, "%%%02X", (unsigned)byte);
        else
            buf_add_byte(buf, byte);
    }
}

static void add_command(struct buf *buf, const char *command, struct place place,
                        struct str title)
{
    buf_addf(buf, "::%s file=", command);
    add_escaped(buf, str_from(place.file), ESCAPING_PROPERTY);
    if (place.line != 0)
        buf_addf(buf, ",line=%u", place.line);
    if (place.line != 0 && place.column != 0)
        buf_addf(buf, ",col=%u", place.column);
    buf_add_text(buf, ",title=");
    add_escaped(buf, title, ESCAPING_PROPERTY);
    buf_add_text(buf, "::");
}

static void add_findings(struct buf *buf, const char *command,
                         const struct checked_object *object,
                         const struct finding *findings, size_t n)
{
    AUTO(buf_clear) struct buf text = {.max_bytes = BUF_MAX_BYTES};

    for (size_t i = 0; i < n; i++) {
        text.len = 0;
        report_add_object(&text, object);
        buf_add_text(&text, ": ");
        report_add_sentence(&text, &findings[i]);
        add_command(buf, command, findings[i].place, findings[i].rule);
        add_escaped(buf, buf_str(&text), ESCAPING_DATA);
        buf_add_byte(buf, '\n');
    }
}

static void add_object(struct report *report, const struct checked_object *object)
{
    add_findings(&report->out, "error", object, object->violations, object->n_violations);
    add_findings(&report->out, "warning", object, object->warnings, object->n_warnings);
}

static void add_problem(struct report *report, const struct problem *problem)
{
    add_command(&report->out, "error", problem->place, str_from(problem->name));
    add_escaped(&report->out, str_from(problem->text), ESCAPING_DATA);
    buf_add_byte(&report->out, '\n');
}

const struct report_format check_github = {
    .object = add_object,
    .failure = add_problem,
};
