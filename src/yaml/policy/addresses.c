/* SPDX-License-Identifier: Apache-2.0 */
/*
 * addresses: a walk over a document that keeps two forms of the current address: with the
 * names in brackets, and as a pattern with empty brackets.
 */
#include "yaml/policy/addresses.h"

#include "base/buf.h"
#include "core/values/name.h"

/* Maps whose keys are names, not fields. */
static const struct str named_maps[] = {
    STR_INIT("networks"),
    STR_INIT("externalDNS"),
    STR_INIT("profiles"),
    STR_INIT("kinds"),
    STR_INIT("classes"),
    STR_INIT("gateways"),
    STR_INIT("rules"),
    STR_INIT("classes[].rules"),
    STR_INIT("classes[].externalDNS.set"),
    STR_INIT("classes[].externalDNS[].set"),
    STR_INIT("classes[].service.marks"),
    STR_INIT("kinds[].rules"),
    STR_INIT("tenantDefaults.rules"),
    STR_INIT("tenants[].rules"),
};

/* Lists of host names; addresses contain these in canonical form. */
static const struct str name_lists[] = {
    STR_INIT("classes[].domains"),
    STR_INIT("tenants[].domains"),
    STR_INIT("tenants[].hosts"),
};

static const struct {
    enum entry_kind kind;
    struct str pattern;
} kinds[] = {
#define ENTRY(id, text) {ENTRY_##id, STR_INIT(text)},
#include "core/entries/entries.def"
#undef ENTRY
};

/* A list or map that is being walked. */
struct level {
    const struct node *next;
    bool is_map;
    bool is_named;
    bool has_names;
    uint32_t number; /* of its own entry, the parent of its items */
    uint32_t at;     /* index of next */
    size_t address_len, pattern_len;
};

struct walk {
    struct places *places;
    const char *file;
    struct arena arena;
    struct buf address, pattern;
    struct level levels[DOC_POLICY_DEPTH];
    size_t depth;
};

static bool is_among(const struct str *all, size_t n, struct str text)
{
    size_t at;

    return str_index(all, n, text, &at);
}

static enum entry_kind kind_of(struct str pattern)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (str_equal(kinds[i].pattern, pattern))
            return kinds[i].kind;
    }
    return ENTRY_NONE;
}

static void enter(struct walk *walk, const struct node *node, uint32_t number)
{
    const struct str pattern = buf_str(&walk->pattern);

    if (node->kind == NODE_SCALAR || walk->depth == ARRAY_LEN(walk->levels))
        return;
    walk->levels[walk->depth++] = (struct level){
        .next = node->first,
        .is_map = node->kind == NODE_MAP,
        .is_named = is_among(named_maps, ARRAY_LEN(named_maps), pattern),
        .has_names = is_among(name_lists, ARRAY_LEN(name_lists), pattern),
        .number = number,
        .address_len = walk->address.len,
        .pattern_len = walk->pattern.len,
    };
}

static void add_brackets(struct walk *walk, struct str name)
{
    buf_add_byte(&walk->address, '[');
    buf_add(&walk->address, name);
    buf_add_byte(&walk->address, ']');
    buf_add_text(&walk->pattern, "[]");
}

static void add_field(struct walk *walk, struct str name)
{
    const char *dot = walk->address.len == 0 ? "" : ".";

    buf_add_text(&walk->address, dot);
    buf_add(&walk->address, name);
    buf_add_text(&walk->pattern, dot);
    buf_add(&walk->pattern, name);
}

/* The name of an item of a list. */
static struct str item_name(struct walk *walk, const struct level *level,
                            const struct node *item)
{
    const struct node *name = node_member(item, STR("name"));

    if (item->kind == NODE_SCALAR && level->has_names)
        return name_fold(&walk->arena, item->text);
    if (item->kind == NODE_SCALAR)
        return item->text;
    if (name != NULL && name->kind == NODE_SCALAR)
        return name->text;
    return arena_format(&walk->arena, "%u", (unsigned)level->at);
}

static void step(struct walk *walk, struct level *level)
{
    const struct node *key = level->next;
    const struct node *value = level->is_map ? key->next : key;
    const struct node *at = key;
    struct entry entry = {.parent = level->number, .at = level->at};

    walk->address.len = level->address_len;
    walk->pattern.len = level->pattern_len;
    if (!level->is_map)
        add_brackets(walk, item_name(walk, level, key));
    else if (level->is_named)
        add_brackets(walk, key->text);
    else
        add_field(walk, key->text);
    if (!level->is_named && value->kind == NODE_SCALAR && !node_is_blank(value))
        at = value;
    level->next = value->next;
    level->at++;
    entry.address = buf_str(&walk->address);
    entry.kind = kind_of(buf_str(&walk->pattern));
    entry.place = node_place(at, walk->file);
    enter(walk, value, places_add(walk->places, &entry));
}

void addresses_add(struct places *places, const struct node *root, const char *file)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct walk walk = {.places = places, .file = file};

    buf_init(&walk.address, &arena, SIZE_MAX);
    buf_init(&walk.pattern, &arena, SIZE_MAX);
    enter(&walk, root, UINT32_MAX);
    while (walk.depth > 0) {
        struct level *level = &walk.levels[walk.depth - 1];

        if (level->next == NULL)
            walk.depth--;
        else
            step(&walk, level);
    }
    arena_clear(&walk.arena);
}
