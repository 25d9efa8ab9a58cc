/* SPDX-License-Identifier: Apache-2.0 */
/*
 * domain: a map of names for each kind of entry, the owners of each key side by side.
 *
 * A name is hashed from its last byte to its first, so that one pass gives the hashes of
 * all its suffixes.  Keys one label above an entry also count how many entries are
 * there and how many of them each owner lists.
 *
 * A family is a key with a `{` in its first label.  One more key above it shows that
 * there are families.  A lookup of an instance finds that key, and cuts the label of the
 * name by each shape of a family there; a policy has few shapes.
 */
#include "core/values/domain.h"

#include <assert.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"

#define LABELS_MAX (NAME_MAX_BYTES / 2 + 2) /* every label has a dot; and the root */

enum kind {
    KIND_BELOW = DOMAIN_BELOW,
    KIND_EXACT = DOMAIN_EXACT,
    KIND_WILDCARD = DOMAIN_WILDCARD,
    KIND_CHILDREN, /* the BELOW and EXACT entries exactly one label below */
    KIND_FAMILY,   /* and a DOMAIN_ entry: a family of these */
    KIND_INSTANCES = KIND_FAMILY + DOMAIN_WILDCARD + 1, /* exactly one label below */
    N_KINDS,
};

struct owned {
    uint32_t owner;
    uint32_t n; /* KIND_CHILDREN: entries there that the owner lists */
};

struct key {
    const char *name;
    uint32_t first; /* of `owned` */
    uint32_t n;
    uint32_t n_entries; /* KIND_CHILDREN */
    uint8_t len;
    uint8_t kind;
};

/* How the families of a kind cut a label. */
struct shape {
    uint8_t kind;
    uint8_t n_before;
    uint8_t n_after;
};

/* One domain_tree_add(), kept until domain_tree_finish(). */
struct add {
    uint32_t key;
    uint32_t owner;
};

struct domain_tree {
    struct key *keys;
    size_t n_keys;
    size_t cap_keys;
    struct map by_name[N_KINDS]; /* -> index in keys */
    struct add *adds;
    size_t n_adds;
    size_t cap_adds;
    struct owned *owned;
    struct shape *shapes; /* each once, in the order of precedence */
    size_t n_shapes;
    size_t cap_shapes;
    uint32_t *by_end; /* keys sorted by their names read backwards; NULL: not made */
    size_t n_by_end;
    bool finished;
};

static uint64_t hash_byte(uint64_t hash, char c)
{
    return (hash ^ (unsigned char)c) * UINT64_C(0x100000001b3);
}

static uint64_t hash_name(struct str name)
{
    uint64_t hash = STR_HASH_SEED;

    for (size_t i = name.len; i > 0; i--)
        hash = hash_byte(hash, name.ptr[i - 1]);
    return hash;
}

static const struct key *find(const struct domain_tree *tree, enum kind kind,
                              struct str name, uint64_t hash)
{
    uint32_t at = 0;

    return map_get_hashed(&tree->by_name[kind], name, hash, &at) ? &tree->keys[at] : NULL;
}

/* The number of the key, which is created if it does not exist. */
static uint32_t put(struct domain_tree *tree, enum kind kind, struct str name)
{
    const uint32_t at = *map_put_hashed(&tree->by_name[kind], name, hash_name(name),
                                        (uint32_t)tree->n_keys);

    assert(name.len <= NAME_MAX_BYTES);
    if (at == tree->n_keys) {
        tree->keys =
            mem_grow(tree->keys, &tree->cap_keys, tree->n_keys + 1, sizeof *tree->keys);
        tree->keys[tree->n_keys++] = (struct key){
            .name = name.ptr, .len = (uint8_t)name.len, .kind = (uint8_t)kind};
    }
    return at;
}

static void note(struct domain_tree *tree, uint32_t key, uint32_t owner)
{
    tree->adds =
        mem_grow(tree->adds, &tree->cap_adds, tree->n_adds + 1, sizeof *tree->adds);
    tree->adds[tree->n_adds++] = (struct add){key, owner};
    tree->keys[key].n++;
}

struct domain_tree *domain_tree_new(void)
{
    return mem_alloc(1, sizeof(struct domain_tree));
}

void domain_tree_free(struct domain_tree *tree)
{
    if (tree == NULL)
        return;
    for (size_t i = 0; i < N_KINDS; i++)
        map_clear(&tree->by_name[i]);
    free(tree->keys);
    free(tree->adds);
    free(tree->owned);
    free(tree->shapes);
    free(tree->by_end);
    free(tree);
}

size_t domain_tree_bytes(const struct domain_tree *tree)
{
    size_t bytes;

    if (tree == NULL)
        return 0;
    bytes = sizeof *tree + tree->cap_keys * sizeof *tree->keys +
            tree->n_adds * (sizeof *tree->adds + sizeof *tree->owned) +
            tree->cap_shapes * sizeof *tree->shapes;
    for (size_t i = 0; i < N_KINDS; i++)
        bytes += map_bytes(&tree->by_name[i]);
    return bytes;
}

void domain_tree_add(struct domain_tree *tree, enum domain_entry entry, struct str name,
                     uint32_t owner)
{
    assert(!tree->finished && tree->n_adds < UINT32_MAX / 4);

    if (entry == DOMAIN_BELOW && str_equal(name, STR(".")))
        name = STR_NONE;
    note(tree, put(tree, (enum kind)entry, name), owner);
}

static enum kind family_of(enum domain_entry entry)
{
    return (enum kind)(KIND_FAMILY + entry);
}

void domain_tree_add_family(struct domain_tree *tree, enum domain_entry entry,
                            const struct domain_family *family, uint32_t owner)
{
    const enum kind kind = family_of(entry);

    assert(!tree->finished && owner < UINT32_MAX / DOMAIN_BINDINGS);
    note(tree, put(tree, kind, family->key), owner * DOMAIN_BINDINGS + family->binding);
    tree->shapes = mem_grow(tree->shapes, &tree->cap_shapes, tree->n_shapes + 1,
                            sizeof *tree->shapes);
    tree->shapes[tree->n_shapes++] =
        (struct shape){(uint8_t)kind, family->n_before, family->n_after};
    if (entry != DOMAIN_WILDCARD)
        (void)put(tree, KIND_INSTANCES, name_parent(family->key));
}

/* Longer text before the placeholder takes precedence, then longer text after it. */
static int compare_shapes(const void *left, const void *right)
{
    const struct shape *a = left;
    const struct shape *b = right;

    if (a->kind != b->kind)
        return a->kind - b->kind;
    if (a->n_before != b->n_before)
        return b->n_before - a->n_before;
    return b->n_after - a->n_after;
}

static void sort_shapes(struct domain_tree *tree)
{
    size_t kept = 0;

    if (tree->n_shapes > 1)
        qsort(tree->shapes, tree->n_shapes, sizeof *tree->shapes, compare_shapes);
    for (size_t i = 0; i < tree->n_shapes; i++) {
        if (kept == 0 || compare_shapes(&tree->shapes[kept - 1], &tree->shapes[i]) != 0)
            tree->shapes[kept++] = tree->shapes[i];
    }
    tree->n_shapes = kept;
}

static int compare_owned(const void *left, const void *right)
{
    const struct owned *a = left;
    const struct owned *b = right;

    return a->owner < b->owner ? -1 : a->owner > b->owner;
}

/* The sorted owners, each once, with the number of its occurrences. */
static uint32_t sort_owned(struct owned *all, uint32_t n)
{
    uint32_t kept = 0;
    bool sorted = true;

    for (uint32_t i = 1; i < n && sorted; i++)
        sorted = all[i - 1].owner <= all[i].owner;
    if (!sorted)
        qsort(all, n, sizeof *all, compare_owned);
    for (uint32_t i = 0; i < n; i++) {
        if (kept > 0 && all[kept - 1].owner == all[i].owner)
            all[kept - 1].n++;
        else
            all[kept++] = all[i];
    }
    return kept;
}

/* Lay the owners of adds[from..] out key by key, for keys[first_key..]. */
static struct owned *lay_out(struct domain_tree *tree, struct owned *owned, size_t base,
                             size_t first_key, size_t from)
{
    size_t next = base;

    owned = mem_resize(owned, base + (tree->n_adds - from), sizeof *owned);
    for (size_t i = first_key; i < tree->n_keys; i++) {
        tree->keys[i].first = (uint32_t)next;
        next += tree->keys[i].n;
        tree->keys[i].n = 0;
    }
    for (size_t i = from; i < tree->n_adds; i++) {
        struct key *key = &tree->keys[tree->adds[i].key];

        owned[key->first + key->n++] = (struct owned){tree->adds[i].owner, 1};
    }
    for (size_t i = first_key; i < tree->n_keys; i++)
        tree->keys[i].n = sort_owned(owned + tree->keys[i].first, tree->keys[i].n);
    return owned;
}

static void count_children(struct domain_tree *tree, size_t n_entries)
{
    for (size_t i = 0; i < n_entries; i++) {
        const struct key entry = tree->keys[i];
        const struct str parent = name_parent((struct str){entry.name, entry.len});

        if ((entry.kind != KIND_BELOW && entry.kind != KIND_EXACT) || parent.len == 0)
            continue;

        const uint32_t above = put(tree, KIND_CHILDREN, parent);

        tree->keys[above].n_entries++;
        for (uint32_t j = 0; j < entry.n; j++)
            note(tree, above, tree->owned[entry.first + j].owner);
    }
}

void domain_tree_finish(struct domain_tree *tree)
{
    const size_t n_entries = tree->n_keys;
    const size_t n_given = tree->n_adds;

    assert(!tree->finished);
    tree->finished = true;
    sort_shapes(tree);
    tree->owned = lay_out(tree, NULL, 0, 0, 0);
    count_children(tree, n_entries);
    tree->owned = lay_out(tree, tree->owned, n_given, n_entries, n_given);

    free(tree->adds);
    tree->adds = NULL;
}

static const struct owned *find_owner(const struct domain_tree *tree,
                                      const struct key *key, uint32_t owner)
{
    const struct owned wanted = {owner, 0};
    const struct owned *first = key == NULL ? NULL : tree->owned + key->first;

    if (key == NULL || key->n == 1)
        return first != NULL && first->owner == owner ? first : NULL;
    return bsearch(&wanted, first, key->n, sizeof wanted, compare_owned);
}

/* The hashes of a name's suffixes at label boundaries; [0] is the root's. */
struct suffixes {
    size_t n;
    uint8_t start[LABELS_MAX];
    uint64_t hash[LABELS_MAX];
};

/* False: the name is too long for any entry. */
static bool list_suffixes(struct str name, struct suffixes *ret)
{
    uint64_t hash = STR_HASH_SEED;

    if (name.len > NAME_MAX_BYTES)
        return false;
    ret->start[0] = (uint8_t)name.len;
    ret->hash[0] = hash;
    ret->n = 1;
    for (size_t i = name.len; i-- > 0;) {
        hash = hash_byte(hash, name.ptr[i]);
        if (i > 0 && name.ptr[i - 1] != '.')
            continue;
        assert(ret->n < LABELS_MAX);
        ret->start[ret->n] = (uint8_t)i;
        ret->hash[ret->n++] = hash;
    }
    return true;
}

/* The entry that decides; key NULL: none. */
struct decided {
    const struct key *key;
    struct str value; /* of a family's instance; len 0: the entry is literal */
};

/* True if the owner lists the entry; for a family's instance, with its own value. */
static bool is_listed(const struct domain_tree *tree, const struct decided *decided,
                      const struct domain_asker *asker)
{
    if (decided->value.len == 0)
        return find_owner(tree, decided->key, asker->owner) != NULL;
    for (uint32_t i = 0; i < DOMAIN_BINDINGS; i++) {
        if (str_equal(asker->values[i], decided->value) &&
            find_owner(tree, decided->key, asker->owner * DOMAIN_BINDINGS + i) != NULL)
            return true;
    }
    return false;
}

/* A name without its first label, and the hash of that with its dot. */
struct tail {
    struct str text; /* begins with the dot, unless it is empty */
    uint64_t hash;
};

static struct tail tail_of(struct str name, size_t n_label, uint64_t hash_of_parent)
{
    struct tail tail = {str_skip(name, n_label), hash_of_parent};

    if (tail.text.len > 0)
        tail.hash = hash_byte(tail.hash, '.');
    return tail;
}

/* The family of this shape that the name is an instance of; the label is longer. */
static const struct key *find_family(const struct domain_tree *tree, struct str label,
                                     const struct tail *tail, const struct shape *shape)
{
    NOT_CLEARED char key[NAME_MAX_BYTES + 1];
    const struct str after = str_skip(label, label.len - shape->n_after);
    size_t n = shape->n_before;
    uint64_t hash = tail->hash;

    if (shape->n_before > 0)
        memcpy(key, label.ptr, shape->n_before);
    key[n++] = '{';
    if (after.len > 0)
        memcpy(key + n, after.ptr, after.len);
    n += after.len;
    for (size_t i = n; i > 0; i--)
        hash = hash_byte(hash, key[i - 1]);
    if (tail->text.len > 0)
        memcpy(key + n, tail->text.ptr, tail->text.len);
    n += tail->text.len;
    return find(tree, (enum kind)shape->kind, (struct str){key, n}, hash);
}

/* The instance of that name, by the family that decides over it; hash: of its parent. */
static bool find_instance(const struct domain_tree *tree, enum domain_entry entry,
                          struct str name, uint64_t hash, struct decided *ret)
{
    const struct str parent = name_parent(name);
    const struct str label =
        str_head(name, parent.len == 0 ? name.len : name.len - parent.len - 1);
    const struct tail tail = tail_of(name, label.len, hash);

    for (size_t i = 0; i < tree->n_shapes; i++) {
        const struct shape *shape = &tree->shapes[i];
        const size_t n_fixed = (size_t)shape->n_before + shape->n_after;

        if (shape->kind != family_of(entry) || n_fixed >= label.len)
            continue;
        ret->key = find_family(tree, label, &tail, shape);
        if (ret->key == NULL)
            continue;
        ret->value = (struct str){label.ptr + shape->n_before, label.len - n_fixed};
        return true;
    }
    return false;
}

static bool has_instances(const struct domain_tree *tree, struct str parent,
                          uint64_t hash)
{
    return tree->n_shapes > 0 && find(tree, KIND_INSTANCES, parent, hash) != NULL;
}

/* True if the nth suffix of the name (from 1) is an instance of such a family. */
static bool find_suffix_instance(const struct domain_tree *tree, enum domain_entry entry,
                                 struct str name, const struct suffixes *suffixes,
                                 size_t nth, struct decided *ret)
{
    const struct str parent = str_skip(name, suffixes->start[nth - 1]);
    const uint64_t hash = suffixes->hash[nth - 1];

    return has_instances(tree, parent, hash) &&
           find_instance(tree, entry, str_skip(name, suffixes->start[nth]), hash, ret);
}

/* The longest domain that equals or contains the name. */
static struct decided find_domain(const struct domain_tree *tree, struct str name,
                                  const struct suffixes *suffixes)
{
    for (size_t i = suffixes->n; i > 0; i--) {
        const struct str suffix = str_skip(name, suffixes->start[i - 1]);
        struct decided found = {find(tree, KIND_BELOW, suffix, suffixes->hash[i - 1]),
                                STR_NONE};

        if (found.key != NULL)
            return found;
        /* A literal host also hides the instance. */
        if (tree->n_shapes > 0 && i > 1 &&
            find(tree, KIND_EXACT, suffix, suffixes->hash[i - 1]) == NULL &&
            find_suffix_instance(tree, DOMAIN_BELOW, name, suffixes, i - 1, &found))
            return found;
    }
    return (struct decided){NULL, STR_NONE};
}

/* The entry that decides over a plain name. */
static struct decided find_deciding(const struct domain_tree *tree, struct str name)
{
    NOT_CLEARED struct suffixes suffixes;
    struct decided found = {NULL, STR_NONE};

    if (!list_suffixes(name, &suffixes))
        return found;

    const uint64_t hash = suffixes.hash[suffixes.n - 1];

    found.key = find(tree, KIND_EXACT, name, hash);
    if (found.key != NULL)
        return found;
    if (tree->n_shapes > 0 && suffixes.n > 1 &&
        find(tree, KIND_BELOW, name, hash) == NULL &&
        find_suffix_instance(tree, DOMAIN_EXACT, name, &suffixes, suffixes.n - 1, &found))
        return found;
    return find_domain(tree, name, &suffixes);
}

/* The wildcard entry `*.base`. */
static struct decided find_wildcard(const struct domain_tree *tree, struct str base,
                                    const struct suffixes *suffixes)
{
    const uint64_t hash = suffixes->hash[suffixes->n - 1];
    struct decided found = {find(tree, KIND_WILDCARD, base, hash), STR_NONE};

    if (found.key == NULL && tree->n_shapes > 0 && suffixes->n > 1 &&
        find(tree, KIND_BELOW, base, hash) == NULL)
        (void)find_instance(tree, DOMAIN_WILDCARD, base, suffixes->hash[suffixes->n - 2],
                            &found);
    return found;
}

bool domain_tree_permits_as(const struct domain_tree *tree, struct str name,
                            const struct domain_asker *asker)
{
    assert(tree->finished);

    const struct decided decided = find_deciding(tree, name);

    return is_listed(tree, &decided, asker);
}

bool domain_tree_lists_wildcard_as(const struct domain_tree *tree, struct str base,
                                   const struct domain_asker *asker)
{
    NOT_CLEARED struct suffixes suffixes;

    assert(tree->finished);
    if (!list_suffixes(base, &suffixes))
        return false;

    const struct decided decided = find_wildcard(tree, base, &suffixes);

    return is_listed(tree, &decided, asker);
}

bool domain_tree_permits_wildcard_as(const struct domain_tree *tree, struct str base,
                                     const struct domain_asker *asker)
{
    NOT_CLEARED struct suffixes suffixes;

    assert(tree->finished);
    if (!list_suffixes(base, &suffixes))
        return false;

    const uint64_t hash = suffixes.hash[suffixes.n - 1];
    struct decided decided = find_wildcard(tree, base, &suffixes);

    if (decided.key != NULL)
        return is_listed(tree, &decided, asker);
    decided = find_domain(tree, base, &suffixes);
    if (!is_listed(tree, &decided, asker) || has_instances(tree, base, hash))
        return false;

    /* Every entry one label below must also be the owner's. */
    const struct key *children = find(tree, KIND_CHILDREN, base, hash);
    const struct owned *own = find_owner(tree, children, asker->owner);

    return children == NULL || (own != NULL && own->n == children->n_entries);
}

static struct str name_of(const struct key *key)
{
    return (struct str){key->name, key->len};
}

/* A name and its key. */
struct named {
    struct str name;
    uint32_t key;
};

static int compare_named(const void *a, const void *b)
{
    const struct named *left = a;
    const struct named *right = b;

    return name_compare_backwards(left->name, right->name);
}

/* Of entries, and of where families have their instances. */
static bool is_indexed(const struct key *key)
{
    return key->kind == KIND_BELOW || key->kind == KIND_EXACT ||
           key->kind == KIND_WILDCARD || key->kind == KIND_INSTANCES;
}

void domain_tree_index_depth(struct domain_tree *tree)
{
    struct named *all = mem_alloc(tree->n_keys + 1, sizeof *all);
    size_t n = 0;

    assert(tree->finished && tree->by_end == NULL);
    for (uint32_t i = 0; i < tree->n_keys; i++) {
        if (is_indexed(&tree->keys[i]))
            all[n++] = (struct named){name_of(&tree->keys[i]), i};
    }
    qsort(all, n, sizeof *all, compare_named);
    tree->by_end = mem_alloc(n + 1, sizeof *tree->by_end);
    for (size_t i = 0; i < n; i++)
        tree->by_end[i] = all[i].key;
    tree->n_by_end = n;
    free(all);
}

/* The first key whose name, read backwards, does not sort before `name`. */
static size_t first_at(const struct domain_tree *tree, struct str name)
{
    size_t low = 0;
    size_t high = tree->n_by_end;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (name_compare_backwards(name_of(&tree->keys[tree->by_end[middle]]), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_below(struct str name, struct str base)
{
    return name.len > base.len && str_has_suffix(name, base) &&
           name.ptr[name.len - base.len - 1] == '.';
}

/* True if every entry at any depth below is the asker's, and no family has instances
 * there. asker NULL: true if there are no entries. */
static bool owns_below(const struct domain_tree *tree, struct str base,
                       const struct domain_asker *asker)
{
    assert(tree->by_end != NULL);
    for (size_t i = first_at(tree, base); i < tree->n_by_end; i++) {
        const struct key *key = &tree->keys[tree->by_end[i]];
        const struct str name = name_of(key);
        const bool is_here = str_equal(name, base);

        if (!is_here && !str_has_suffix(name, base))
            break;
        if (key->kind == KIND_INSTANCES
                ? is_here || is_below(name, base)
                : is_below(name, base) &&
                      (asker == NULL || find_owner(tree, key, asker->owner) == NULL))
            return false;
    }
    return true;
}

bool domain_tree_permits_deep_as(const struct domain_tree *tree, struct str base,
                                 const struct domain_asker *asker)
{
    return domain_tree_permits_wildcard_as(tree, base, asker) &&
           (domain_tree_lists_wildcard_as(tree, base, asker) ||
            owns_below(tree, base, asker));
}

bool domain_tree_covers(const struct domain_tree *tree, const struct name *name)
{
    NOT_CLEARED struct suffixes suffixes;

    assert(tree->finished);
    if (!name->is_wildcard)
        return find_deciding(tree, name->text).key != NULL;
    if (!list_suffixes(name->base, &suffixes))
        return false;

    const uint64_t hash = suffixes.hash[suffixes.n - 1];

    return find_wildcard(tree, name->base, &suffixes).key != NULL ||
           find(tree, KIND_CHILDREN, name->base, hash) != NULL ||
           has_instances(tree, name->base, hash) ||
           find_domain(tree, name->base, &suffixes).key != NULL ||
           (name->is_deep && !owns_below(tree, name->base, NULL));
}

static bool take_found(const struct decided *decided, struct domain_found *ret)
{
    if (decided->key == NULL)
        return false;
    *ret =
        (struct domain_found){(enum domain_entry)(decided->key->kind < KIND_FAMILY
                                                      ? decided->key->kind
                                                      : decided->key->kind - KIND_FAMILY),
                              name_of(decided->key), decided->value};
    return true;
}

bool domain_tree_find_domain(const struct domain_tree *tree, struct str name,
                             struct domain_found *ret)
{
    NOT_CLEARED struct suffixes suffixes;
    struct decided found;

    assert(tree->finished);
    if (!list_suffixes(name, &suffixes))
        return false;
    found = find_domain(tree, name, &suffixes);
    return take_found(&found, ret);
}

bool domain_tree_find(const struct domain_tree *tree, const struct name *name,
                      struct domain_found *ret)
{
    NOT_CLEARED struct suffixes suffixes;
    struct decided found = {NULL, STR_NONE};

    assert(tree->finished);
    if (!name->is_wildcard) {
        found = find_deciding(tree, name->text);
        return take_found(&found, ret);
    }
    if (!list_suffixes(name->base, &suffixes))
        return false;
    found = find_wildcard(tree, name->base, &suffixes);
    return take_found(&found, ret) || domain_tree_find_domain(tree, name->base, ret);
}

static bool is_family_key(struct str name)
{
    size_t at;

    return str_find(name, '{', &at);
}

/* The key of an entry that was added. */
static const struct key *key_of(const struct domain_tree *tree, enum domain_entry entry,
                                struct str name)
{
    const enum kind kind = is_family_key(name) ? family_of(entry) : (enum kind)entry;
    const struct key *key;

    assert(tree->finished);
    if (str_equal(name, STR(".")))
        name = STR_NONE;
    key = find(tree, kind, name, hash_name(name));
    assert(key != NULL && key->n > 0);
    return key;
}

/* The nth owner of the entry, as a number without a binding. */
static uint32_t owner_at(const struct domain_tree *tree, const struct key *key,
                         uint32_t nth)
{
    const uint32_t owner = tree->owned[key->first + nth].owner;

    return key->kind >= KIND_FAMILY ? owner / DOMAIN_BINDINGS : owner;
}

static bool has_owner(const struct domain_tree *tree, const struct key *key,
                      uint32_t owner)
{
    if (key->kind < KIND_FAMILY)
        return find_owner(tree, key, owner) != NULL;
    for (uint32_t i = 0; i < DOMAIN_BINDINGS; i++) {
        if (find_owner(tree, key, owner * DOMAIN_BINDINGS + i) != NULL)
            return true;
    }
    return false;
}

uint32_t domain_tree_first_owner(const struct domain_tree *tree, enum domain_entry entry,
                                 struct str name)
{
    return owner_at(tree, key_of(tree, entry, name), 0);
}

bool domain_tree_loser(const struct domain_tree *tree, enum domain_entry entry,
                       struct str name, uint32_t *ret_owner)
{
    const struct key *own = key_of(tree, entry, name);
    const bool is_own_domain = entry == DOMAIN_BELOW || is_family_key(name);
    const struct str within = is_own_domain ? name_parent(name) : name;
    NOT_CLEARED struct suffixes suffixes;

    if (str_equal(name, STR(".")) || !list_suffixes(within, &suffixes))
        return false;

    const struct key *around = find_domain(tree, within, &suffixes).key;

    for (uint32_t i = 0; around != NULL && i < around->n; i++) {
        const uint32_t owner = owner_at(tree, around, i);

        if (!has_owner(tree, own, owner)) {
            *ret_owner = owner;
            return true;
        }
    }
    return false;
}

bool domain_tree_hides_instance(const struct domain_tree *tree, enum domain_entry entry,
                                struct str name)
{
    const struct str parent = name_parent(name);
    const uint64_t hash = hash_name(parent);
    struct decided found;

    assert(tree->finished);
    if (tree->n_shapes == 0 || str_equal(name, STR(".")) || is_family_key(name))
        return false;
    if (entry != DOMAIN_EXACT && find_instance(tree, DOMAIN_WILDCARD, name, hash, &found))
        return true;
    return entry != DOMAIN_WILDCARD &&
           (find_instance(tree, DOMAIN_BELOW, name, hash, &found) ||
            find_instance(tree, DOMAIN_EXACT, name, hash, &found));
}
