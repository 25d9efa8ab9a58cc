/* patch: see patch.h.  Edits that change nothing are left out here, so that an object
 * that is as it should be gets no patch at all. */
#include "wire/patch.h"

#include "json/json.h"

/* What is set aside for the usual number of edits; more is no harm. */
#define USUAL_EDITS 32
#define EDIT_BYTES  ((size_t)192)

/* Where in a step the first byte stands that RFC 6901 wants escaped; its length: none.
 * tilde: where the first `~` stands. */
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

/* `~` and `/` in a key are escaped, then the whole is a JSON string. */
static void add_pointer_key(struct buf *buf, struct arena *arena, struct str key)
{
    static const char parent[] = "/metadata/annotations/";
    char *pointer = arena_alloc(arena, sizeof parent + 2 * key.len);
    size_t n = sizeof parent - 1;
    size_t tilde = find_tilde(key);

    memcpy(pointer, parent, sizeof parent);
    while (key.len > 0) {
        const size_t run = plain_part(key, tilde);

        memcpy(pointer + n, key.ptr, run);
        n += run;
        if (run == key.len)
            break;
        pointer[n++] = '~';
        pointer[n++] = key.ptr[run] == '~' ? '0' : '1';
        key = str_skip(key, run + 1);
        tilde = run == tilde ? find_tilde(key) : tilde - run - 1;
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

static bool changes_class(const struct view *view, const struct edit *edit)
{
    return edit->key.len == 0 && !edit->remove &&
           !str_equal(view->class_field, edit->value);
}

static bool changes_annotation(const struct view *view, const struct edit *edit)
{
    const struct str *present = NULL;

    if (edit->key.len == 0)
        return false;
    present = view_annotation(view, edit->key);
    if (edit->remove)
        return present != NULL;
    return present == NULL || !str_equal(*present, edit->value);
}

static void add_class(struct buf *buf, const struct edit *edit)
{
    begin_operation(buf, ADD);
    buf_add(buf, STR("\"/spec/ingressClassName\",\"value\":"));
    json_add_string(buf, edit->value);
    buf_add_byte(buf, '}');
}

static void add_annotation(struct buf *buf, struct arena *arena, const struct edit *edit)
{
    begin_operation(buf, edit->remove ? REMOVE : ADD);
    add_pointer_key(buf, arena, edit->key);
    if (!edit->remove) {
        buf_add(buf, STR(",\"value\":"));
        json_add_string(buf, edit->value);
    }
    buf_add_byte(buf, '}');
}

/* All annotations at once, for an object that has none. */
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
        json_add_string(buf, edits[i].key);
        buf_add_byte(buf, ':');
        json_add_string(buf, edits[i].value);
    }
    if (begun)
        buf_add(buf, base == PATCH_HAS_METADATA ? STR("}}") : STR("}}}"));
}

struct str patch_text(struct arena *arena, const struct view *view, enum patch_base base,
                      const struct edit *edits, size_t n_edits)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    (void)buf_reserve(&buf, n_edits < USUAL_EDITS ? n_edits * EDIT_BYTES : 1);
    for (size_t i = 0; i < n_edits; i++)
        if (changes_class(view, &edits[i]))
            add_class(&buf, &edits[i]);

    if (!view->has_annotations)
        add_whole_map(&buf, view, base, edits, n_edits);
    else
        for (size_t i = 0; i < n_edits; i++)
            if (changes_annotation(view, &edits[i]))
                add_annotation(&buf, arena, &edits[i]);

    if (buf.len > 0)
        buf_add_byte(&buf, ']');
    return buf.full ? STR_NONE : buf_str(&buf);
}
