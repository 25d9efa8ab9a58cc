/* manifest_source: see manifests.h. */
#include "cmd/check/manifests.h"

#include "sys/file.h"

/* The place names the file already. */
static const char *without_path(struct arena *arena, const char *path, const char *text)
{
    const struct str head = arena_format(arena, "cannot read %s: ", path);

    return str_has_prefix(str_from(text), head) ? text + head.len : text;
}

void manifest_source_read(struct arena *arena, const char *path,
                          struct problems *problems, const struct manifest **ret,
                          size_t *ret_n)
{
    const char *name = strcmp(path, "-") == 0 ? "<stdin>" : path;
    struct str bytes;
    struct err err = {0};

    *ret = NULL;
    *ret_n = 0;
    if (!file_read(arena, path, MANIFEST_MAX_BYTES, &bytes, &err)) {
        problems_add(problems, SEVERITY_ERROR, "unreadable", (struct place){name, 0, 0},
                     "cannot be read: %s", without_path(arena, path, err.text));
        return;
    }
    manifest_read(arena, name, bytes, problems, ret, ret_n);
}
