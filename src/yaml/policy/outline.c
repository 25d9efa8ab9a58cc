/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outline: the sections of a document and their items, with hashes of their values.
 */
#include "yaml/policy/outline.h"

#include "core/policy/body.h"

/* Lists and maps that are being hashed, outermost first. */
struct walk {
    const struct node *next[DOC_POLICY_DEPTH];
    size_t depth;
    uint64_t hash;
};

static void add_mark(struct walk *walk, char mark)
{
    walk->hash = str_hash((struct str){&mark, 1}, walk->hash);
}

static void hash_node(struct walk *walk, const struct node *node)
{
    if (node->kind == NODE_SCALAR) {
        add_mark(walk, '"');
        walk->hash = str_hash(node->text, walk->hash);
        return;
    }
    add_mark(walk, node->kind == NODE_MAP ? '{' : '[');
    if (walk->depth < ARRAY_LEN(walk->next))
        walk->next[walk->depth++] = node->first;
}

/* The keys and values of a map are linked like the items of a list, so one loop hashes
 * both. */
static uint32_t hash_of(const struct node *node)
{
    struct walk walk = {.hash = STR_HASH_SEED};

    hash_node(&walk, node);
    while (walk.depth > 0) {
        const struct node *child = walk.next[walk.depth - 1];

        if (child == NULL) {
            add_mark(&walk, ']');
            walk.depth--;
            continue;
        }
        walk.next[walk.depth - 1] = child->next;
        hash_node(&walk, child);
    }
    return (uint32_t)(walk.hash ^ walk.hash >> 32);
}

static uint32_t name_of(struct policy *policy, struct str name)
{
    struct outline *outline = &policy->outline;
    uint32_t i = 0;

    while (i < outline->n_names && !str_equal(outline->names[i], name))
        i++;
    if (i < outline->n_names)
        return i;
    if (outline->n_names == outline->cap_names)
        outline->names = arena_grow(&policy->arena, outline->names, &outline->cap_names,
                                    sizeof outline->names[0]);
    outline->names[outline->n_names++] = arena_dup(&policy->arena, name);
    return i;
}

static void add_item(struct policy *policy, struct str section, struct str name,
                     const struct outline_field *fields, uint32_t n_fields)
{
    struct outline *outline = &policy->outline;

    if (outline->n == outline->cap)
        outline->items = arena_grow(&policy->arena, outline->items, &outline->cap,
                                    sizeof outline->items[0]);
    outline->items[outline->n++] =
        (struct outline_item){section, arena_dup(&policy->arena, name), fields, n_fields};
}

static void add_whole(struct policy *policy, struct str section, struct str name,
                      const struct node *value)
{
    struct outline_field *field = ARENA_NEW(&policy->arena, struct outline_field, 1);

    *field = (struct outline_field){OUTLINE_WHOLE, hash_of(value)};
    add_item(policy, section, name, field, 1);
}

/* Add an item that is a map, with a hash of each field. */
static void add_fields(struct policy *policy, struct str section, struct str name,
                       const struct node *map)
{
    struct outline_field *fields =
        ARENA_NEW(&policy->arena, struct outline_field, map->n + 1);
    uint32_t n = 0;

    for (const struct node *key = map->first; key != NULL; key = key->next->next) {
        if (key->kind == NODE_SCALAR && !str_equal(key->text, STR("name")))
            fields[n++] =
                (struct outline_field){name_of(policy, key->text), hash_of(key->next)};
    }
    add_item(policy, section, name, fields, n);
}

static void add_value(struct policy *policy, struct str section, struct str name,
                      const struct node *value)
{
    if (value->kind == NODE_MAP)
        add_fields(policy, section, name, value);
    else
        add_whole(policy, section, name, value);
}

static struct str name_in(const struct node *entry)
{
    const struct node *name = node_member(entry, STR("name"));

    return name == NULL || name->kind != NODE_SCALAR ? STR_NONE : name->text;
}

static void add_section(struct policy *policy, struct str section,
                        const struct node *value)
{
    if (value->kind == NODE_MAP) {
        for (const struct node *key = value->first; key != NULL; key = key->next->next)
            add_value(policy, section, key->kind == NODE_SCALAR ? key->text : STR_NONE,
                      key->next);
    } else if (value->kind == NODE_LIST) {
        for (const struct node *entry = value->first; entry != NULL; entry = entry->next)
            add_value(policy, section, name_in(entry), entry);
    } else {
        add_whole(policy, section, STR_NONE, value);
    }
}

void outline_read(struct policy *policy, const struct node *root)
{
    for (const struct node *key = root->first; key != NULL; key = key->next->next) {
        if (key->kind == NODE_SCALAR && !str_equal(key->text, STR("apiVersion")) &&
            !str_equal(key->text, STR("kind")))
            add_section(policy, arena_dup(&policy->arena, key->text), key->next);
    }
}
