/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report: how findings are shown, and the numbers at the end.
 */
#ifndef CMD_CHECK_REPORT_H
#define CMD_CHECK_REPORT_H

#include "cmd/check/checked.h"
#include "core/kinds/kind.h"

struct json_t;

/* Everything that was checked, at the end. */
struct check_counts {
    size_t allowed;
    size_t denied;
    size_t unjudged;
    size_t warned; /* of the allowed ones */
    size_t excused;
    size_t unread; /* files and documents, which were said one by one before */
    size_t others; /* objects of other kinds, documents that are no objects */
    size_t of_builtin[KINDS_BUILTIN]; /* of them, by kind */
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
void tallies_count(struct tallies *tallies, const struct checked_object *object);
/* A line for each rule that is broken, a column for each tenant. */
void tallies_add(struct buf *buf, const struct tallies *tallies);

/* A format writes to `out` as objects come by; what it holds back until the end stands in
 * `held`, or in the JSON arrays.  The caller prints and empties `out` after every call.
 */
struct report {
    struct buf out;
    struct buf held;
    struct json_t *results;
    struct json_t *notices; /* of what could not be checked */
    const struct policy *policy;
    enum output_colour colour;
    bool shows_patched;
    bool shows_allowed;      /* text: with what is added */
    struct tallies *tallies; /* NULL: no table at the end of text */
    size_t n_entries;        /* in `held` */
};

struct report_format {
    bool can_show_patched;
    bool has_summary; /* the end holds the counts, so stderr need not */
    void (*object)(struct report *report, const struct checked_object *object);
    /* A file, document or object that could not be checked; NULL: stderr is enough. */
    void (*failure)(struct report *report, const struct problem *problem);
    void (*end)(struct report *report, const struct check_counts *counts); /* or NULL */
};

extern const struct report_format check_text, check_json, check_github, check_junit,
    check_sarif;

/* "NAMESPACE/NAME", behind its kind unless it is an Ingress; escaped. */
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
/* "no Ingress found", behind what is there. */
void report_add_none_found(struct buf *line, const struct policy *policy);
/* "MARK: FIELD: MESSAGE", without what is empty. */
void report_add_sentence(struct buf *buf, const struct finding *finding);

#endif
