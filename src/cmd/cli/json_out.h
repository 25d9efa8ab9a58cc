/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cold_json: builds the JSON that a command prints, with jansson.
 *
 * Texts may contain any bytes: a NUL is kept, and bytes that are not UTF-8 become U+FFFD.
 * Members keep the order in which they were added.  Running out of memory ends the
 * process, so no function returns NULL.  Main thread only; answers to reviews are written
 * with json/json.h instead.
 */
#ifndef CMD_CLI_JSON_OUT_H
#define CMD_CLI_JSON_OUT_H

#include <jansson.h>

#include "base/attr.h"
#include "base/buf.h"

DEFINE_AUTO(json_decref, json_t *);

enum cold_json_form {
    COLD_JSON_LINE,     /* compact, without a line feed */
    COLD_JSON_MEMBERS,  /* like LINE, without the outer braces */
    COLD_JSON_INDENTED, /* one member a line, without a final line feed */
};

/* To be called in main().  Ends the process when jansson runs out of memory; its parser
 * would silently omit text instead. */
void cold_json_guard(void);

/* Like json_pack(): "{s:o, s:[o]}" is an object with a value and an array.  `o` consumes
 * its value; for `s:o*`, NULL omits the member.  Texts after `s` must be literals.  The
 * caller owns the value returned. */
#define KEY(name, ...) (name), __VA_ARGS__
json_t *cold_json(const char *format, ...) MUST_CHECK NONNULL_RESULT;
json_t *cold_json_text(struct str text) MUST_CHECK NONNULL_RESULT;
json_t *cold_json_word(const char *text) MUST_CHECK NONNULL_RESULT; /* NULL: "" */
json_t *cold_json_number(uint32_t number) MUST_CHECK NONNULL_RESULT;

/* Add a member, or replace the value of an existing one. */
void cold_json_put(json_t *object, struct str key, json_t *value_take);
void cold_json_append(json_t *array, json_t *value_take);

void cold_json_add(struct buf *buf, const json_t *value, enum cold_json_form form);

#endif
