/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_html: the report as an HTML page.
 */
#ifndef CMD_REPORT_PAGE_REPORT_HTML_H
#define CMD_REPORT_PAGE_REPORT_HTML_H

#include <stdio.h>

#include "base/buf.h"

struct about;

/* Written to the stream, or, if that is NULL, to the buffer. */
void report_html(const struct about *about, FILE *stream_or_null, struct buf *ret);

#endif
