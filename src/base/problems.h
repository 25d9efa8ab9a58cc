/* SPDX-License-Identifier: Apache-2.0 */
/*
 * problems: collects all problems of a document in one run.
 *
 * A problem has a severity, a stable kebab-case name, a place and one sentence.  Texts
 * and file names are copied.  The first PROBLEMS_KEPT of each severity are kept and the
 * others only counted, because a hostile document could have any number.
 */
#ifndef BASE_PROBLEMS_H
#define BASE_PROBLEMS_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

/* Line and column count from 1; 0: unknown.  file is borrowed. */
struct place {
    const char *file;
    uint32_t line;
    uint32_t column;
};

enum severity {
    SEVERITY_ERROR,
    SEVERITY_WARNING,
    SEVERITY_NOTE, /* --strict does not count it */
};

struct problem {
    enum severity severity;
    const char *name; /* static */
    struct place place;
    const char *text;
    bool ends; /* it ended the reading: see problems_end() */
};

#define PROBLEMS_KEPT 1000

struct problems {
    struct arena arena;
    struct problem *all; /* those that are kept */
    size_t n;
    size_t cap;
    size_t n_errors; /* kept or not */
    size_t n_warnings;
    size_t n_notes;
    bool ended; /* nothing more is noted or counted */
};

void problems_init(struct problems *problems); /* zeroed is initialised, too */
void problems_clear(struct problems *problems);
DEFINE_AUTO_CLEAR(problems_clear, struct problems);

/* name: a string literal, kebab-case, stable. */
void problems_add(struct problems *problems, enum severity severity, const char *name,
                  struct place place, const char *format, ...) PRINTF_LIKE(5, 6);

/* An error that ends the reading.  It is always kept and sorts first.  Later problems
 * only follow from it, and are neither kept nor counted. */
void problems_end(struct problems *problems, const char *name, struct place place,
                  const char *format, ...) PRINTF_LIKE(4, 5);

/* The number of bytes that they hold. */
size_t problems_bytes(const struct problems *problems) MUST_CHECK;

/* NULL: none of that severity. */
const struct problem *problems_first(const struct problems *problems,
                                     enum severity severity);

/* Sort: the error that ended the reading first, then all by file (in order of first
 * appearance), line and column; stable. */
void problems_sort(struct problems *problems);

#endif
