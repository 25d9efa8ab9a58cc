/* SPDX-License-Identifier: Apache-2.0 */
/*
 * survey: judges every object of the dumps, in one pass, and keeps the results.
 *
 * Each object is judged twice: as a creation (as in a restore, or in another cluster) and
 * as an update without a change (as in the next `kubectl label`).  If a date or the end
 * of an exemption can change the result, it is judged as of that day as well.  All texts
 * are copied into the survey, which borrows nothing from the dumps.
 */
#ifndef CMD_REPORT_SURVEY_SURVEY_H
#define CMD_REPORT_SURVEY_SURVEY_H

#include "cmd/check/checked.h"

struct asking;

/* A violation of a rule at a place. */
struct survey_finding {
    enum disposition disposition;
    enum rule_id rule; /* RULE_COUNT: the object cannot be judged */
    struct str field;
    struct str message; /* a complete sentence */
    struct place place;
    const struct rule_entry *entry;
    const struct exemption *exemption; /* DISPOSITION_EXCUSED */
};

/* A valid name that an object uses. */
struct survey_host {
    struct str name;
    struct str key;          /* of the annotation that contains it; len 0: a field does */
    const struct str *paths; /* routed for the name, as written */
    size_t n_paths;
};

/* A violation that is denied from a day on, but not before. */
struct survey_change {
    int32_t day;
    bool updated; /* as the next update, too */
    enum rule_id rule;
    struct str message;
};

enum survey_state { /* in order of urgency */
    SURVEY_UNREAD,  /* cannot be judged */
    SURVEY_DENIED,
    SURVEY_WARNED, /* or audited */
    SURVEY_EXCUSED,
    SURVEY_FINE,
    SURVEY_STATES,
};

struct survey_object {
    struct place place;
    struct str api_version, namespace, name, uid;
    struct str kind;                    /* as spelled in the policy */
    struct str resource_kind;           /* as spelled in the object */
    const struct tenant *tenant;        /* NULL: none */
    const struct class *const *classes; /* defined classes that it names */
    size_t n_classes;
    enum survey_state state;               /* as a creation */
    bool is_stuck;                         /* its next update is denied */
    const struct survey_finding *findings; /* as a creation */
    size_t n_findings;
    const struct survey_finding *stuck; /* what denies the next update */
    size_t n_stuck;
    const struct survey_change *changes; /* by day */
    size_t n_changes;
    const struct survey_host *hosts; /* once for all fields, once for each annotation */
    size_t n_hosts;
    struct str ranges_key; /* of a user's own list of source ranges; len 0: none */
    struct str json;       /* members of the JSON of explain; len 0: not kept */
};

/* How objects are judged, and what is kept. */
struct survey_options {
    const struct policy *policy;
    struct str namespace; /* for objects without a namespace */
    struct str user;
    const struct str *groups;
    size_t n_groups;
    int32_t today;
    const struct asking *asking; /* for the JSON of explain; NULL: not kept */
    bool keeps_uid;
};

struct survey {
    struct survey_options options;
    struct arena arena; /* for all texts */
    struct survey_object *all;
    size_t n;
    size_t cap;
    const int32_t *switches; /* days on which an `allow` ends */
    size_t n_switches;
    struct problems problems; /* what could not be read or judged */
    size_t n_others;          /* objects of kinds that are not judged */
    size_t of_builtin[KINDS_BUILTIN];
    struct arena object_arena; /* for one object */
};

void survey_init(struct survey *survey, const struct survey_options *options);
void survey_clear(struct survey *survey);
DEFINE_AUTO_CLEAR(survey_clear, struct survey);

/* Judge an object.  One that cannot be judged is recorded in `problems`; one of another
 * kind is counted. */
void survey_add(struct survey *survey, const struct manifest *manifest);

/* Fill in the names of an object with their paths, and the key of a list of source ranges
 * that is a user's; in survey_names.c. */
struct survey_answer;
void survey_read_names(struct survey *survey, const struct survey_answer *created,
                       struct survey_object *object);

/* Find the days on which an `allow` of the policy ends; in survey_days.c. */
void survey_find_switches(struct survey *survey);

/* Fill in what will be denied from later days on; in survey_days.c. */
void survey_look_ahead(struct survey *survey, const struct manifest *manifest,
                       struct survey_object *object);

/* For survey_days.c: the result of judging an object once. */
struct survey_answer {
    const struct checked_object *checked;
    struct trace *judged; /* of the validating stage */
    const struct survey_finding *findings;
    size_t n;
};
/* Judge the manifest as of a day, as an update of `stored` or, if that is NULL, as a
 * creation.  *ret lives in survey->object_arena.  False: it cannot be judged; see
 * CHECK_FAILED for *err. */
bool survey_ask(struct survey *survey, const struct manifest *manifest,
                const struct manifest *stored, int32_t day, struct survey_answer *ret,
                struct err *err) MUST_CHECK;

#endif
