/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duplicates: finds keys that appear twice in a map of an object.  Only the last one
 * takes effect, as with kubectl.
 */
#include "base/text.h"
#include "yaml/manifest/parts.h"

/* Lists and maps that are being walked, outermost first. */
struct walk {
    struct arena *arena;
    const struct node **next; /* the next child of each; in a map, a key */
    bool *is_map;
    size_t depth;
    size_t cap;
    size_t cap_kinds;
};

static void enter(struct walk *walk, const struct node *node)
{
    if (node->kind != NODE_LIST && node->kind != NODE_MAP)
        return;
    if (walk->depth == walk->cap) {
        walk->next =
            arena_grow(walk->arena, walk->next, &walk->cap, sizeof(const struct node *));
        walk->is_map = arena_grow(walk->arena, walk->is_map, &walk->cap_kinds,
                                  sizeof walk->is_map[0]);
    }
    walk->next[walk->depth] = node->first;
    walk->is_map[walk->depth++] = node->kind == NODE_MAP;
}

/* Note the key and all before it with the same text, except the first. */
static void note(const struct manifest_json *options, const struct node *key,
                 enum severity severity)
{
    const struct node *topmost = key;
    struct buf text;

    while (topmost->first != NULL)
        topmost = topmost->first;
    buf_init(&text, options->arena, BUF_MAX_BYTES);
    text_add_quoted(&text, key->text);
    key->first->noted = true;
    for (; key->first != NULL; key = key->first)
        problems_add(options->problems, severity, "duplicate-key",
                     node_place(key, options->file),
                     "key %.*s appears twice in this map; first defined at %u:%u%s",
                     STR_ARGS(buf_str(&text)), topmost->line, topmost->column,
                     severity == SEVERITY_WARNING ? "; the last one counts" : "");
}

static bool is_new(const struct node *key)
{
    return key->kind == NODE_SCALAR && key->first != NULL && !key->first->noted;
}

static bool names_kind(const struct node *key)
{
    return str_equal(key->text, STR("apiVersion")) || str_equal(key->text, STR("kind"));
}

/* The key is `apiVersion` or `kind` and appears with different values. */
static bool is_contradiction(const struct node *key)
{
    const struct node *value = key->next;

    if (!names_kind(key))
        return false;
    for (const struct node *at = key->first; at != NULL; at = at->first) {
        if (at->next->kind != NODE_SCALAR || value->kind != NODE_SCALAR ||
            !str_equal(at->next->text, value->text))
            return true;
    }
    return false;
}

void manifest_note_top_duplicates(const struct manifest_json *options,
                                  const struct node *object)
{
    for (const struct node *key = object->first; key != NULL; key = key->next->next) {
        if (is_new(key))
            note(options, key, SEVERITY_ERROR);
    }
}

void manifest_note_duplicates(const struct manifest_json *options,
                              const struct node *object, enum severity severity)
{
    struct walk walk = {.arena = options->arena};

    enter(&walk, object);
    while (walk.depth > 0) {
        const struct node *child = walk.next[walk.depth - 1];

        if (child == NULL) {
            walk.depth--;
            continue;
        }
        if (!walk.is_map[walk.depth - 1]) {
            walk.next[walk.depth - 1] = child->next;
            enter(&walk, child);
            continue;
        }
        walk.next[walk.depth - 1] = child->next->next;
        if (is_new(child))
            note(options, child,
                 walk.depth == 1 && is_contradiction(child) ? SEVERITY_ERROR : severity);
        enter(&walk, child->next);
    }
}
