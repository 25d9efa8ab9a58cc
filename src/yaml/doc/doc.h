/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doc: YAML text -> node trees, one for each document of the text.
 *
 * libyaml parses the text; this module sets every limit.  Errors go to `problems` with
 * line and column (from 1, in characters).  UTF-8 only, with or without BOM; CRLF is
 * fine.  One thread.
 */
#ifndef YAML_DOC_DOC_H
#define YAML_DOC_DOC_H

#include "base/arena.h"
#include "base/budget.h"
#include "yaml/doc/node.h"

enum doc_dialect {
    DOC_POLICY,   /* no anchors, aliases, tags */
    DOC_TEST,     /* the same; plain scalars in flow style may end in colons */
    DOC_MANIFEST, /* all of YAML, and such scalars */
};

#define DOC_POLICY_DEPTH   64
#define DOC_MANIFEST_DEPTH 256 /* libyaml takes quadratic time for nested flow style */

enum doc_step {
    DOC_READY,  /* *ret_root is the next document */
    DOC_END,    /* there is no further document */
    DOC_BROKEN, /* noted in problems; the rest cannot be read */
};

struct doc_reader;

/* file, bytes and problems are borrowed until doc_reader_free(). */
struct doc_reader *doc_reader_new(const char *file, struct str bytes,
                                  enum doc_dialect dialect, struct problems *problems);
/* The text is a part of a file and begins at this line.  Call before the first document.
 * Encoding errors still have the lines of the text alone. */
void doc_reader_begin_at(struct doc_reader *reader, uint32_t line);
/* Apply a budget from now on.  Without one, only the fixed limits apply. */
void doc_reader_limit(struct doc_reader *reader, const struct budget *budget);
void doc_reader_free(struct doc_reader *reader); /* NULL is allowed */
DEFINE_AUTO(doc_reader_free, struct doc_reader *);

/* The nodes live in arena. */
enum doc_step doc_reader_next(struct doc_reader *reader, struct arena *arena,
                              struct node **ret_root) MUST_CHECK;

#endif
