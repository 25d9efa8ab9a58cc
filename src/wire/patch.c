/* SPDX-License-Identifier: Apache-2.0 */
/* patch: see patch.h.  Annotations that would not change are left out, so that a correct
 * object gets no patch. */
#include "wire/patch.h"

#include <stdio.h>

#include "json/json.h"

/* The initial size for the usual number of edits; the buffer grows if needed. */
#define USUAL_EDITS 32
#define EDIT_BYTES  ((size_t)192)

/* The position of the first byte in a step that RFC 6901 escapes; its length: none.
 * tilde: the position of the first `~`. */
static size_t plain_part(struct str step, size_t tilde)
{
    size_t at = 0;

    return str_find(str_head(step, tilde), '/', &at) ? at : tilde;
}

static size_t find_tilde(struct str step)
{
    size_t at = 0;

    return str_find(step, '~', &at) ? at : step.len;
}

/* Add a step of a pointer, without its slash; `~` and `/` are escaped. */
static size_t put_step(char *pointer, size_t n, struct str step)
{
    size_t tilde = find_tilde(step);

    while (step.len > 0) {
        const size_t run = plain_part(step, tilde);

        memcpy(pointer + n, step.ptr, run);
        n += run;
        if (run == step.len)
            break;
        pointer[n++] = '~';
        pointer[n++] = step.ptr[run] == '~' ? '0' : '1';
        step = str_skip(step, run + 1);
        tilde = run == tilde ? find_tilde(step) : tilde - run - 1;
    }
    return n;
}

#define INDEX_DIGITS 11 /* of a uint32_t, and a NUL */

/* The contents of the brackets: the key, or a position. */
static size_t put_filling(char *pointer, size_t n, const struct field_path *path,
                          size_t nth)
{
    char digits[INDEX_DIGITS];

    pointer[n++] = '/';
    if (path->key.ptr != NULL)
        return put_step(pointer, n, path->key);
    (void)snprintf(digits, sizeof digits, "%u", (unsigned)path->index[nth]);
    return put_step(pointer, n, str_from(digits));
}

/* Write any path. */
static size_t put_path(char *pointer, const struct field_path *path)
{
    const struct str text = path->field->text;
    size_t n = 0;
    size_t nth = 0;

    pointer[n++] = '/';
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '[' && nth < FIELD_MAX_INDEXES) {
            n = put_filling(pointer, n, path, nth++);
            i++;
        } else {
            pointer[n++] = text.ptr[i] == '.' ? '/' : text.ptr[i];
        }
    }
    return n;
}

/* The path as a JSON Pointer (RFC 6901), as a JSON string.  Most are annotations. */
static void add_pointer(struct buf *buf, struct arena *arena,
                        const struct field_path *path)
{
    static const char annotations[] = "/metadata/annotations/";
    char *pointer = arena_alloc(arena, path->field->text.len + 2 * path->key.len +
                                           (size_t)FIELD_MAX_INDEXES * INDEX_DIGITS + 2);
    size_t n = sizeof annotations - 1;

    if (field_path_is(path, FIELD_ANNOTATION)) {
        memcpy(pointer, annotations, n);
        n = put_step(pointer, n, path->key);
    } else {
        n = put_path(pointer, path);
    }
    json_add_string(buf, (struct str){pointer, n});
}

/* text: the operation up to the place of its path. */
static inline void begin_operation(struct buf *buf, struct str text)
{
    buf_add_byte(buf, buf->len == 0 ? '[' : ',');
    buf_add(buf, text);
}

#define ADD    STR("{\"op\":\"add\",\"path\":")
#define REMOVE STR("{\"op\":\"remove\",\"path\":")

static bool is_annotation(const struct edit *edit)
{
    return field_path_is(&edit->path, FIELD_ANNOTATION);
}

static bool changes_annotation(const struct view *view, const struct edit *edit)
{
    const struct str *present = NULL;

    if (!is_annotation(edit))
        return false;
    present = view_annotation(view, edit->path.key);
    if (edit->kind == EDIT_REMOVE)
        return present != NULL;
    return present == NULL || !str_equal(*present, edit->text);
}

static void add_list(struct buf *buf, const struct edit *edit)
{
    buf_add_byte(buf, '[');
    for (size_t i = 0; i < edit->n_items; i++) {
        if (i > 0)
            buf_add_byte(buf, ',');
        json_add_string(buf, edit->items[i]);
    }
    buf_add_byte(buf, ']');
}

static void add_edit(struct buf *buf, struct arena *arena, const struct edit *edit)
{
    begin_operation(buf, edit->kind == EDIT_REMOVE ? REMOVE : ADD);
    add_pointer(buf, arena, &edit->path);
    if (edit->kind != EDIT_REMOVE)
        buf_add(buf, STR(",\"value\":"));
    switch (edit->kind) {
    case EDIT_TEXT:
        json_add_string(buf, edit->text);
        break;
    case EDIT_LIST:
        add_list(buf, edit);
        break;
    case EDIT_BOOL:
        buf_add_text(buf, edit->flag ? "true" : "false");
        break;
    case EDIT_REMOVE:
        break;
    }
    buf_add_byte(buf, '}');
}

/* Add all annotations at once, for an object without any. */
static void add_whole_map(struct buf *buf, const struct view *view, enum patch_base base,
                          const struct edit *edits, size_t n_edits)
{
    bool begun = false;

    for (size_t i = 0; i < n_edits; i++) {
        if (!changes_annotation(view, &edits[i]))
            continue;
        if (!begun) {
            begin_operation(buf, ADD);
            buf_add(buf, base == PATCH_HAS_METADATA
                             ? STR("\"/metadata/annotations\",\"value\":{")
                             : STR("\"/metadata\",\"value\":{\"annotations\":{"));
        } else {
            buf_add_byte(buf, ',');
        }
        begun = true;
        json_add_string(buf, edits[i].path.key);
        buf_add_byte(buf, ':');
        json_add_string(buf, edits[i].text);
    }
    if (begun)
        buf_add(buf, base == PATCH_HAS_METADATA ? STR("}}") : STR("}}}"));
}

struct str patch_text(struct arena *arena, const struct view *view, enum patch_base base,
                      const struct edit *edits, size_t n_edits)
{
    struct buf buf = buf_in(arena);

    (void)buf_reserve(&buf, n_edits < USUAL_EDITS ? n_edits * EDIT_BYTES : 1);
    for (size_t i = 0; i < n_edits; i++)
        if (!is_annotation(&edits[i]))
            add_edit(&buf, arena, &edits[i]);

    if (!view->has_annotations)
        add_whole_map(&buf, view, base, edits, n_edits);
    else
        for (size_t i = 0; i < n_edits; i++)
            if (changes_annotation(view, &edits[i]))
                add_edit(&buf, arena, &edits[i]);

    if (buf.len > 0)
        buf_add_byte(&buf, ']');
    return buf.full ? STR_NONE : buf_str(&buf);
}
