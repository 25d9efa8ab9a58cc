/* SPDX-License-Identifier: Apache-2.0 */
/*
 * by_jansson: reads JSON with jansson, to compare with the project's reader.
 */
#ifndef TESTS_FUZZ_BY_JANSSON_H
#define TESTS_FUZZ_BY_JANSSON_H

#include <jansson.h>

#include "json/json.h"

/* NULL: jansson refuses the text, or it has duplicate names. */
json_t *by_jansson(struct str text, json_error_t *ret_error) MUST_CHECK;

/* Whether both have the same value; numbers are compared as numbers. */
bool by_jansson_same(const json_t *theirs, const struct json *ours);

/* The value of a text that must be JSON for jansson; json_decref() it. */
json_t *by_jansson_valid(struct str text) MUST_CHECK NONNULL_RESULT;

/* Whether jansson refuses what Kubernetes accepts: large numbers, lone surrogates, NUL in
 * names, depth. */
bool by_jansson_is_limit(const json_error_t *error);

static inline struct str by_jansson_text(const json_t *string)
{
    return (struct str){json_string_value(string), json_string_length(string)};
}

static inline void json_decref_auto_(json_t *const *at)
{
    json_decref(*at);
}

#endif
