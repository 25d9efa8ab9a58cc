/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case_file: one golden folder: what it says, and the review it stands for.
 *
 * `case` holds lines `key: value`; the review is request.json as it is, or is made of
 * object.yaml (with stored.yaml: an UPDATE).  `stage` says what runs, `assert` which
 * answer the case is about, where that is not all of them.
 */
#ifndef TESTS_CASE_FILE_H
#define TESTS_CASE_FILE_H

#include "base/arena.h"
#include "base/err.h"

enum case_stage {
    CASE_MUTATE,
    CASE_VALIDATE,
    CASE_BOTH
};

struct case_file {
    struct str name;
    const char *folder;
    struct str why;
    enum case_stage stage;    /* what runs */
    enum case_stage asserted; /* what answer.txt holds; a part of what runs */
    const char *policy_path;
    int32_t today;
    struct str namespace; /* default shop */
    struct str user;
    struct str group; /* len 0: in none */
    struct str sub_resource;
    struct str api_version, kind; /* of the object; len 0: an Ingress */
    struct str request;           /* the AdmissionReview */
};

/* The day on which cases are judged unless they say another. */
#define CASE_DAY "2026-11-22"

bool case_file_read(struct arena *arena, const char *root, const char *name,
                    struct case_file *ret, struct err *err) MUST_CHECK;

/* An AdmissionReview around the object (stored: len 0 for CREATE). */
struct str case_review(struct arena *arena, const struct case_file *from,
                       struct str object, struct str stored, struct str name);

#endif
