/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err: the reason for a failure.
 *
 * One code, and one sentence for the author of the document or command.  Plain data, no
 * allocation; long texts are cut.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#include "base/attr.h"

enum err_code {
    ERR_NONE,
    ERR_IO,      /* cannot read, write, open, bind */
    ERR_SYNTAX,  /* not JSON, not YAML, not PEM, not a number */
    ERR_INVALID, /* well-formed, but not valid */
    ERR_LIMIT,   /* larger, deeper or longer than a limit allows */
};

struct err {
    enum err_code code;
    char text[1024];
};

/* Fill *err.  Returns false, so that a failing path is one statement. */
bool err_set(struct err *err, enum err_code code, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Put "PREFIX: " in front of the text.  Returns false. */
bool err_prefix(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
