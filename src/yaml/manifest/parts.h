/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parts: declarations that the files of this folder share.  All other files include
 * manifest.h.  "Noted" means that a problem was added to `problems`.
 */
#ifndef YAML_MANIFEST_PARTS_H
#define YAML_MANIFEST_PARTS_H

#include "base/buf.h"
#include "yaml/doc/doc.h"
#include "yaml/manifest/object.h"

/*
 * json_text: JSON text (RFC 8259) -> node trees, one for each value of the text.
 *
 * It keeps what a YAML reader would not: surrogate pairs, NULs, long keys, deep nesting,
 * and the text of numbers of any size.  One thread.
 */
struct json_reader;

/* file, bytes and problems are borrowed until json_reader_free(). */
struct json_reader *json_reader_new(const char *file, struct str bytes,
                                    struct problems *problems);
/* As doc_reader_limit(). */
void json_reader_limit(struct json_reader *reader, const struct budget *budget);
void json_reader_free(struct json_reader *reader); /* NULL is allowed */
DEFINE_AUTO(json_reader_free, struct json_reader *);

/* As doc_reader_next(); texts last as long as the reader.  Nothing follows DOC_BROKEN. */
enum doc_step json_reader_next(struct json_reader *reader, struct arena *arena,
                               struct node **ret_root) MUST_CHECK;

/* scalar: the scalars of a manifest as JSON, with the types that kubectl gives them. */

/* Add the scalar's JSON to buf.  False: it has none; *ret_reason is static. */
bool manifest_scalar_write(struct arena *arena, const struct node *scalar,
                           struct buf *buf, const char **ret_reason) MUST_CHECK;

/* The key of a map as the text that JSON requires: `on` becomes "true".  False: as
 * above. */
bool manifest_scalar_key(struct arena *arena, const struct node *key, struct str *ret,
                         const char **ret_reason) MUST_CHECK;

/* The text of a scalar of any type, in arena; len 0 for a null. */
struct str manifest_scalar_text(struct arena *arena, const struct node *scalar);

/*
 * write: the nodes of one object -> its JSON text and the places of its fields.
 *
 * The place of a member is that of its key, where an editor should jump to; a list item
 * has its own place.  Fields below `status` and `metadata.managedFields` have no places.
 * It uses a stack of its own.
 */

/* How much aliases may repeat in one document: the number of values, plus the size of
 * their texts in KiB. */
#define MANIFEST_MAX_ALIASED ((size_t)100000)

enum manifest_origin {
    MANIFEST_WRITTEN_OUT,
    MANIFEST_ALIASED, /* an alias repeats the whole object */
};

struct manifest_json {
    struct arena *arena;
    struct problems *problems;
    const char *file;
    /* For items of a typed list that have no such field; len 0: add none. */
    struct str default_api_version;
    struct str default_kind;
    bool is_item; /* of a list */
    enum manifest_origin origin;
    size_t *n_aliased;    /* repeated so far in the document */
    struct budget budget; /* for the bytes in arena */
};

/* Count what an alias repeats.  False: it is too much, and the problem is noted. */
bool manifest_json_spend(const struct manifest_json *options, const struct node *value,
                         size_t n_values, struct str text) MUST_CHECK;

/* Fill in json and marks of *ret.  False: the object has no JSON form, and the problem is
 * noted. */
bool manifest_json_write(const struct manifest_json *options, const struct node *object,
                         struct manifest *ret) MUST_CHECK;

/* Note the keys that appear twice in a map of the object.  If `apiVersion` or `kind` of
 * the object itself appears with two values, that is an error, whatever the severity of
 * the others.  The target of an alias is checked only where it is written. */
void manifest_note_duplicates(const struct manifest_json *options,
                              const struct node *object, enum severity severity);

/* The same for the object's own members only; each is an error. */
void manifest_note_top_duplicates(const struct manifest_json *options,
                                  const struct node *object);

#endif
