/* SPDX-License-Identifier: Apache-2.0 */
/*
 * patch: compares two implementations of JSON Patch.
 *
 * First byte even: a document, a NUL, a patch.  Odd: annotations and edits; the patch
 * that is made of them must apply and have the effect of the edits.
 */
#include "base/mem.h"
#include "base/text.h"
#include "by_patch.h"
#include "fuzz.h"
#include "wire/patch.h"

#define MAX_ENTRIES 12

/* Numbers that only one of jansson and the project's reader distinguishes. */
static bool has_numbers(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == 'e' || text.ptr[i] == 'E' || text.ptr[i] == '.')
            return true;
    return str_contains(text, STR("-0"));
}

/* The project's result, which must be a document; len 0: the patch does not apply. */
static struct str apply_ours(struct arena *arena, struct str document, struct str patch)
{
    struct str result = STR_NONE;
    struct err err;

    if (patch_apply(arena, document, patch, &result, &err))
        return result;
    FUZZ_LAW(err.code == ERR_SYNTAX || err.code == ERR_INVALID || err.code == ERR_LIMIT,
             "an error has a known code");
    FUZZ_LAW(err.text[0] != '\0', "an error has a sentence");
    return STR_NONE;
}

static void check_raw(struct arena *arena, struct str document, struct str patch)
{
    json_error_t error;
    json_t *theirs = by_jansson(document, &error);
    AUTO(json_decref) json_t *their_patch = by_jansson(patch, &error);
    struct str result = apply_ours(arena, document, patch);
    bool applies = false;

    if (theirs != NULL && their_patch != NULL && !str_contains(document, STR("\0"))) {
        applies = by_patch_apply(&theirs, their_patch);
        if (!has_numbers(document) && !has_numbers(patch))
            FUZZ_LAW(applies == (result.len > 0), "the same patches apply in both");
        if (applies && result.len > 0) {
            AUTO(json_decref) json_t *ours = by_jansson_valid(result);

            FUZZ_LAW(json_equal(theirs, ours), "both have the same result");
        }
    }
    json_decref(theirs);
}

/* The annotations of an object, and edits of them. */
struct trial {
    struct annotation annotations[MAX_ENTRIES];
    size_t n;
    struct edit edits[MAX_ENTRIES];
    size_t n_edits;
};

static struct str utf8_text(struct arena *arena, struct fuzz_bytes *from)
{
    AUTO(mem_free) char *copy = fuzz_copy(fuzz_text(from, 20));
    struct str text = str_from(copy); /* jansson has no names with a NUL */
    struct buf json;
    struct json *node = NULL;
    struct err err;

    buf_init(&json, arena, BUF_MAX_BYTES);
    text_add_json(&json, text);
    FUZZ_LAW(json_read(arena, buf_str(&json), NULL, &node, &err), "text as JSON");
    return json_text(node);
}

static void make_trial(struct arena *arena, struct fuzz_bytes *from, struct trial *trial)
{
    struct str last = STR_NONE;

    for (size_t i = fuzz_below(from, MAX_ENTRIES); i > 0; i--) {
        const struct annotation entry = {utf8_text(arena, from), utf8_text(arena, from)};

        if (str_compare(last, entry.key) >= 0)
            continue; /* they come sorted */
        last = entry.key;
        trial->annotations[trial->n++] = entry;
    }
    last = STR_NONE;
    for (size_t i = fuzz_below(from, MAX_ENTRIES); i > 0; i--) {
        const uint8_t how = fuzz_byte(from);
        struct edit edit = {.path = field_path_annotation(utf8_text(arena, from)),
                            .kind = how % 3 == 0 ? EDIT_REMOVE : EDIT_TEXT,
                            .text = utf8_text(arena, from)};

        if (how % 2 == 0 && trial->n > 0)
            edit.path.key = trial->annotations[how / 2 % trial->n].key;
        if (str_compare(last, edit.path.key) >= 0)
            continue;
        last = edit.path.key;
        trial->edits[trial->n_edits++] = edit;
    }
}

static json_t *string_of(struct str text)
{
    json_t *string = json_stringn(text.ptr == NULL ? "" : text.ptr, text.len);

    FUZZ_LAW(string != NULL, "text is UTF-8");
    return string;
}

static json_t *wrap(json_t *annotations_take)
{
    json_t *metadata = json_object();

    if (json_object_size(annotations_take) > 0)
        (void)json_object_set(metadata, "annotations", annotations_take);
    json_decref(annotations_take);
    return json_pack("{s:o, s:{}}", "metadata", metadata, "spec");
}

/* The object with the first n_edits edits done by hand. */
static json_t *object_of(const struct trial *trial, size_t n_edits)
{
    json_t *map = json_object();

    for (size_t i = 0; i < trial->n; i++)
        (void)json_object_setn_new(map, trial->annotations[i].key.ptr,
                                   trial->annotations[i].key.len,
                                   string_of(trial->annotations[i].value));
    for (size_t i = 0; i < n_edits; i++) {
        const struct edit *edit = &trial->edits[i];

        if (edit->kind == EDIT_REMOVE)
            (void)json_object_deln(map, edit->path.key.ptr, edit->path.key.len);
        else
            (void)json_object_setn_new(map, edit->path.key.ptr, edit->path.key.len,
                                       string_of(edit->text));
    }
    return wrap(map);
}

static void drop_empty_map(json_t *object)
{
    json_t *metadata = json_object_get(object, "metadata");

    if (json_object_size(json_object_get(metadata, "annotations")) == 0)
        (void)json_object_del(metadata, "annotations");
}

static void check_emitted(struct arena *arena, const struct trial *trial)
{
    const struct view view = {.has_spec = true,
                              .has_annotations = trial->n > 0,
                              .annotations = trial->annotations,
                              .n_annotations = trial->n};
    struct str patch =
        patch_text(arena, &view, PATCH_HAS_METADATA, trial->edits, trial->n_edits);
    json_t *theirs = object_of(trial, 0);
    AUTO(json_decref) json_t *want = object_of(trial, trial->n_edits);
    AUTO(mem_free) char *before = json_dumps(theirs, JSON_COMPACT);
    struct str result = str_from(before);

    if (patch.len > 0) {
        AUTO(json_decref) json_t *operations = by_jansson_valid(patch);

        result = apply_ours(arena, result, patch);
        FUZZ_LAW(result.len > 0, "the patch applies");
        FUZZ_LAW(by_patch_apply(&theirs, operations),
                 "the patch applies in the second implementation");
    }
    AUTO(json_decref) json_t *ours = by_jansson_valid(result);

    FUZZ_LAW(json_equal(ours, theirs), "both implementations make the same object");
    drop_empty_map(ours);
    FUZZ_LAW(json_equal(ours, want), "the object is that of the edits");
    json_decref(theirs);
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct fuzz_bytes from = {bytes};

    if (fuzz_byte(&from) % 2 == 0) {
        struct str document = fuzz_until(&from, '\0');

        check_raw(&arena, document, from.rest);
    } else {
        struct trial *trial = ARENA_NEW(&arena, struct trial, 1);

        make_trial(&arena, &from, trial);
        check_emitted(&arena, trial);
    }
}
