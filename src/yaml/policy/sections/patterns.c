/* SPDX-License-Identifier: Apache-2.0 */
/*
 * patterns: names of namespaces and objects with at most one hole, which is a `*` or a
 * placeholder.
 */
#include "yaml/policy/sections/sections.h"

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* Why a part of a name is unfit; NULL: it is fit.  text: the part before or after the
 * hole. */
static const char *text_reason(struct str text, enum pattern_kind kind)
{
    const size_t max = kind == PATTERN_OBJECT_NAME ? NAME_MAX_BYTES : NAMESPACE_MAX_BYTES;

    if (text.len > max)
        return kind == PATTERN_OBJECT_NAME ? "it is longer than 253 characters"
                                           : "it is longer than 63 characters";
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];

        if (c == '*')
            return kind == PATTERN_OF_TENANT
                       ? "it may have one \"*\" only, or one placeholder"
                       : "it may have one \"*\" only";
        if (!is_alphanumeric(c) && c != '-' && (c != '.' || kind != PATTERN_OBJECT_NAME))
            return "it has a character that is not allowed in such a name";
    }
    return NULL;
}

/* The same for the ends of a name.  front, behind: its parts before and after the hole.
 */
static const char *ends_reason(struct str front, struct str behind)
{
    if ((front.len > 0 && !is_alphanumeric(front.ptr[0])) ||
        (behind.len > 0 && !is_alphanumeric(behind.ptr[behind.len - 1])))
        return "it must begin and end with a letter or digit";
    return NULL;
}

static const char *pattern_reason(const struct name_pattern *pattern,
                                  enum pattern_kind kind)
{
    const bool has_hole = name_pattern_has_hole(pattern);
    const struct str front = str_head(pattern->text, pattern->hole);
    const struct str behind = str_skip(pattern->text, pattern->hole + (has_hole ? 1 : 0));
    const char *reason = text_reason(front, kind);

    if (reason == NULL)
        reason = text_reason(behind, kind);
    if (reason == NULL && front.len + behind.len > NAMESPACE_MAX_BYTES &&
        kind != PATTERN_OBJECT_NAME)
        reason = "it is longer than 63 characters";
    return reason != NULL ? reason : ends_reason(front, has_hole ? behind : front);
}

/* False: the pattern is unfit, and the problem is noted. */
static bool pattern_read(struct reader *reader, const struct text_at *given,
                         enum pattern_kind kind, struct name_pattern *ret)
{
    const char *noun = kind == PATTERN_OBJECT_NAME ? "name" : "namespace";
    const bool has_placeholder = placeholder_is_in(given->text);
    const char *reason = NULL;

    *ret = (struct name_pattern){given->text, given->text.len, STR_NONE};
    if (has_placeholder && kind != PATTERN_OF_TENANT)
        return !placeholder_refuse_in(reader, given);
    if (has_placeholder)
        reason = placeholder_of_pattern(reader, given->text, ret);
    if (reason != NULL) {
        REFUSE(reader, "bad-placeholder", given->place, "%s %s: %s", noun,
               reader_quoted(reader, given->text), reason);
        return false;
    }
    if (!has_placeholder)
        (void)str_find(ret->text, '*', &ret->hole);
    reason = pattern_reason(ret, kind);
    if (reason != NULL)
        REFUSE(reader, "bad-pattern", given->place, "%s %s: %s", noun,
               reader_quoted(reader, given->text), reason);
    return reason == NULL;
}

const struct name_pattern *patterns_read(struct reader *reader,
                                         const struct texts_at *given,
                                         enum pattern_kind kind, size_t *ret_n)
{
    const char *noun = kind == PATTERN_OBJECT_NAME ? "name" : "namespace";
    struct name_pattern *patterns =
        ARENA_NEW(&reader->policy->arena, struct name_pattern, given->n);
    struct map seen;

    map_init(&seen);
    for (size_t i = 0; i < given->n; i++) {
        const struct text_at *text = &given->items[i];

        if (pattern_read(reader, text, kind, &patterns[i]) &&
            *map_put(&seen, patterns[i].text, (uint32_t)i) != i)
            REFUSE(reader, "duplicate-pattern", text->place, "%s %s is listed twice",
                   noun, reader_quoted(reader, text->text));
    }
    map_clear(&seen);
    *ret_n = given->n;
    return patterns;
}
