/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest: YAML or JSON manifests -> JSON texts, with a table of places.
 *
 * Scalars are typed as kubectl types them (sigs.k8s.io/yaml: y/yes/on are true, ~ is
 * null, leading-0 integers are octal, << merges).  `kind: List` and *List kinds are
 * unfolded.
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
 * All objects of one file, in order; empty documents are left out.  A broken document
 * adds an error to `problems` ("this looks like an unrendered Helm template" for {{ }})
 * and the objects before it are still returned.
 */
void manifest_read(struct arena *arena, const char *file, struct str bytes,
                   struct problems *problems, const struct manifest **ret, size_t *ret_n);

/* Whether objects of that kind are wanted. */
typedef bool manifest_wants(struct str api_version, struct str kind, const void *by);

struct manifest_text {
    const char *file;
    struct str bytes;
    manifest_wants *wants; /* NULL: all are wanted */
    const void *by;        /* what it is asked with */
    struct budget budget;  /* beyond it the document is broken: `too-large` */
};

/*
 * The same of a file that has all sorts of objects.  Those that are not wanted have no
 * JSON, whatever they contain, and a key that appears twice in one is a warning.  What is
 * no object at all has no kind either.
 */
void manifest_read_wanted(struct arena *arena, const struct manifest_text *source,
                          struct problems *problems, const struct manifest **ret,
                          size_t *ret_n);

/* Takes the objects of a document; they are gone when it returns. */
typedef void manifest_take(void *context, const struct manifest *manifests, size_t n);

/*
 * The same for files that are larger than what is to be made of them: the objects of each
 * YAML document are handed out as soon as it is read, and take no memory after that; so
 * are the items of a large `kind: List` as kubectl prints it.  Those of JSON are handed
 * out together, at the end.
 */
void manifest_read_each(const struct manifest_text *source, manifest_take *take,
                        void *context, struct problems *problems);

/* What an object inside another document need not say: written where it is absent. */
struct manifest_defaults {
    struct str api_version, kind;
    struct str namespace;
    struct str name; /* where generateName is absent, too */
};

/* An object inside another document: its nodes, to which the defaults are added.  False:
 * it has no JSON form, which is noted. */
bool manifest_of_node(struct arena *arena, const char *file, struct node *object,
                      const struct manifest_defaults *defaults, struct problems *problems,
                      struct manifest *ret) MUST_CHECK;

/* The place of the path, or of its nearest parent that has one. */
struct place manifest_place(const struct manifest *manifest, struct str path);

#endif
