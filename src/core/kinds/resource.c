/* SPDX-License-Identifier: Apache-2.0 */
/* resource: see resource.h. */
#include "core/kinds/resource.h"

#include "base/buf.h"

static bool ends_in_one_of(struct str text, const struct str *endings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_has_suffix(text, endings[i]))
            return true;
    }
    return false;
}

/* True if the plural ends in `es`, because the text ends in a sibilant. */
static bool ends_in_sibilant(struct str text)
{
    static const struct str endings[] = {
        STR_INIT("s"), STR_INIT("x"), STR_INIT("z"), STR_INIT("ch"), STR_INIT("sh"),
    };

    return ends_in_one_of(text, endings, ARRAY_LEN(endings));
}

/* True for "policy", but not for "gateway". */
static bool ends_in_consonant_y(struct str text)
{
    static const struct str with_vowel[] = {
        STR_INIT("ay"), STR_INIT("ey"), STR_INIT("iy"), STR_INIT("oy"), STR_INIT("uy"),
    };

    return str_has_suffix(text, STR("y")) &&
           !ends_in_one_of(text, with_vowel, ARRAY_LEN(with_vowel));
}

/* "endpoints" may already be a plural; "ingress" is not. */
static bool may_be_plural(struct str text)
{
    return str_has_suffix(text, STR("s")) && !str_has_suffix(text, STR("ss"));
}

static struct str lower(struct arena *arena, struct str text)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < text.len; i++)
        buf_add_byte(&buf, byte_lower(text.ptr[i]));
    return buf_str(&buf);
}

struct resource_names resource_names_usual(struct str kind, struct arena *arena)
{
    struct resource_names names = {0};
    const struct str text = lower(arena, kind);
    struct buf buf = buf_in(arena);

    if (ends_in_consonant_y(text)) {
        buf_add(&buf, str_head(text, text.len - 1));
        buf_add_text(&buf, "ies");
    } else {
        buf_add(&buf, text);
        buf_add_text(&buf, ends_in_sibilant(text) ? "es" : "s");
    }
    names.all[names.n++] = buf_str(&buf);
    if (may_be_plural(text))
        names.all[names.n++] = text;
    return names;
}

struct resource_names resource_names_of(const struct kind *kind, struct arena *arena)
{
    if (kind->plural.len > 0)
        return (struct resource_names){.all = {kind->plural}, .n = 1};
    return resource_names_usual(kind->kind, arena);
}
