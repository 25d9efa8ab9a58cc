/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_source: the text that read.c reads; string.c decodes its strings.
 */
#ifndef JSON_SOURCE_H
#define JSON_SOURCE_H

#include "json/json.h"

/* The text being read, and the first problem in it. */
struct json_source {
    struct arena *arena; /* for decoded strings */
    const char *begin;
    const char *end; /* end[-1] is `}` or `]` */
    char *decoded;   /* as long as the text; a string has the same offset as in it */
    const char *problem_at;
    const char *problem;
};

/* Record the first problem.  Always returns NULL. */
const char *json_fail(struct json_source *source, const char *at, const char *problem);

/* Decode the whole string from `at`; the bytes before `stop` are plain.  Returns the byte
 * after its closing quote; NULL after a problem. */
const char *json_decode_string(struct json_source *source, const char *at,
                               const char *stop, struct str *ret);
/* The same, but nothing is kept.  at: after the opening quote. */
const char *json_pass_string(struct json_source *source, const char *at);

#endif
