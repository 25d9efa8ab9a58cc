/* SPDX-License-Identifier: Apache-2.0 */
/*
 * node: one value of a YAML or JSON document, with its place.
 *
 * Plain data in an arena.  A scalar is its literal text; the module that reads the node
 * decides its type.
 */
#ifndef YAML_DOC_NODE_H
#define YAML_DOC_NODE_H

#include <assert.h>

#include "base/problems.h"

enum node_kind {
    NODE_SCALAR,
    NODE_LIST,
    NODE_MAP,
    NODE_ALIAS, /* manifests only: refers to `first` */
};

enum node_style {
    NODE_PLAIN,  /* not quoted: other readers may take it for a number */
    NODE_QUOTED, /* quoted, a block text, or tagged */
    NODE_JSON,   /* a JSON literal: number, true, false, null */
};

struct node {
    enum node_kind kind;
    enum node_style style;
    uint32_t line; /* from 1 */
    uint32_t column;
    uint32_t n;         /* items of a list, pairs of a map */
    bool open;          /* still being read: an alias to it would be endless */
    bool repeated;      /* a scalar that an alias copied from another one */
    bool merges;        /* a map with a `<<` key */
    bool noted;         /* an error is noted here: note no more (a key: skip the pair) */
    bool dropped;       /* a key that appears again further down in its map */
    struct str text;    /* of a scalar */
    struct str tag;     /* in its full form; len 0: none */
    struct node *first; /* of a list or map; of a key in a manifest: the key before it
                           with the same text, which is no longer in the map */
    struct node *next;  /* of a list's items; in a map: key, value, key, value, ... */
};

struct mark {
    uint32_t line;
    uint32_t column;
};

static inline struct place node_place(const struct node *node, const char *file)
{
    return (struct place){file, node->line, node->column};
}

/* An empty value (`key:`). */
static inline bool node_is_blank(const struct node *node)
{
    return node->kind == NODE_SCALAR && node->style == NODE_PLAIN &&
           node->text.len == 0 && node->tag.len == 0;
}

/* The target of an alias; for other nodes the node itself. */
static inline const struct node *node_target(const struct node *node)
{
    return node->kind == NODE_ALIAS ? node->first : node;
}

/* The value of a map's key; NULL when there is none, or when node is not a map. */
static inline const struct node *node_member(const struct node *node, struct str key)
{
    if (node->kind != NODE_MAP)
        return NULL;

    for (const struct node *at = node->first; at != NULL; at = at->next->next) {
        assert(at->next != NULL); /* a key has a value */
        if (at->kind == NODE_SCALAR && str_equal(at->text, key))
            return at->next;
    }
    return NULL;
}

#endif
