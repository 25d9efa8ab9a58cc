/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cold_json: JSON that a command prints, built with jansson.
 *
 * Texts may contain any bytes: a NUL stays, what is not UTF-8 becomes U+FFFD.  Members
 * keep the order in which they were put.  Running out of memory ends the process, so
 * nothing here returns NULL.  Main thread only; what answers reviews uses wire/json.h
 * instead.
 */
#ifndef CMD_CLI_JSON_OUT_H
#define CMD_CLI_JSON_OUT_H

#include <jansson.h>

#include "base/attr.h"
#include "base/buf.h"

DEFINE_AUTO(json_decref, json_t *);

enum cold_json_form {
    COLD_JSON_LINE,     /* compact, without a line feed */
    COLD_JSON_MEMBERS,  /* as LINE, without the outer braces */
    COLD_JSON_INDENTED, /* one member a line, without a last line feed */
};

/* In main(): jansson's reader leaves text out, without a word, where memory is gone. */
void cold_json_guard(void);

/* As json_pack(): "{s:o, s:[o]}" is an object with a value and an array.  `o` consumes
 * its value; for `s:o*` NULL leaves the member out.  Words after `s` are literals. */
#define KEY(name, ...) (name), __VA_ARGS__
json_t *cold_json(const char *format, ...) MUST_CHECK NONNULL_RESULT;
json_t *cold_json_text(struct str text) MUST_CHECK NONNULL_RESULT;
json_t *cold_json_word(const char *text) MUST_CHECK NONNULL_RESULT; /* NULL: "" */
json_t *cold_json_number(uint32_t number) MUST_CHECK NONNULL_RESULT;

/* One more member; where the key is there already it gets the new value. */
void cold_json_put(json_t *object, struct str key, json_t *value_take);
void cold_json_append(json_t *array, json_t *value_take);

void cold_json_add(struct buf *buf, const json_t *value, enum cold_json_form form);

#endif
