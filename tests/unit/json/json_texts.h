/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_texts: the table of json_texts.def, and the verdict of the JSON reader.
 */
#ifndef TESTS_JSON_TEXTS_H
#define TESTS_JSON_TEXTS_H

#include <stdlib.h>

#include "json/json.h"

#include "unit.h"

enum json_text_verdict {
    TEXT_VALUE,
    TEXT_VALUE_NOT_JANSSON,
    TEXT_REFUSED,
    TEXT_REFUSED_NOT_JANSSON,
};

struct json_text {
    enum json_text_verdict verdict;
    const char *why;
    struct str bytes;
};

static inline bool json_text_is_value(const struct json_text *text)
{
    return text->verdict == TEXT_VALUE || text->verdict == TEXT_VALUE_NOT_JANSSON;
}

static const struct json_text json_texts[] = {
#define TEXT(verdict, why, bytes) {TEXT_##verdict, why, STR_INIT(bytes)},
#include "json_texts.def"
#undef TEXT
};

/* Whether json_read() accepts the text. */
static inline bool is_json(struct str text, const struct json_shape *shape)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct json *root = NULL;
    struct err err;
    /* In an allocation of its own, so that a read past the end is found. */
    char *copy = malloc(text.len == 0 ? 1 : text.len);
    bool read = false;

    assert_non_null(copy);
    memcpy(copy, text.ptr, text.len);
    read = json_read(&arena, (struct str){copy, text.len}, shape, &root, &err);
    if (!read)
        assert_true(err.text[0] != '\0' && err.code != ERR_NONE);
    free(copy);
    return read;
}

#endif
