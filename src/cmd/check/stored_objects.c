/* stored_objects: see manifests.h. */
#include "cmd/check/manifests.h"

#include "base/buf.h"

void stored_objects_clear(struct stored_objects *stored)
{
    map_clear(&stored->by_identity);
    arena_clear(&stored->arena);
    *stored = (struct stored_objects){0};
}

/* Line feeds keep the parts apart: nothing that the API server stores has them there. */
static void add_identity(struct buf *buf, const struct manifest *manifest,
                         struct str namespace)
{
    buf_add(buf, manifest->api_version);
    buf_add_byte(buf, '\n');
    buf_add(buf, manifest->kind);
    buf_add_byte(buf, '\n');
    buf_add(buf, namespace);
    buf_add_byte(buf, '\n');
    buf_add(buf, manifest->name);
}

static void add(struct stored_objects *stored, const struct manifest *manifest,
                struct str default_namespace)
{
    const struct str namespace =
        manifest->namespace.len > 0 ? manifest->namespace : default_namespace;
    struct buf key;

    if (manifest->name.len == 0 || manifest->json.len == 0)
        return;
    buf_init(&key, &stored->arena, BUF_MAX_BYTES);
    add_identity(&key, manifest, namespace);
    if (stored->n == stored->cap)
        stored->all = arena_grow(&stored->arena, stored->all, &stored->cap,
                                 sizeof(struct manifest *));
    map_put(&stored->by_identity, buf_str(&key), (uint32_t)stored->n);
    stored->all[stored->n++] = manifest;
}

void stored_objects_read(struct stored_objects *stored, const char *path,
                         struct str default_namespace, struct problems *problems)
{
    AUTO(manifest_files_clear) struct manifest_files files = {0};

    manifest_files_add(&files, path, problems);
    for (size_t i = 0; i < files.found.n; i++) {
        const struct manifest *manifests = NULL;
        size_t n = 0;

        manifest_file_read(&stored->arena, files.found.all[i].path, problems, &manifests,
                           &n);
        for (size_t k = 0; k < n; k++)
            add(stored, &manifests[k], default_namespace);
    }
}

const struct manifest *stored_objects_find(const struct stored_objects *stored,
                                           const struct manifest *manifest,
                                           struct str namespace)
{
    AUTO(buf_clear) struct buf key = {0};
    uint32_t at;

    if (manifest->name.len == 0)
        return NULL;
    buf_init(&key, NULL, BUF_MAX_BYTES);
    add_identity(&key, manifest, namespace);
    return map_get(&stored->by_identity, buf_str(&key), &at) ? stored->all[at] : NULL;
}
