/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report: the formats in which findings are printed, and the counts at the end.
 */
#ifndef CMD_CHECK_REPORT_H
#define CMD_CHECK_REPORT_H

#include "cmd/check/checked.h"
#include "core/kinds/kind.h"

struct json_t;

/* How many objects were checked, for the end of the report. */
struct check_counts {
    size_t allowed;
    size_t denied;
    size_t unjudged;
    size_t warned; /* among the allowed ones */
    size_t excused;
    size_t unread; /* files and documents, each reported before */
    size_t others; /* objects of other kinds, and documents that are not objects */
    size_t of_builtin[KINDS_BUILTIN]; /* of `others`, by kind */
    size_t left_out;                  /* files */
};

/* How many objects of a tenant break each rule. */
struct tally {
    const struct tenant *tenant; /* NULL: no tenant */
    size_t n[RULE_COUNT];
};

struct tallies {
    struct tally *all; /* tallies_clear() frees it */
    size_t n;
    size_t cap;
};

void tallies_clear(struct tallies *tallies);
/* Count the rules that the object breaks. */
void tallies_count(struct tallies *tallies, const struct checked_object *object);
/* A table: a line for each broken rule, a column for each tenant. */
void tallies_add(struct buf *buf, const struct tallies *tallies);

/* A format writes each object to `out`.  Output that must wait for the end is collected
 * in `held` or in the JSON arrays.  The caller prints and empties `out` after each call.
 */
struct report {
    struct buf out;
    struct buf held;
    struct json_t *results;
    struct json_t *notices; /* about what could not be checked */
    const struct policy *policy;
    enum output_colour colour;
    bool shows_patched;
    bool shows_allowed;      /* text: also allowed objects, and the changes */
    struct tallies *tallies; /* NULL: text ends without a table */
    size_t n_entries;        /* in `held` */
};

struct report_format {
    bool can_show_patched;
    bool has_summary; /* end() writes the counts, so stderr does not repeat them */
    void (*object)(struct report *report, const struct checked_object *object);
    /* A file, document or object that could not be checked; NULL: only on stderr. */
    void (*failure)(struct report *report, const struct problem *problem);
    void (*end)(struct report *report, const struct check_counts *counts); /* or NULL */
};

extern const struct report_format check_text, check_json, check_github, check_junit,
    check_sarif;

/* "NAMESPACE/NAME", escaped; after the kind, unless that is Ingress. */
void report_add_object(struct buf *buf, const struct checked_object *object);
/* "shop/web: denied (web.yaml:1)" */
void report_add_heading(struct buf *buf, enum output_colour colour,
                        const struct checked_object *object);
/* "12 judged: 10 allowed (2 with warnings), 2 denied; 40 other objects; policy NAME HASH"
 */
void report_add_summary(struct buf *buf, const struct policy *policy,
                        const struct check_counts *counts);
/* "40 other objects (12 Service, 1 Gateway), 3 files left out" */
void report_add_left_out(struct buf *buf, const struct check_counts *counts);
/* "no Ingress found", after the present text of the line. */
void report_add_none_found(struct buf *line, const struct policy *policy);
/* "MARK: FIELD: MESSAGE", without the empty parts. */
void report_add_sentence(struct buf *buf, const struct finding *finding);

#endif
