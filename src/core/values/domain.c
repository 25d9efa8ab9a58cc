/*
 * domain: a map of names for each kind of entry, the owners of each key side by side.
 *
 * A name is hashed from its last byte to its first, so that one pass gives the hashes of
 * all its suffixes.  Keys one label above an entry also count how many entries stand
 * there and how many of them each owner lists.
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

/* The number of the key, which is made when it is not there. */
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
    free(tree);
}

void domain_tree_add(struct domain_tree *tree, enum domain_entry entry, struct str name,
                     uint32_t owner)
{
    assert(!tree->finished && tree->n_adds < UINT32_MAX / 4);

    if (entry == DOMAIN_BELOW && str_equal(name, STR(".")))
        name = STR_NONE;
    note(tree, put(tree, (enum kind)entry, name), owner);
}

static int compare_owned(const void *left, const void *right)
{
    const struct owned *a = left;
    const struct owned *b = right;

    return a->owner < b->owner ? -1 : a->owner > b->owner;
}

/* Owners in order, each once, with the number of its occurrences. */
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

        if (entry.kind == KIND_WILDCARD || parent.len == 0)
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

static void list_suffixes(struct str name, struct suffixes *ret)
{
    uint64_t hash = STR_HASH_SEED;

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
}

/* The longest domain that is the name or holds it. */
static const struct key *find_domain(const struct domain_tree *tree, struct str name,
                                     const struct suffixes *suffixes)
{
    for (size_t i = suffixes->n; i > 0; i--) {
        const struct key *key =
            find(tree, KIND_BELOW, str_skip(name, suffixes->start[i - 1]),
                 suffixes->hash[i - 1]);

        if (key != NULL)
            return key;
    }
    return NULL;
}

/* The entry that decides over a plain name. */
static const struct key *find_deciding(const struct domain_tree *tree, struct str name)
{
    struct suffixes suffixes;

    if (name.len > NAME_MAX_BYTES)
        return NULL;
    list_suffixes(name, &suffixes);

    const struct key *exact = find(tree, KIND_EXACT, name, suffixes.hash[suffixes.n - 1]);

    return exact != NULL ? exact : find_domain(tree, name, &suffixes);
}

bool domain_tree_permits(const struct domain_tree *tree, struct str name, uint32_t owner)
{
    assert(tree->finished);
    return find_owner(tree, find_deciding(tree, name), owner) != NULL;
}

bool domain_tree_lists_wildcard(const struct domain_tree *tree, struct str base,
                                uint32_t owner)
{
    assert(tree->finished);
    if (base.len > NAME_MAX_BYTES)
        return false;
    return find_owner(tree, find(tree, KIND_WILDCARD, base, hash_name(base)), owner) !=
           NULL;
}

bool domain_tree_permits_wildcard(const struct domain_tree *tree, struct str base,
                                  uint32_t owner)
{
    struct suffixes suffixes;

    assert(tree->finished);
    if (base.len > NAME_MAX_BYTES)
        return false;
    list_suffixes(base, &suffixes);

    const uint64_t hash = suffixes.hash[suffixes.n - 1];
    const struct key *literal = find(tree, KIND_WILDCARD, base, hash);

    if (literal != NULL)
        return find_owner(tree, literal, owner) != NULL;
    if (find_owner(tree, find_domain(tree, base, &suffixes), owner) == NULL)
        return false;

    /* Every entry one label below must be the owner's as well. */
    const struct key *children = find(tree, KIND_CHILDREN, base, hash);
    const struct owned *own = find_owner(tree, children, owner);

    return children == NULL || (own != NULL && own->n == children->n_entries);
}

bool domain_tree_covers(const struct domain_tree *tree, const struct name *name)
{
    struct suffixes suffixes;

    assert(tree->finished);
    if (!name->is_wildcard)
        return find_deciding(tree, name->text) != NULL;
    if (name->base.len > NAME_MAX_BYTES)
        return false;
    list_suffixes(name->base, &suffixes);

    const uint64_t hash = suffixes.hash[suffixes.n - 1];

    return find(tree, KIND_WILDCARD, name->base, hash) != NULL ||
           find(tree, KIND_CHILDREN, name->base, hash) != NULL ||
           find_domain(tree, name->base, &suffixes) != NULL;
}
