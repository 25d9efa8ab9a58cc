/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest: YAML or JSON manifests -> JSON texts, with a table of places.
 *
 * Scalars have the types that kubectl gives them (sigs.k8s.io/yaml: y/yes/on are true, ~
 * is null, integers with a leading 0 are octal, << merges).  The items of `kind: List`
 * and *List kinds become objects of their own.
 */
#ifndef YAML_MANIFEST_MANIFEST_H
#define YAML_MANIFEST_MANIFEST_H

#include "base/arena.h"
#include "base/budget.h"
#include "base/err.h"
#include "base/problems.h"
#include "yaml/manifest/object.h"

struct node;

#define MANIFEST_MAX_BYTES ((size_t)256 << 20)

/*
 * All objects of one file, in order, without empty documents.  A broken document adds an
 * error to `problems` ("this looks like an unrendered Helm template" for {{ }}); the
 * objects before it are still returned.
 */
void manifest_read(struct arena *arena, const char *file, struct str bytes,
                   struct problems *problems, const struct manifest **ret, size_t *ret_n);

/* Objects of that kind are wanted.  by: as in struct manifest_text. */
typedef bool manifest_wants(struct str api_version, struct str kind, const void *by);

struct manifest_text {
    const char *file;
    struct str bytes;
    manifest_wants *wants; /* NULL: all are wanted */
    const void *by;        /* the argument of wants */
    struct budget budget;  /* beyond it the document is broken: `too-large` */
};

/*
 * The same for a file with objects of any kind.  Objects that are not wanted are returned
 * without JSON, and a key that appears twice in one is only a warning.  A value that is
 * not an object is returned without JSON and without a kind.
 */
void manifest_read_wanted(struct arena *arena, const struct manifest_text *source,
                          struct problems *problems, const struct manifest **ret,
                          size_t *ret_n);

/* Receives the objects of a document; they are valid until it returns. */
typedef void manifest_take(void *context, const struct manifest *manifests, size_t n);

/*
 * The same for large files.  The objects of each YAML document are passed to `take` as
 * soon as it is read, and then their memory is released.  The items of a large `kind:
 * List` as kubectl prints it are passed in pieces.  Objects in JSON are passed together,
 * at the end.
 */
void manifest_read_each(const struct manifest_text *source, manifest_take *take,
                        void *context, struct problems *problems);

/* Fields that an object inside another document may leave out.  These values are added
 * where a field is absent; an empty value adds nothing. */
struct manifest_defaults {
    struct str api_version, kind;
    struct str namespace;
    struct str name; /* only if generateName is absent, too */
};

/* An object inside another document, with the defaults, which are added to its nodes.
 * False: it has no JSON form, and the problem is in `problems`. */
bool manifest_of_node(struct arena *arena, const char *file, struct node *object,
                      const struct manifest_defaults *defaults, struct problems *problems,
                      struct manifest *ret) MUST_CHECK;

/* The place of the field, or of its nearest parent that has a place. */
struct place manifest_place(const struct manifest *manifest, struct str path);

#endif
