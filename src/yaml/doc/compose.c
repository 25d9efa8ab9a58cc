/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compose: builds nodes from the events of a reader.
 */
#include "yaml/doc/compose.h"

#include <assert.h>
#include <stdlib.h>

#include "base/text.h"

/* Up to this number, each key of a map is compared with all before it.  More keys are
 * sorted. */
#define FEW_KEYS 12

struct compose_frame {
    struct node *node;
    struct node **tail; /* the pointer that takes the next child */
    bool wants_value;   /* in a map: a key was read */
};

void composer_init(struct composer *composer, const char *file, size_t max_depth,
                   struct problems *problems)
{
    *composer = (struct composer){.file = file,
                                  .problems = problems,
                                  .budget = BUDGET_NONE,
                                  .max_depth = max_depth};
}

void composer_start(struct composer *composer, struct arena *arena)
{
    composer->arena = arena;
    composer->stack = NULL;
    composer->cap = 0;
    composer->depth = 0;
    composer->n_nodes = 0;
    composer->root = NULL;
}

bool composer_wants_key(const struct composer *composer)
{
    if (composer->depth == 0)
        return false;

    const struct compose_frame *top = &composer->stack[composer->depth - 1];

    return top->node->kind == NODE_MAP && !top->wants_value;
}

static void note(struct composer *composer, const char *name, struct mark mark,
                 const char *text)
{
    const struct place place = {composer->file, mark.line, mark.column};

    problems_add(composer->problems, SEVERITY_ERROR, name, place, "%s", text);
}

/* Append node to the list or map that is open. */
static void attach(struct composer *composer, struct node *node)
{
    if (composer->depth == 0) {
        composer->root = node;
        return;
    }

    struct compose_frame *top = &composer->stack[composer->depth - 1];

    *top->tail = node;
    top->tail = &node->next;
    if (top->node->kind == NODE_LIST) {
        top->node->n++;
        return;
    }
    if (!top->wants_value)
        top->node->n++;
    top->wants_value = !top->wants_value;
}

/* False: a limit was reached, and the problem is noted. */
static bool has_room(struct composer *composer, struct mark mark)
{
    const size_t bytes = composer->arena->total + problems_bytes(composer->problems);

    if (!budget_holds(&composer->budget, bytes)) {
        budget_refuse(&composer->budget, bytes, BUDGET_TO_LOAD,
                      (struct place){composer->file, mark.line, mark.column},
                      composer->problems);
        return false;
    }
    if (composer->n_nodes == COMPOSE_MAX_NODES) {
        note(composer, "too-large", mark, "the document has more than 16 million values");
        return false;
    }
    return true;
}

static struct node *add(struct composer *composer, enum node_kind kind, struct mark mark)
{
    if (!has_room(composer, mark))
        return NULL;

    const bool unfit = composer_wants_key(composer) && kind != NODE_SCALAR;

    if (unfit)
        note(composer, "wrong-type", mark,
             "a key must be a text, not a list or a map; is {{ }} left from a template?");

    struct node *node = ARENA_NEW(composer->arena, struct node, 1);

    composer->n_nodes++;
    node->kind = kind;
    node->line = mark.line;
    node->column = mark.column;
    node->noted = unfit;
    attach(composer, node);
    return node;
}

struct node *composer_scalar(struct composer *composer, struct mark mark)
{
    return add(composer, NODE_SCALAR, mark);
}

struct node *composer_alias(struct composer *composer, struct node *target,
                            struct mark mark)
{
    const bool is_scalar = target->kind == NODE_SCALAR;
    struct node *node = add(composer, is_scalar ? NODE_SCALAR : NODE_ALIAS, mark);

    if (node == NULL)
        return NULL;
    if (is_scalar) {
        node->style = target->style;
        node->text = target->text;
        node->tag = target->tag;
        node->repeated = true;
    } else {
        node->first = target;
    }
    return node;
}

struct node *composer_open(struct composer *composer, enum node_kind kind,
                           struct mark mark)
{
    if (composer->depth == composer->max_depth) {
        const struct place place = {composer->file, mark.line, mark.column};

        problems_add(composer->problems, SEVERITY_ERROR, "too-deep", place,
                     "lists and maps are nested more than %zu deep", composer->max_depth);
        return NULL;
    }

    struct node *node = add(composer, kind, mark);

    if (node == NULL)
        return NULL;
    node->open = true;
    if (composer->depth == composer->cap)
        composer->stack = arena_grow(composer->arena, composer->stack, &composer->cap,
                                     sizeof composer->stack[0]);
    composer->stack[composer->depth++] =
        (struct compose_frame){node, &node->first, false};
    return node;
}

static void refuse_duplicate(struct composer *composer, const struct node *first,
                             struct node *second)
{
    struct buf key = buf_in(composer->arena);

    second->noted = true;
    text_add_quoted(&key, second->text);
    problems_add(composer->problems, SEVERITY_ERROR, "duplicate-key",
                 node_place(second, composer->file),
                 "key %.*s appears twice in this map; first defined at %u:%u",
                 STR_ARGS(buf_str(&key)), first->line, first->column);
}

/* second has the text of `before`, the last such key above it, and of `first`, the first
 * one in the map. */
static void take_duplicate(struct composer *composer, const struct node *first,
                           struct node *before, struct node *second)
{
    if (!composer->keeps_last) {
        refuse_duplicate(composer, first, second);
        return;
    }
    before->dropped = true;
    second->first = before;
}

/* The key may not appear twice in its map. */
static bool must_be_unique(const struct composer *composer, const struct node *key)
{
    return key->kind == NODE_SCALAR &&
           !(composer->merge_keys && key->style == NODE_PLAIN &&
             str_equal(key->text, STR("<<")));
}

static void compare_few(struct composer *composer, const struct node *map)
{
    for (struct node *key = map->first; key != NULL; key = key->next->next) {
        const struct node *first = NULL;
        struct node *before = NULL;

        if (!must_be_unique(composer, key))
            continue;
        for (struct node *at = map->first; at != key; at = at->next->next) {
            if (at->kind != NODE_SCALAR || !str_equal(at->text, key->text))
                continue;
            before = at;
            if (first == NULL)
                first = at;
        }
        if (before != NULL)
            take_duplicate(composer, first, before, key);
    }
}

static int by_position(const struct node *a, const struct node *b)
{
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return 0;
}

static int by_text(const void *a, const void *b)
{
    const struct node *left = *(const struct node *const *)a;
    const struct node *right = *(const struct node *const *)b;
    const int order = str_compare(left->text, right->text);

    return order != 0 ? order : by_position(left, right);
}

static void compare_sorted(struct composer *composer, const struct node *map)
{
    struct node **keys = arena_alloc(composer->arena, map->n * sizeof(struct node *));
    size_t n = 0;
    size_t first = 0;

    for (struct node *key = map->first; key != NULL; key = key->next->next) {
        if (must_be_unique(composer, key))
            keys[n++] = key;
    }
    qsort(keys, n, sizeof(struct node *), by_text);
    for (size_t i = 1; i < n; i++) {
        if (str_equal(keys[first]->text, keys[i]->text))
            take_duplicate(composer, keys[first], keys[i - 1], keys[i]);
        else
            first = i;
    }
}

/* Remove the pairs whose key appears again further down in the map. */
static void unlink_dropped(struct node *map)
{
    struct node **at = &map->first;

    while (*at != NULL) {
        struct node *key = *at;

        if (key->dropped) {
            *at = key->next->next;
            map->n--;
        } else {
            at = &key->next->next;
        }
    }
}

struct node *composer_top(const struct composer *composer)
{
    return composer->depth == 0 ? NULL : composer->stack[composer->depth - 1].node;
}

struct node *composer_close(struct composer *composer)
{
    assert(composer->depth > 0);

    const struct compose_frame *top = &composer->stack[--composer->depth];

    assert(!top->wants_value);
    top->node->open = false;
    if (top->node->kind == NODE_MAP) {
        if (top->node->n <= FEW_KEYS)
            compare_few(composer, top->node);
        else
            compare_sorted(composer, top->node);
        if (composer->keeps_last)
            unlink_dropped(top->node);
    }
    return top->node;
}
