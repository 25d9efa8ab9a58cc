/* SPDX-License-Identifier: Apache-2.0 */
/*
 * forms: writes the report in the formats for programs.
 */
#ifndef CMD_REPORT_FORMS_H
#define CMD_REPORT_FORMS_H

#include "cmd/report/page/report_html.h"

/* Like report_html(). */
typedef void report_form(const struct about *about, FILE *stream_or_null,
                         struct buf *ret);

/* The report as one JSON object on one line. */
void report_json(const struct about *about, FILE *stream_or_null, struct buf *ret);

/* YAML documents: one for each namespace, or several if it has many results. */
void report_openreports(const struct about *about, FILE *stream_or_null, struct buf *ret);
void report_policyreport(const struct about *about, FILE *stream_or_null,
                         struct buf *ret);

#endif
