/* SPDX-License-Identifier: Apache-2.0 */
/* manifest: reads files of manifests, YAML or JSON, as objects with places. */
#include "by_jansson.h"
#include "fuzz.h"
#include "yaml/manifest/manifest.h"

#define MAX_LINES(bytes) ((uint32_t)(bytes).len + 2)

static void check_problems(const struct problems *problems, struct str bytes)
{
    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *at = &problems->all[i];

        FUZZ_LAW(at->place.line > 0 && at->place.column > 0, "a problem has a place");
        FUZZ_LAW(at->place.line <= MAX_LINES(bytes), "the place is in the file");
        FUZZ_LAW(at->text[0] != '\0', "a problem has a sentence");
    }
}

static void check_marks(const struct manifest *manifest, struct str bytes)
{
    for (size_t i = 0; i < manifest->n_marks; i++) {
        const struct manifest_mark *mark = &manifest->marks[i];

        FUZZ_LAW(mark->place.line > 0 && mark->place.line <= MAX_LINES(bytes),
                 "the place of a field is in the file");
        FUZZ_LAW(i == 0 || str_compare(manifest->marks[i - 1].path, mark->path) <= 0,
                 "places are sorted by path");
    }
    (void)manifest_place(manifest, STR("spec.rules[0].host"));
    (void)manifest_place(manifest, STR(""));
}

static void check_text_of(const struct json *object, const char *key, struct str ours)
{
    const struct json *member = json_member(object, str_from(key));

    if (member != NULL && json_value_type(member) == VALUE_STRING)
        FUZZ_LAW(str_equal(json_text(member), ours) || ours.len == 0,
                 "an object has the name that its JSON has");
}

static void check_object(struct arena *arena, const struct manifest *manifest)
{
    json_error_t error;
    AUTO(json_decref) json_t *theirs = by_jansson(manifest->json, &error);
    struct json *root = NULL;
    struct err err;

    FUZZ_LAW(json_read(arena, manifest->json, &json_whole, &root, &err),
             "an object is JSON, without duplicate names");
    FUZZ_LAW(json_value_type(root) == VALUE_OBJECT, "the JSON is an object");
    FUZZ_LAW(theirs != NULL || by_jansson_is_limit(&error), "jansson accepts it, too");
    check_text_of(root, "apiVersion", manifest->api_version);
    check_text_of(root, "kind", manifest->kind);
    FUZZ_LAW(manifest->place.line > 0, "an object has a place");
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems = {0};
    const struct manifest *all = NULL;
    size_t n = 0;

    problems_init(&problems);
    manifest_read(&arena, "in.yaml", bytes, &problems, &all, &n);
    for (size_t i = 0; i < n; i++) {
        check_object(&arena, &all[i]);
        check_marks(&all[i], bytes);
    }
    check_problems(&problems, bytes);
}
