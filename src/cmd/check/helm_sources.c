/* SPDX-License-Identifier: Apache-2.0 */
/* helm_sources: see manifests.h. */
#include "base/text.h"
#include "cmd/check/manifests.h"

#define NAME_MAX_LEN 4096

/* The source of a document, for all lines up to the next `struct source`. */
struct source {
    const char *file; /* NULL: unknown */
    uint32_t line;    /* of the comment, or the first line of the document */
};

struct sources {
    struct arena *arena;
    struct source *all; /* by line */
    size_t n;
    size_t cap;
};

static void add(struct sources *sources, const char *file, uint32_t line)
{
    if (sources->n == sources->cap)
        sources->all = arena_grow(sources->arena, sources->all, &sources->cap,
                                  sizeof(struct source));
    sources->all[sources->n++] = (struct source){file, line};
}

/* The path of a template that can be printed without escapes. */
static bool is_template_path(struct arena *arena, struct str name)
{
    struct buf buf;

    if (name.len == 0 || name.len > NAME_MAX_LEN ||
        !str_contains(name, STR("/templates/")))
        return false;
    buf_init(&buf, arena, BUF_MAX_BYTES);
    text_add_escaped(&buf, name, NAME_MAX_LEN);
    return str_equal(buf_str(&buf), name);
}

static bool begins_document(struct str line)
{
    return str_has_prefix(line, STR("---")) &&
           (line.len == 3 || line.ptr[3] == ' ' || line.ptr[3] == '\t');
}

/* Helm writes the comment into the first line of a document. */
static bool is_first_line(const struct sources *sources, uint32_t line)
{
    const struct source *last;

    if (sources->n == 0)
        return line == 1;
    last = &sources->all[sources->n - 1];
    return last->file == NULL && last->line + 1 == line;
}

static struct sources sources_of(struct arena *arena, struct str bytes)
{
    const struct str comment = STR("# Source: ");
    struct sources sources = {.arena = arena};
    struct str rest = bytes;
    struct str line;
    bool done = false;

    for (uint32_t n = 1; str_next_item(&rest, '\n', &done, &line); n++) {
        if (str_has_suffix(line, STR("\r")))
            line = str_head(line, line.len - 1);
        if (begins_document(line)) {
            add(&sources, NULL, n);
        } else if (str_has_prefix(line, comment) && is_first_line(&sources, n)) {
            struct str name = str_trim_blanks(str_skip(line, comment.len));

            if (is_template_path(arena, name))
                add(&sources, arena_dup(arena, name).ptr, n);
        }
    }
    return sources;
}

static struct place moved(const struct sources *sources, struct place place)
{
    size_t low = 0;
    size_t high = sources->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (sources->all[middle].line < place.line)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || place.line == 0 || sources->all[low - 1].file == NULL)
        return place;
    return (struct place){sources->all[low - 1].file,
                          place.line - sources->all[low - 1].line, place.column};
}

static void move_manifest(const struct sources *sources, struct manifest *manifest)
{
    struct manifest_mark *marks =
        ARENA_NEW(sources->arena, struct manifest_mark, manifest->n_marks);

    manifest->place = moved(sources, manifest->place);
    for (size_t i = 0; i < manifest->n_marks; i++) {
        marks[i] = manifest->marks[i];
        marks[i].place = moved(sources, marks[i].place);
    }
    manifest->marks = marks;
}

const struct manifest *helm_sources_apply(struct arena *arena, struct str bytes,
                                          const struct manifest *manifests, size_t n,
                                          struct problems *problems)
{
    struct sources sources;
    struct manifest *all;

    if (!str_contains(bytes, STR("# Source: ")))
        return manifests;
    sources = sources_of(arena, bytes);
    all = ARENA_NEW(arena, struct manifest, n);
    for (size_t i = 0; i < n; i++) {
        all[i] = manifests[i];
        move_manifest(&sources, &all[i]);
    }
    for (size_t i = 0; i < problems->n; i++)
        problems->all[i].place = moved(&sources, problems->all[i].place);
    return all;
}
