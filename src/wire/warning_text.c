/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warning_text: see warning_text.h.
 */
#include "wire/warning_text.h"

#include "base/text.h"

#define NAME_MAX_CHARS 63 /* of an annotation, as Kubernetes stores them */

struct str warning_mark(enum marker marker, struct str from, struct arena *arena)
{
    switch (marker) {
    case MARKER_NONE:
        break;
    case MARKER_WAS_THERE:
        return STR("was there before");
    case MARKER_WOULD_BE_DENIED:
        return STR("would be denied");
    case MARKER_DENIED_FROM:
        return arena_format(arena, "denied from %.*s", STR_ARGS(from));
    }
    return STR_NONE;
}

/* `rules[0].host`, `annotation target`, of the text of a field path. */
static struct str short_place(struct str path, struct arena *arena)
{
    const struct str annotation = STR("metadata.annotations[");
    const struct str spec = STR("spec.");
    struct str key;
    size_t slash;

    if (!str_has_prefix(path, annotation) || !str_has_suffix(path, STR("]")))
        return str_has_prefix(path, spec) ? str_skip(path, spec.len) : path;
    key = str_head(path, path.len - 1);
    key = str_skip(key, annotation.len);
    if (str_find(key, '/', &slash) && slash + 1 < key.len)
        key = str_skip(key, slash + 1);
    key = text_cut(arena, key, NAME_MAX_CHARS);
    return arena_format(arena, "annotation %.*s", STR_ARGS(key));
}

static bool is_among(struct str place, const struct str *places, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_equal(place, places[i]))
            return true;
    }
    return false;
}

/* At most n_max are named; annotations that differ in their prefix only once. */
static void add_places(struct buf *buf, const struct warning *warning, size_t n_max)
{
    struct str named[WARNING_MAX_PLACES];
    size_t n_named = 0;
    size_t n_more = warning->n_places;

    for (size_t i = 0; i < warning->n_places && i < WARNING_KEPT_PLACES; i++) {
        struct buf path;
        struct str place;

        buf_init(&path, buf->arena, BUF_MAX_BYTES);
        field_path_add(&path, &warning->places[i]);
        place = short_place(buf_str(&path), buf->arena);
        if (!is_among(place, named, n_named)) {
            if (n_named == n_max)
                continue;
            buf_add_text(buf, n_named > 0 ? ", " : "");
            buf_add(buf, place);
            named[n_named++] = place;
        }
        n_more--;
    }
    if (n_more > 0)
        buf_addf(buf, " and %zu more", n_more);
}

/* One character of text, an escape being one; at least a byte. */
static size_t character_length(struct str text)
{
    uint32_t code;
    size_t len;

    if (text.ptr[0] == '\\' && text.len > 1) {
        len = text.ptr[1] == 'u'   ? sizeof "\\u0000" - 1
              : text.ptr[1] == 'x' ? sizeof "\\x00" - 1
                                   : 2;
        return len < text.len ? len : text.len;
    }
    len = text_character(text, &code);
    return len == 0 ? 1 : len;
}

/* Add the text in quotes, cut at WARNING_QUOTED_MAX characters, and the closing quote. */
static struct str add_quoted(struct buf *buf, struct str rest)
{
    struct str kept = rest;
    size_t n = 0;
    size_t at = 0;

    while (at < rest.len && rest.ptr[at] != '"') {
        at += character_length(str_skip(rest, at));
        if (++n == WARNING_QUOTED_MAX)
            kept = str_head(rest, at);
    }
    if (n <= WARNING_QUOTED_MAX) {
        buf_add(buf, str_head(rest, at));
    } else {
        buf_add(buf, kept);
        buf_add_text(buf, "...");
    }
    return str_skip(rest, at);
}

static void add_sentence(struct buf *buf, struct str sentence)
{
    struct str rest = sentence;
    size_t quote;

    while (str_find(rest, '"', &quote)) {
        buf_add(buf, str_head(rest, quote + 1));
        rest = add_quoted(buf, str_skip(rest, quote + 1));
        if (rest.len > 0) {
            buf_add_byte(buf, '"');
            rest = str_skip(rest, 1);
        }
    }
    buf_add(buf, rest);
}

/* Not inside a character. */
static struct str cut(struct arena *arena, struct str line)
{
    const struct str dots = STR("...");
    size_t kept = WARNING_MAX_BYTES - dots.len;

    if (line.len <= WARNING_MAX_BYTES)
        return line;
    while (kept > 0 && ((unsigned char)line.ptr[kept] & 0xc0) == 0x80)
        kept--;
    return arena_format(arena, "%.*s%.*s", (int)kept, line.ptr, STR_ARGS(dots));
}

static void add_part(struct buf *buf, struct str part)
{
    if (part.len == 0)
        return;
    buf_add(buf, part);
    buf_add_text(buf, ": ");
}

/* The whole warning with at most n_places of its places.  *ret_before: what is in front
 * of the sentence. */
static struct str whole(const struct warning *warning, size_t n_places,
                        struct arena *arena, size_t *ret_before)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    add_part(&buf, rule_id_name(warning->rule));
    add_part(&buf, warning_mark(warning->marker, warning->from, arena));
    if (warning->n_places > 0) {
        add_places(&buf, warning, n_places);
        buf_add_text(&buf, ": ");
    }
    *ret_before = buf.len;
    add_sentence(&buf, warning->sentence);
    return buf_str(&buf);
}

/* Long places must not push the sentence out of the warning, so fewer are named. */
struct str warning_text(const struct warning *warning, struct arena *arena)
{
    size_t n_places = WARNING_MAX_PLACES;
    size_t before;
    struct str line = whole(warning, n_places, arena, &before);

    while (n_places > 1 && line.len > WARNING_MAX_BYTES && before > WARNING_MAX_BYTES / 2)
        line = whole(warning, --n_places, arena, &before);
    return cut(arena, line);
}

struct str warning_text_unjudgeable(struct str where, struct str why, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    buf_add_text(&buf, "unjudgeable: ");
    add_part(&buf, warning_mark(MARKER_WOULD_BE_DENIED, STR_NONE, arena));
    buf_add(&buf, short_place(where, arena));
    buf_add_text(&buf, ": ");
    add_sentence(&buf, why);
    return cut(arena, buf_str(&buf));
}

struct str warning_text_preview(struct str text, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    buf_add_text(&buf, "preview: ");
    for (size_t i = 0; i < text.len; i++)
        buf_add_byte(&buf, (unsigned char)text.ptr[i] < 0x20 ? ' ' : text.ptr[i]);
    return cut(arena, buf_str(&buf));
}

/* How many of the lines fit into what is left of a response. */
static size_t count_fitting(const struct str *lines, size_t n, size_t max_lines,
                            size_t max_bytes)
{
    size_t bytes = 0;
    size_t i = 0;

    while (i < n && i < max_lines && bytes + lines[i].len <= max_bytes)
        bytes += lines[i++].len;
    return i;
}

size_t warning_texts(const struct decision *decision, struct arena *arena,
                     struct str **ret)
{
    static const size_t more_bytes = sizeof "and 18446744073709551615 more" - 1;
    struct str *lines = ARENA_NEW(arena, struct str, WARNINGS_MAX + 1);
    size_t max_lines = WARNINGS_MAX;
    size_t max_bytes = WARNINGS_MAX_BYTES;
    size_t n_all = decision->n_warnings + decision->n_more_warnings;
    size_t n = 0;
    struct str last = STR_NONE;

    if (decision->preview.len > 0) {
        last = warning_text_preview(decision->preview, arena);
        max_lines--;
        max_bytes -= last.len;
    }
    for (; n < decision->n_warnings && n < max_lines; n++)
        lines[n] = warning_text(&decision->warnings[n], arena);
    if (count_fitting(lines, n, max_lines, max_bytes) < n_all) {
        n = count_fitting(lines, n, max_lines - 1, max_bytes - more_bytes);
        lines[n] = arena_format(arena, "and %zu more", n_all - n);
        n++;
    }
    if (last.len > 0)
        lines[n++] = last;
    *ret = lines;
    return n;
}
