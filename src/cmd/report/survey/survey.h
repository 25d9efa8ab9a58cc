/* SPDX-License-Identifier: Apache-2.0 */
/*
 * survey: what was found out about every object of the dumps, in one pass.
 *
 * Each object is judged twice: as a creation (after a restore, or by another cluster) and
 * as an update of itself without change (by the next `kubectl label`).  Where a date or
 * the end of an exemption will change the answer, it is judged as of that day as well.
 * All texts are copied into the survey; nothing of the dumps stays.
 */
#ifndef CMD_REPORT_SURVEY_SURVEY_H
#define CMD_REPORT_SURVEY_SURVEY_H

#include "cmd/check/checked.h"

struct asking;

/* What broke a rule at a place. */
struct survey_finding {
    enum disposition disposition;
    enum rule_id rule; /* RULE_COUNT: the object cannot be judged */
    struct str field;
    struct str message; /* a finished sentence */
    struct place place;
    const struct rule_entry *entry;
    const struct exemption *exemption; /* DISPOSITION_EXCUSED */
};

/* A name that an object uses; what is not a valid one is left out. */
struct survey_host {
    struct str name;
    struct str key;          /* of the annotation that names it; len 0: a field does */
    const struct str *paths; /* that are routed for it, as written */
    size_t n_paths;
};

/* What is denied from a day on, and was not before. */
struct survey_change {
    int32_t day;
    bool created; /* of a creation */
    bool updated; /* of the next update */
    enum rule_id rule;
    struct str message;
};

enum survey_state { /* in order of urgency */
    SURVEY_UNREAD,  /* cannot be judged */
    SURVEY_DENIED,
    SURVEY_WARNED, /* warned of, audited */
    SURVEY_EXCUSED,
    SURVEY_FINE,
    SURVEY_STATES,
};

struct survey_object {
    struct place place;
    struct str api_version, namespace, name, uid;
    struct str kind;                    /* as the policy writes it */
    struct str resource_kind;           /* as the object does */
    const struct tenant *tenant;        /* NULL: none */
    const struct class *const *classes; /* defined ones that it names */
    size_t n_classes;
    enum survey_state state;               /* as a creation */
    bool is_stuck;                         /* its next update is denied */
    const struct survey_finding *findings; /* as a creation; of an update those denied */
    size_t n_findings;
    const struct survey_finding *stuck;
    size_t n_stuck;
    const struct survey_change *changes; /* by day */
    size_t n_changes;
    const struct survey_host *hosts; /* each name once for each place */
    size_t n_hosts;
    struct str ranges_key; /* of a list of source ranges that a user wrote; len 0: none */
    struct str json;       /* its members; len 0: not kept */
};

/* Who asks, and what is to be kept. */
struct survey_options {
    const struct policy *policy;
    struct str namespace; /* for objects that name none */
    struct str user;
    const struct str *groups;
    size_t n_groups;
    int32_t today;
    const struct asking *asking; /* for the JSON of explain; NULL: it is not kept */
    bool keeps_uid;
};

struct survey {
    struct survey_options options;
    struct arena arena; /* of all texts */
    struct survey_object *all;
    size_t n;
    size_t cap;
    const int32_t *switches; /* days on which an `allow` becomes something else */
    size_t n_switches;
    struct problems problems; /* what could not be read or judged */
    size_t n_others;          /* objects of kinds that are not judged */
    size_t of_builtin[KINDS_BUILTIN];
    struct arena object_arena;
};

void survey_init(struct survey *survey, const struct survey_options *options);
void survey_clear(struct survey *survey);
DEFINE_AUTO_CLEAR(survey_clear, struct survey);

/* Judge an object; what is not one, or cannot be judged, is noted in `problems`. */
void survey_add(struct survey *survey, const struct manifest *manifest);

/* The names that an object uses, with their paths, and whether a list of source ranges on
 * it is a user's; in survey_names.c. */
struct survey_answer;
void survey_read_names(struct survey *survey, const struct survey_answer *created,
                       struct survey_object *object);

/* The days on which an `allow` of the policy becomes something else; in survey_days.c. */
void survey_find_switches(struct survey *survey);

/* What will be denied from later days on. */
void survey_look_ahead(struct survey *survey, const struct manifest *manifest,
                       struct survey_object *object);

/* For survey_days.c: the findings of one question. */
struct survey_answer {
    const struct checked_object *checked;
    struct trace *judged; /* of the validating stage */
    const struct survey_finding *findings;
    size_t n;
};
/* stored NULL: as a creation.  In survey->object_arena, which must not be reset
 * meanwhile.  False: *err says why it cannot be judged. */
bool survey_ask(struct survey *survey, const struct manifest *manifest,
                const struct manifest *stored, int32_t day, struct survey_answer *ret,
                struct err *err) MUST_CHECK;

#endif
