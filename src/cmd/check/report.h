/*
 * check_report: the formats of `check`.
 *
 * A format writes to `out` as objects come by; what it holds back until the end stands in
 * `held`, or in the JSON arrays.  The caller prints and empties `out` after every call.
 */
#ifndef CMD_CHECK_REPORT_H
#define CMD_CHECK_REPORT_H

#include "base/buf.h"
#include "cmd/check/object.h"
#include "cmd/cli/output.h"

struct json_t;
struct policy;

struct report {
    struct buf out;
    struct buf held;
    struct json_t *results;
    struct json_t *notices; /* of what could not be judged */
    const struct policy *policy;
    enum output_colour colour;
    bool shows_patched;
    size_t n_entries; /* for the commas between them */
};

struct report_format {
    const char *name;
    bool can_show_patched;
    bool has_summary; /* the end holds the counts, so stderr need not */
    void (*judged)(struct report *report, const struct checked_object *object);
    /* A file, document or object that could not be judged (also said on stderr). */
    void (*unjudged)(struct report *report, const struct problem *problem);
    void (*end)(struct report *report, const struct check_counts *counts);
};

extern const struct report_format check_text;
extern const struct report_format check_json;
extern const struct report_format check_github;
extern const struct report_format check_junit;
extern const struct report_format check_sarif;

/* For unjudged and end where a format has nothing to say. */
void report_no_unjudged(struct report *report, const struct problem *problem);
void report_no_end(struct report *report, const struct check_counts *counts);

/* "NAMESPACE/NAME", escaped. */
void report_add_object(struct buf *buf, const struct checked_object *object);
/* "12 judged: 10 allowed (2 with warnings), 2 denied; policy NAME HASH" */
void report_add_summary(struct buf *buf, const struct policy *policy,
                        const struct check_counts *counts);
/* "FIELD: MESSAGE", or the message alone where there is no field. */
void report_add_sentence(struct buf *buf, const struct finding *finding);

#endif
