/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parts: what the files of this folder share; manifest.h is for all others.
 */
#ifndef YAML_MANIFEST_PARTS_H
#define YAML_MANIFEST_PARTS_H

#include "base/buf.h"
#include "yaml/doc/doc.h"
#include "yaml/manifest/object.h"

/*
 * json_text: JSON text (RFC 8259) -> node trees, one for each value of the text.
 *
 * What a manifest needs that a YAML reader would spoil: surrogate pairs, NULs, long keys,
 * deep nesting, and numbers of any size, which keep their text.  One thread.
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

/* scalar: a manifest's scalars as JSON, typed as kubectl types them. */

/* Add the scalar's JSON to buf.  False with a static reason: it has none. */
bool manifest_scalar_write(struct arena *arena, const struct node *scalar,
                           struct buf *buf, const char **ret_reason) MUST_CHECK;

/* A map's key as the text that JSON needs: `on` becomes "true".  As above. */
bool manifest_scalar_key(struct arena *arena, const struct node *key, struct str *ret,
                         const char **ret_reason) MUST_CHECK;

/* The text of a scalar that is a text or looks like one; len 0 for a null. */
struct str manifest_scalar_text(struct arena *arena, const struct node *scalar);

/*
 * write: one object's nodes -> its JSON text, and where each field is.
 *
 * A member's place is that of its key, a list item's its own: that is where an editor
 * should jump to.  Fields below `status` and `metadata.managedFields` have no places of
 * their own.  Walks with a stack of its own.
 */

/* What aliases may repeat in one document: lists, maps and all that is in them, and KiB
 * of text. */
#define MANIFEST_MAX_ALIASED ((size_t)100000)

enum manifest_origin {
    MANIFEST_WRITTEN_OUT,
    MANIFEST_ALIASED, /* all of the object is repeated */
};

struct manifest_json {
    struct arena *arena;
    struct problems *problems;
    const char *file;
    /* For items of a typed list, which have none of their own; len 0: nothing. */
    struct str default_api_version;
    struct str default_kind;
    bool is_item; /* of a list */
    enum manifest_origin origin;
    size_t *n_aliased;    /* so far, in the document */
    struct budget budget; /* for what is in arena and problems */
};

/* Count what an alias repeats.  False: it is too much; noted. */
bool manifest_json_spend(const struct manifest_json *options, const struct node *value,
                         size_t n_values, struct str text) MUST_CHECK;

/* Fills in json and marks of *ret.  False: it has no JSON form; noted. */
bool manifest_json_write(const struct manifest_json *options, const struct node *object,
                         struct manifest *ret) MUST_CHECK;

/* Note the keys of the object that appear twice; `apiVersion` and `kind` that say two
 * things are an error whatever the severity of others.  What an alias stands for is
 * looked at where it is written. */
void manifest_note_duplicates(const struct manifest_json *options,
                              const struct node *object, enum severity severity);

/* The same of the object's own members only; each is an error. */
void manifest_note_top_duplicates(const struct manifest_json *options,
                                  const struct node *object);

#endif
