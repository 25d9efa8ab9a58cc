/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/report/survey/owners.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

#define ROOT STR(".")

static const char letters[] = {
    [DOMAIN_BELOW] = 'd',
    [DOMAIN_EXACT] = 'h',
    [DOMAIN_WILDCARD] = 'w',
};

/* The labels from the right.  The separator sorts before every byte of a label. */
static struct str sort_key(struct arena *arena, struct str text)
{
    struct buf key = buf_in(arena);
    size_t end = text.len;

    if (str_equal(text, ROOT))
        return STR_NONE;
    while (end > 0) {
        size_t begin = end;

        while (begin > 0 && text.ptr[begin - 1] != '.')
            begin--;
        buf_add(&key, str_skip(str_head(text, end), begin));
        buf_add_byte(&key, '\x01');
        end = begin > 0 ? begin - 1 : 0;
    }
    return buf_str(&key);
}

static void add_owner(struct owners *owners, struct owned_entry *entry,
                      struct owner owner)
{
    if (entry->n_owners > 0 && entry->owners[entry->n_owners - 1].tenant == owner.tenant)
        return;
    if (entry->n_owners == entry->cap_owners)
        entry->owners = arena_grow(&owners->arena, entry->owners, &entry->cap_owners,
                                   sizeof entry->owners[0]);
    entry->owners[entry->n_owners++] = owner;
}

/* Add an owner to the entry, which is created if it is new.  by_text: kind and text ->
 * index of the entry. */
static void add_entry(struct owners *owners, struct map *by_text,
                      const struct owned_entry *like, struct owner owner)
{
    const size_t n_before = by_text->n;
    struct buf key = buf_in(&owners->arena);
    uint32_t at;

    buf_add_byte(&key, letters[like->kind]);
    buf_add(&key, like->text);
    at = *map_put(by_text, buf_str(&key), (uint32_t)owners->n);
    if (by_text->n > n_before) {
        owners->all =
            mem_grow(owners->all, &owners->cap, owners->n + 1, sizeof owners->all[0]);
        owners->all[owners->n] = *like;
        owners->all[owners->n++].sorted_by = sort_key(&owners->arena, like->text);
    }
    add_owner(owners, &owners->all[at], owner);
}

static struct str without_star(struct str host)
{
    return str_skip(host, 2);
}

static void add_host(struct owners *owners, struct map *by_text, struct str host,
                     struct owner owner)
{
    const bool is_wildcard = str_has_prefix(host, STR("*."));
    const struct owned_entry like = {
        .text = is_wildcard ? without_star(host) : host,
        .kind = is_wildcard ? DOMAIN_WILDCARD : DOMAIN_EXACT,
    };

    add_entry(owners, by_text, &like, owner);
}

static void add_family(struct owners *owners, struct map *by_text,
                       const struct family *family, struct owner owner)
{
    const bool is_wildcard = family->entry == DOMAIN_WILDCARD;
    const struct owned_entry like = {
        .text = is_wildcard ? without_star(family->text) : family->text,
        .kind = family->entry,
        .family = family,
    };

    add_entry(owners, by_text, &like, owner);
}

static void add_tenant(struct owners *owners, struct map *by_text,
                       const struct tenant *tenant)
{
    for (size_t i = 0; i < tenant->n_domains; i++) {
        const struct owned_entry like = {.text = tenant->domains[i],
                                         .kind = DOMAIN_BELOW};

        add_entry(owners, by_text, &like, (struct owner){tenant, &tenant->domains[i]});
    }
    for (size_t i = 0; i < tenant->n_hosts; i++)
        add_host(owners, by_text, tenant->hosts[i],
                 (struct owner){tenant, &tenant->hosts[i]});
    for (size_t i = 0; i < tenant->n_families; i++)
        add_family(owners, by_text, &tenant->families[i],
                   (struct owner){tenant, &tenant->families[i]});
}

static int by_tree(const void *a, const void *b)
{
    const struct owned_entry *left = a;
    const struct owned_entry *right = b;
    const int order = str_compare(left->sorted_by, right->sorted_by);

    return order != 0 ? order : (int)left->kind - (int)right->kind;
}

/* Whether the tree places `inner` within `outer`. */
static bool contains(const struct owned_entry *outer, const struct owned_entry *inner)
{
    return outer->kind == DOMAIN_BELOW && outer->family == NULL &&
           str_has_prefix(inner->sorted_by, outer->sorted_by);
}

/* Set the depth and the end of each entry. */
static void measure_tree(struct owners *owners)
{
    AUTO(mem_free) uint32_t *open = mem_alloc(owners->n + 1, sizeof *open);
    size_t depth = 0;

    for (size_t i = 0; i < owners->n; i++) {
        while (depth > 0 && !contains(&owners->all[open[depth - 1]], &owners->all[i]))
            owners->all[open[--depth]].end = (uint32_t)i;
        owners->all[i].depth = (uint32_t)depth;
        open[depth++] = (uint32_t)i;
    }
    while (depth > 0)
        owners->all[open[--depth]].end = (uint32_t)owners->n;
}

/* An address as the key of a map. */
static struct str item_key(const void *const *item)
{
    return (struct str){(const char *)item, sizeof *item};
}

/* To be called when the entries are sorted. */
static void index_items(struct owners *owners)
{
    for (uint32_t i = 0; i < owners->n; i++) {
        const struct owned_entry *entry = &owners->all[i];

        for (size_t k = 0; k < entry->n_owners; k++)
            (void)map_put(&owners->by_item, item_key(&entry->owners[k].item), i);
    }
}

void owners_init(struct owners *owners, const struct policy *policy,
                 const struct delegation *delegation)
{
    struct map by_text = {0};
    size_t n;
    const struct tenant *tenants = policy_tenants(policy, &n);

    *owners = (struct owners){.delegation = delegation};
    for (size_t i = 0; i < n; i++)
        add_tenant(owners, &by_text, &tenants[i]);
    map_clear(&by_text);
    if (owners->n > 1)
        qsort(owners->all, owners->n, sizeof owners->all[0], by_tree);
    measure_tree(owners);
    index_items(owners);
}

void owners_clear(struct owners *owners)
{
    mem_free(owners->all);
    map_clear(&owners->by_item);
    arena_clear(&owners->arena);
    *owners = (struct owners){0};
}

uint32_t owners_of_item(const struct owners *owners, const void *item)
{
    uint32_t at;

    return map_get(&owners->by_item, item_key(&item), &at) ? at : OWNED_NONE;
}

uint32_t owners_find(const struct owners *owners, struct str text)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct delegated decided;
    struct name name;
    const char *unused;
    uint32_t at = OWNED_NONE;

    if (!name_parse_record(&arena, text, &name, &unused) ||
        !delegation_find(owners->delegation, &name, &arena, &decided))
        return OWNED_NONE;
    for (size_t i = 0; i < decided.n && at == OWNED_NONE; i++)
        at = owners_of_item(owners, decided.listings[i]->of);
    return at;
}

const char *owned_kind(const struct owned_entry *entry)
{
    static const char *const kinds[] = {
        [DOMAIN_BELOW] = "domain",
        [DOMAIN_EXACT] = "host",
        [DOMAIN_WILDCARD] = "wildcard",
    };

    return kinds[entry->kind];
}

bool owned_by(const struct owned_entry *entry, const struct tenant *tenant)
{
    for (size_t i = 0; i < entry->n_owners; i++) {
        if (entry->owners[i].tenant == tenant)
            return true;
    }
    return false;
}
