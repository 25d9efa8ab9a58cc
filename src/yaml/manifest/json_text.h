/*
 * json_text: JSON text (RFC 8259) -> node trees, one for each value of the text.
 *
 * What a manifest needs that a YAML reader would spoil: surrogate pairs, NULs, long keys,
 * deep nesting, and numbers of any size, which keep their text.  One thread.
 */
#ifndef YAML_MANIFEST_JSON_TEXT_H
#define YAML_MANIFEST_JSON_TEXT_H

#include "yaml/doc/doc.h"

struct json_reader;

/* file, bytes and problems are borrowed until json_reader_free(). */
struct json_reader *json_reader_new(const char *file, struct str bytes,
                                    struct problems *problems);
void json_reader_free(struct json_reader *reader); /* NULL is allowed */
DEFINE_AUTO(json_reader_free, struct json_reader *);

/* As doc_reader_next(); texts last as long as the reader.  Nothing follows DOC_BROKEN. */
enum doc_step json_reader_next(struct json_reader *reader, struct arena *arena,
                               struct node **ret_root) MUST_CHECK;

#endif
