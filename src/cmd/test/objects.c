/* SPDX-License-Identifier: Apache-2.0 */
/* objects: reads the objects of cases; see session.h. */
#include "base/mem.h"
#include "base/text.h"
#include "cmd/test/session.h"

/* A file of objects that a case names. */
struct fixture {
    const char *path;
    const struct manifest **all; /* of judged kinds */
    size_t n;
};

struct reading {
    const struct test_file *file;
    const struct policy *policy;
    struct arena *arena;
    struct problems *problems;
    struct map by_path;
    struct fixture *fixtures;
    size_t n;
    size_t cap;
};

const char *test_path_beside(struct arena *arena, const char *file, struct str path)
{
    const struct str whole = str_from(file);
    size_t end = whole.len;

    while (end > 0 && file[end - 1] != '/')
        end--;
    if (path.len > 0 && path.ptr[0] == '/')
        return arena_dup(arena, path).ptr;
    if (end == 0 && str_equal(path, STR("-"))) /* a file, not standard input */
        return "./-";
    return arena_format(arena, "%.*s%.*s", (int)end, file, STR_ARGS(path)).ptr;
}

static void read_fixture(struct reading *reading, struct fixture *fixture)
{
    const struct manifest_input input = {.arena = reading->arena,
                                         .policy = reading->policy};
    const struct manifest *manifests = NULL;
    size_t n = 0;

    manifest_file_read(&input, fixture->path, reading->problems, &manifests, &n);
    fixture->all = ARENA_NEW(reading->arena, const struct manifest *, n);
    for (size_t i = 0; i < n; i++) {
        if (manifests[i].kind.len > 0 &&
            manifest_kind(&manifests[i], reading->policy) != NULL)
            fixture->all[fixture->n++] = &manifests[i];
    }
}

/* Returns NULL if the file has no objects; a problem was added. */
static const struct fixture *fixture_of(struct reading *reading,
                                        const struct test_text *file)
{
    const char *path = test_path_beside(reading->arena, reading->file->name, file->text);
    const size_t errors_before = reading->problems->n_errors;
    const uint32_t at = *map_put(&reading->by_path, str_from(path), (uint32_t)reading->n);
    struct fixture *fixture;

    if (at == reading->n) {
        if (reading->n == reading->cap)
            reading->fixtures = arena_grow(reading->arena, reading->fixtures,
                                           &reading->cap, sizeof *fixture);
        reading->fixtures[reading->n++] = (struct fixture){.path = path};
        read_fixture(reading, &reading->fixtures[at]);
    }
    fixture = &reading->fixtures[at];
    if (fixture->n == 0 && reading->problems->n_errors == errors_before) {
        AUTO(buf_clear) struct buf quoted = {.max_bytes = BUF_MAX_BYTES};

        text_add_quoted(&quoted, str_from(path));
        problems_add(reading->problems, SEVERITY_ERROR, "no-object", file->place,
                     "%s has no object of a kind that the policy judges",
                     buf_text(&quoted));
    }
    return fixture->n == 0 ? NULL : fixture;
}

/* Check an object in the test file itself. */
static bool check_kind(struct reading *reading, const struct manifest *manifest)
{
    AUTO(buf_clear) struct buf quoted = {.max_bytes = BUF_MAX_BYTES};

    if (manifest_kind(manifest, reading->policy) != NULL)
        return true;
    text_add_quoted(&quoted, manifest->kind);
    problems_add(reading->problems, SEVERITY_ERROR, "no-object", manifest->place,
                 "the policy does not judge kind %s", buf_text(&quoted));
    return false;
}

static void take(struct reading *reading, const struct test_object *object,
                 const struct manifest *const **ret, size_t *ret_n)
{
    const struct fixture *fixture = NULL;
    const struct manifest **one;

    *ret_n = 0;
    if (object->manifest == NULL) {
        fixture = fixture_of(reading, &object->file);
        *ret = fixture == NULL ? NULL : fixture->all;
        *ret_n = fixture == NULL ? 0 : fixture->n;
        return;
    }
    if (!check_kind(reading, object->manifest))
        return;
    one = ARENA_NEW(reading->arena, const struct manifest *, 1);
    *one = object->manifest;
    *ret = one;
    *ret_n = 1;
}

static bool is_given(const struct test_object *object)
{
    return object->manifest != NULL || object->file.place.line != 0;
}

static bool finds_some(const struct test_case *of, const struct case_objects *objects)
{
    for (size_t i = 0; i < objects->n; i++) {
        const struct manifest *manifest = objects->all[i];

        if (stored_objects_find(&objects->stored, manifest,
                                manifest->namespace.len > 0 ? manifest->namespace
                                                            : of->namespace) != NULL)
            return true;
    }
    return objects->n == 0;
}

static void read_case(struct reading *reading, const struct test_case *of,
                      struct case_objects *ret)
{
    const size_t errors_before = reading->problems->n_errors;
    const struct manifest *const *old = NULL;
    size_t n_old = 0;

    take(reading, &of->object, &ret->all, &ret->n);
    ret->is_update = is_given(&of->old);
    if (!ret->is_update)
        return;
    take(reading, &of->old, &old, &n_old);
    ret->stored.policy = reading->policy;
    for (size_t i = 0; i < n_old; i++)
        stored_objects_add(&ret->stored, old[i], of->namespace);
    if (reading->problems->n_errors == errors_before && !finds_some(of, ret))
        problems_add(reading->problems, SEVERITY_ERROR, "no-object", of->name.place,
                     "\"old\" is another object: kind, namespace or name differ");
}

struct case_objects *test_objects_read(const struct test_file *file,
                                       const struct policy *policy, struct arena *arena,
                                       struct problems *problems)
{
    struct reading reading = {
        .file = file, .policy = policy, .arena = arena, .problems = problems};
    struct case_objects *objects = mem_alloc(file->n_cases, sizeof *objects);

    map_init(&reading.by_path);
    for (size_t i = 0; i < file->n_cases; i++)
        read_case(&reading, &file->cases[i], &objects[i]);
    map_clear(&reading.by_path);
    return objects;
}

void test_objects_clear(struct case_objects *objects, size_t n)
{
    for (size_t i = 0; i < n; i++)
        stored_objects_clear(&objects[i].stored);
    mem_free(objects);
}
