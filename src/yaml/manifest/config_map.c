/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/manifest/config_map.h"

#include <stdlib.h>

#include "json/json.h"
#include "yaml/manifest/manifest.h"

static bool is_wanted(struct str api_version, struct str kind, const void *by)
{
    (void)by;
    return str_equal(api_version, STR("v1")) && str_equal(kind, STR("ConfigMap"));
}

/* Take over only the error that the document is too large.  For the other errors, the
 * caller reads the document as a policy, which reports them again. */
static void take_too_large(const struct problems *found, struct problems *problems)
{
    for (size_t i = 0; i < found->n; i++) {
        const struct problem *problem = &found->all[i];

        if (problem->ends)
            problems_end(problems, problem->name, problem->place, "%s", problem->text);
    }
}

/* The first ConfigMap of the document; *ret_n: the number of its objects.  NULL: there is
 * none, or the document is broken; that it is too large is noted. */
static const struct manifest *find(struct arena *arena,
                                   const struct config_map_source *source,
                                   struct problems *problems, size_t *ret_n)
{
    const struct manifest_text manifests = {source->file, source->bytes, is_wanted, NULL,
                                            source->budget};
    AUTO(problems_clear) struct problems found = {0};
    const struct manifest *all = NULL;

    *ret_n = 0;
    if (!str_contains(source->bytes, STR("ConfigMap")))
        return NULL;
    manifest_read_wanted(arena, &manifests, &found, &all, ret_n);
    if (found.n_errors > 0) {
        take_too_large(&found, problems);
        return NULL;
    }
    for (size_t i = 0; i < *ret_n; i++) {
        if (all[i].json.len > 0)
            return &all[i];
    }
    return NULL;
}

enum member {
    MEMBER_DATA,
    MEMBERS,
};
static const struct json_shape data_shape = {NULL, 0, NULL};
static const struct json_field members[] = {
    [MEMBER_DATA] = {STR_INIT("data"), &data_shape},
};
static const struct json_shape config_map_shape = {members, MEMBERS, NULL};

static int by_key(const void *a, const void *b)
{
    return str_compare(json_key(*(const struct json *const *)a),
                       json_key(*(const struct json *const *)b));
}

/* Add the members of `data` that are wanted, and count those that are left out. */
static const struct json **find_texts(struct arena *arena, struct str text,
                                      config_map_use_of *use_of, struct config_map *ret)
{
    const struct json *found[MEMBERS] = {0};
    const struct json **wanted;
    const struct json *data;
    struct json *root;
    struct err unused;

    if (!json_read(arena, text, &config_map_shape, &root, &unused))
        return NULL;
    json_fields(root, found, MEMBERS);
    data = found[MEMBER_DATA];
    if (data == NULL || json_value_type(data) != VALUE_OBJECT)
        return NULL;
    wanted = ARENA_NEW(arena, const struct json *, data->n + 1);
    for (const struct json *at = data->first; at != NULL; at = at->next) {
        const enum config_map_use use = use_of(json_key(at));

        if (use == CONFIG_MAP_WANTED && json_value_type(at) == VALUE_STRING)
            wanted[ret->n++] = at;
        ret->n_left_out += use == CONFIG_MAP_LEFT_OUT;
    }
    if (ret->n > 1)
        qsort(wanted, ret->n, sizeof *wanted, by_key);
    return wanted;
}

static enum config_map_is refuse(struct problems *problems, const char *name,
                                 struct place place, const char *text)
{
    problems_add(problems, SEVERITY_ERROR, name, place, "%s", text);
    return CONFIG_MAP_WRONG;
}

enum config_map_is config_map_read(struct arena *arena,
                                   const struct config_map_source *source,
                                   struct problems *problems, struct config_map *ret)
{
    AUTO(arena_clear) struct arena scratch = {0};
    const struct json **values;
    size_t n_objects;
    const struct manifest *object = find(&scratch, source, problems, &n_objects);

    *ret = (struct config_map){0};
    if (object == NULL)
        return problems->ended ? CONFIG_MAP_WRONG : CONFIG_MAP_NOT;
    if (n_objects > 1 || object->is_item)
        return refuse(problems, "several-documents", object->place,
                      "a policy is one ConfigMap, not a list of objects");
    values = find_texts(&scratch, object->json, source->use_of, ret);
    if (ret->n == 0)
        return refuse(problems, "empty-folder", object->place,
                      "the ConfigMap has no key that ends in .yaml");
    ret->texts = ARENA_NEW(arena, struct config_map_text, ret->n);
    for (size_t i = 0; i < ret->n; i++) {
        ret->texts[i].name = arena_format(&problems->arena, "%s[%.*s]", source->file,
                                          STR_ARGS(json_key(values[i])))
                                 .ptr;
        ret->texts[i].bytes = arena_dup(arena, json_text(values[i]));
    }
    return CONFIG_MAP_READ;
}
