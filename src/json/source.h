/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_source: the text that read.c reads, with the strings that string.c decodes.
 */
#ifndef JSON_SOURCE_H
#define JSON_SOURCE_H

#include "json/json.h"

/* The text being read, and the first problem in it. */
struct json_source {
    struct arena *arena; /* for strings that are decoded */
    const char *begin;
    const char *end; /* end[-1] is `}` or `]` */
    char *decoded;   /* as long as the text; a string lies as far in as in the text */
    const char *problem_at;
    const char *problem;
};

/* Always NULL. */
const char *json_fail(struct json_source *source, const char *at, const char *problem);

/* The whole string from `at`, of which the bytes before stop are plain.  Returns the byte
 * behind its closing quote; NULL after a problem, as the next one. */
const char *json_decode_string(struct json_source *source, const char *at,
                               const char *stop, struct str *ret);
/* The same, but nothing is kept.  at: behind the opening quote. */
const char *json_pass_string(struct json_source *source, const char *at);

#endif
