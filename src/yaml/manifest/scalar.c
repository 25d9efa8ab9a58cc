/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest_scalar: the scalars of a manifest as JSON, with the types that kubectl gives
 * them.
 */
#include "yaml/manifest/parts.h"

#include "base/text.h"
#include "yaml/doc/scalar.h"

#define TAG_PREFIX "tag:yaml.org,2002:"

/* Explicit tags that go-yaml resolves; with any other tag the value is a text. */
static const struct {
    struct str tag;
    bool allowed[SCALAR_NOT_FINITE + 1]; /* kinds that the text may have */
} tags[] = {
    {STR_INIT(TAG_PREFIX "null"), {[SCALAR_NULL] = true}},
    {STR_INIT(TAG_PREFIX "bool"), {[SCALAR_TRUE] = true, [SCALAR_FALSE] = true}},
    {STR_INIT(TAG_PREFIX "int"), {[SCALAR_INTEGER] = true}},
    {STR_INIT(TAG_PREFIX "float"),
     {[SCALAR_INTEGER] = true, [SCALAR_FRACTION] = true, [SCALAR_NOT_FINITE] = true}},
};

static bool resolve(struct arena *arena, const struct node *scalar,
                    enum scalar_kind *ret_kind, struct str *ret_number,
                    const char **ret_reason)
{
    *ret_kind = SCALAR_TEXT;
    if (scalar->tag.len == 0) {
        if (scalar->style == NODE_PLAIN)
            *ret_kind = scalar_resolve(arena, scalar->text, ret_number);
        return true;
    }
    if (str_equal(scalar->tag, STR(TAG_PREFIX "binary"))) {
        *ret_reason = "the tag !!binary is not supported here; write the text out";
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
        if (!str_equal(tags[i].tag, scalar->tag))
            continue;
        *ret_kind = scalar_resolve(arena, scalar->text, ret_number);
        *ret_reason = "the value is not what its tag says";
        return tags[i].allowed[*ret_kind];
    }
    return true;
}

/* *ret: the scalar as JSON writes it without quotes.  False: it is a text, a null, or a
 * number that JSON does not have. */
static bool is_literal(enum scalar_kind kind, struct str number, struct str *ret)
{
    switch (kind) {
    case SCALAR_TRUE:
        *ret = STR("true");
        return true;
    case SCALAR_FALSE:
        *ret = STR("false");
        return true;
    case SCALAR_INTEGER:
    case SCALAR_FRACTION:
        *ret = number;
        return true;
    case SCALAR_TEXT:
    case SCALAR_NULL:
    case SCALAR_NOT_FINITE:
        break;
    }
    return false;
}

bool manifest_scalar_write(struct arena *arena, const struct node *scalar,
                           struct buf *buf, const char **ret_reason)
{
    enum scalar_kind kind = SCALAR_TEXT;
    struct str number = STR_NONE;
    struct str text = scalar->text;

    if (scalar->style != NODE_JSON && !resolve(arena, scalar, &kind, &number, ret_reason))
        return false;
    if (kind == SCALAR_NOT_FINITE) {
        *ret_reason = "JSON has no such number; put it in quotes";
        return false;
    }
    if (scalar->style == NODE_JSON || is_literal(kind, number, &text))
        buf_add(buf, text);
    else if (kind == SCALAR_NULL)
        buf_add_text(buf, "null");
    else
        text_add_json(buf, text);
    return true;
}

bool manifest_scalar_key(struct arena *arena, const struct node *key, struct str *ret,
                         const char **ret_reason)
{
    enum scalar_kind kind = SCALAR_TEXT;
    struct str number = STR_NONE;

    if (!resolve(arena, key, &kind, &number, ret_reason))
        return false;
    if (kind == SCALAR_NULL) {
        *ret_reason = "a key cannot be null; put it in quotes";
        return false;
    }
    if (!is_literal(kind, number, ret))
        *ret = key->text;
    return true;
}

struct str manifest_scalar_text(struct arena *arena, const struct node *scalar)
{
    struct str number;
    const bool is_null =
        scalar->style == NODE_JSON
            ? str_equal(scalar->text, STR("null"))
            : scalar->style == NODE_PLAIN && scalar->tag.len == 0 &&
                  scalar_resolve(arena, scalar->text, &number) == SCALAR_NULL;

    return is_null ? STR_NONE : arena_dup(arena, scalar->text);
}
