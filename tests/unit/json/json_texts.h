/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_texts: the table of json_texts.def, for the tests of the JSON reader.
 */
#ifndef TESTS_JSON_TEXTS_H
#define TESTS_JSON_TEXTS_H

#include "base/str.h"

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

#endif
