/*
 * merge: the `<<` keys of a manifest's maps.
 *
 * As go-yaml v2, which kubectl uses: pairs are set in the order in which they are
 * written, so a merged map also overrides what stands above its `<<`.
 */
#ifndef YAML_DOC_MERGE_H
#define YAML_DOC_MERGE_H

#include "base/arena.h"
#include "yaml/doc/node.h"

#define MERGE_MAX_PAIRS                                                                  \
    ((size_t)100000) /* of one document: a few lines can ask for more */

struct merging {
    struct arena *arena;
    struct problems *problems;
    const char *file;
    size_t n_pairs; /* merged so far */
};

static inline bool merge_is_key(const struct node *key)
{
    return key->kind == NODE_SCALAR && key->style == NODE_PLAIN &&
           str_equal(key->text, STR("<<"));
}

/* Replace the `<<` keys of a map that has just ended, so that maps inside are done.
 * False: the ceiling was reached, which is noted; other errors are noted only. */
bool merge_apply(struct merging *merging, struct node *map) MUST_CHECK;

#endif
