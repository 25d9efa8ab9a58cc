/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compose: nodes from the events of a reader, whatever its syntax.
 *
 * Keeps its own stack, so depth costs no call stack.  Enforces depth and size, refuses
 * keys that are no text, and a key that appears twice in one map, or keeps the last one
 * with a reminder of the one before.  One thread.
 */
#ifndef YAML_DOC_COMPOSE_H
#define YAML_DOC_COMPOSE_H

#include "base/arena.h"
#include "base/budget.h"
#include "yaml/doc/node.h"

#define COMPOSE_MAX_NODES ((size_t)16 << 20) /* of one document */

struct compose_frame;

struct composer {
    struct arena *arena;
    struct problems *problems;
    const char *file;
    struct budget budget; /* for what is in arena and problems */
    struct compose_frame *stack;
    size_t depth;
    size_t cap;
    size_t max_depth;
    size_t n_nodes;
    bool merge_keys; /* `<<` merges: it may appear twice */
    bool keeps_last; /* of keys that appear twice */
    struct node *root;
};

void composer_init(struct composer *composer, const char *file, size_t max_depth,
                   struct problems *problems);

/* Forget the last document; nodes of the next one come from arena. */
void composer_start(struct composer *composer, struct arena *arena);

/*
 * A list or map begins, a scalar is there.  NULL: a ceiling was reached, and the problem
 * is noted.  The caller fills in style, text and tag.
 */
struct node *composer_open(struct composer *composer, enum node_kind kind,
                           struct mark mark) MUST_CHECK;
struct node *composer_scalar(struct composer *composer, struct mark mark) MUST_CHECK;

/* target once more: a copy of a scalar, else a NODE_ALIAS. */
struct node *composer_alias(struct composer *composer, struct node *target,
                            struct mark mark) MUST_CHECK;

/* The list or map opened last ends; it is returned. */
struct node *composer_close(struct composer *composer);

/* The list or map opened last; NULL: none is open. */
struct node *composer_top(const struct composer *composer);

/* The next value is a map's key. */
bool composer_wants_key(const struct composer *composer);

/*
 * merge: the `<<` keys of a manifest's maps.
 *
 * As go-yaml v2, which kubectl uses: pairs are set in the order in which they are
 * written, so a merged map also overrides what is above its `<<`.
 */

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
