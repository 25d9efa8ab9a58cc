/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compose: builds nodes from the events of a reader of any syntax.
 *
 * It keeps its own stack, so nesting uses no call stack.  It enforces the limits of depth
 * and size, and refuses keys that are not texts.  Of keys that appear twice in one map it
 * either refuses the second, or keeps the last and links it to the one before.  One
 * thread.
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
    struct budget budget; /* for the bytes in arena and problems */
    struct compose_frame *stack;
    size_t depth;
    size_t cap;
    size_t max_depth;
    size_t n_nodes;
    bool merge_keys; /* `<<` merges: it may appear twice */
    bool keeps_last; /* of keys that appear twice; else the second is refused */
    struct node *root;
};

/* file and problems are borrowed as long as the composer is used. */
void composer_init(struct composer *composer, const char *file, size_t max_depth,
                   struct problems *problems);

/* Forget the last document.  The nodes of the next one are allocated in arena. */
void composer_start(struct composer *composer, struct arena *arena);

/*
 * Add a list or map that begins, or a scalar.  NULL: a limit was reached, and the problem
 * is noted.  The caller fills in style, text and tag.
 */
struct node *composer_open(struct composer *composer, enum node_kind kind,
                           struct mark mark) MUST_CHECK;
struct node *composer_scalar(struct composer *composer, struct mark mark) MUST_CHECK;

/* Add target once more: a copy of a scalar, else a NODE_ALIAS.  NULL: as above. */
struct node *composer_alias(struct composer *composer, struct node *target,
                            struct mark mark) MUST_CHECK;

/* End the list or map that was opened last, and return it. */
struct node *composer_close(struct composer *composer);

/* The list or map that was opened last; NULL: none is open. */
struct node *composer_top(const struct composer *composer);

/* The next value is a map's key. */
bool composer_wants_key(const struct composer *composer);

/*
 * merge: the `<<` keys of a manifest's maps.
 *
 * Follows go-yaml v2, which kubectl uses: pairs are set in the order in which they are
 * written, so a merged map also overrides the pairs above its `<<`.
 */

/* The most pairs that one document may merge: a few lines can name many more. */
#define MERGE_MAX_PAIRS ((size_t)100000)

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

/* Replace the `<<` keys of a map that has just ended; those of the maps inside it are
 * already replaced.  False: the limit was reached, and the problem is noted.  After other
 * errors, which are noted too, the result is true. */
bool merge_apply(struct merging *merging, struct node *map) MUST_CHECK;

#endif
