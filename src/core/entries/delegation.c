/* SPDX-License-Identifier: Apache-2.0 */
/*
 * delegation: tables beside the policy's trees, which know the owners of an entry but not
 * its lines in the file.
 *
 * Listings are numbered in the order of the file.  The listings of one entry form a chain
 * that begins with the first.  The first listings are also sorted by their names, read
 * backwards, so that names with a common end are adjacent.
 */
#include "core/entries/delegation.h"

#include <assert.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "core/policy/body.h"

#define NO_LISTING  UINT32_MAX
#define MIN_SHARED  2 /* labels, for an entry to be near */
#define ENTRY_KINDS (DOMAIN_WILDCARD + 1)
#define NAME_ROOM   (NAME_MAX_BYTES + 1) /* with a dot in front */
#define FAMILY_STAR (family->entry == DOMAIN_WILDCARD ? "*." : "")

/* A domain of a class. */
struct served {
    const struct class *class;
    const struct str *of;
    uint32_t next; /* of the same domain */
};

struct delegation {
    const struct policy *policy;
    struct listing *listings;
    uint32_t *next; /* of the same entry */
    uint32_t *last; /* of the chain that begins here */
    size_t n;
    struct map by_name[ENTRY_KINDS]; /* -> the first listing */
    struct str *keys; /* of each listing, as the tree has them; without `*.` */
    uint32_t *by_end; /* first listings, by their keys read backwards */
    uint32_t *end_of; /* where in by_end a first listing is */
    uint32_t *least;  /* a tree over by_end, of the least listing below each node */
    size_t n_by_end;
    struct served *served;
    size_t n_served;
    struct map served_by_name;
};

const char *listing_noun(const struct listing *listing)
{
    static const char *const nouns[] = {
        [DOMAIN_BELOW] = "domain",
        [DOMAIN_EXACT] = "host",
        [DOMAIN_WILDCARD] = "wildcard",
    };

    return nouns[listing->entry];
}

static struct str key_of_domain(struct str domain)
{
    return str_equal(domain, STR(".")) ? STR("") : domain;
}

static void add(struct delegation *delegation, struct str key, struct listing listing)
{
    const uint32_t at = (uint32_t)delegation->n++;
    const uint32_t first = *map_put(&delegation->by_name[listing.entry], key, at);

    delegation->listings[at] = listing;
    delegation->keys[at] = key;
    delegation->next[at] = NO_LISTING;
    delegation->last[at] = at;
    if (first == at)
        return;
    delegation->next[delegation->last[first]] = at;
    delegation->last[first] = at;
}

static void add_family(struct delegation *delegation, const struct tenant *tenant,
                       const struct family *family)
{
    add(delegation, family->key.key,
        (struct listing){tenant, family, family->text, family->entry, family});
}

/* Merge the families of a list into its literal names, each at its index.  Returns the
 * first family that is not of this list. */
static size_t add_list(struct delegation *delegation, const struct tenant *tenant,
                       const struct str *names, size_t n, size_t family)
{
    const bool is_hosts = names == tenant->hosts;
    size_t at = 0;

    for (size_t i = 0; i <= n; at++) {
        const struct family *next = &tenant->families[family];

        if (family < tenant->n_families && (is_hosts || next->entry == DOMAIN_BELOW) &&
            (next->at == at || i == n)) {
            add_family(delegation, tenant, next);
            family++;
            continue;
        }
        if (i < n) {
            const bool is_wildcard = is_hosts && str_has_prefix(names[i], STR("*."));
            const enum domain_entry entry =
                is_wildcard ? DOMAIN_WILDCARD : (is_hosts ? DOMAIN_EXACT : DOMAIN_BELOW);

            add(delegation, is_wildcard ? str_skip(names[i], 2) : key_of_domain(names[i]),
                (struct listing){tenant, &names[i], names[i], entry, NULL});
        }
        i++;
    }
    return family;
}

static void add_tenants(struct delegation *delegation)
{
    const struct policy *policy = delegation->policy;
    size_t n = 0;

    for (size_t i = 0; i < policy->n_tenants; i++)
        n += policy->tenants[i].n_domains + policy->tenants[i].n_hosts +
             policy->tenants[i].n_families;
    assert(n < NO_LISTING);
    delegation->listings = mem_alloc(n + 1, sizeof *delegation->listings);
    delegation->keys = mem_alloc(n + 1, sizeof *delegation->keys);
    delegation->next = mem_alloc(n + 1, sizeof *delegation->next);
    delegation->last = mem_alloc(n + 1, sizeof *delegation->last);
    for (size_t i = 0; i < policy->n_tenants; i++) {
        const struct tenant *tenant = &policy->tenants[i];
        const size_t family =
            add_list(delegation, tenant, tenant->domains, tenant->n_domains, 0);

        add_list(delegation, tenant, tenant->hosts, tenant->n_hosts, family);
    }
    assert(delegation->n == n);
}

static void add_classes(struct delegation *delegation)
{
    const struct policy *policy = delegation->policy;
    size_t n = 0;

    for (size_t i = 0; i < policy->n_classes; i++)
        n += policy->classes[i].n_domains;
    delegation->served = mem_alloc(n + 1, sizeof *delegation->served);
    for (size_t i = 0; i < policy->n_classes; i++) {
        const struct class *class = &policy->classes[i];

        for (size_t k = 0; k < class->n_domains; k++) {
            const uint32_t at = (uint32_t)delegation->n_served++;
            uint32_t *first = map_put(&delegation->served_by_name,
                                      key_of_domain(class->domains[k]), at);

            delegation->served[at] =
                (struct served){class, &class->domains[k], NO_LISTING};
            if (*first == at)
                continue;
            delegation->served[at].next = *first; /* the order does not matter here */
            *first = at;
        }
    }
}

struct ending {
    struct str key;
    uint32_t listing;
};

static int compare_endings(const void *a, const void *b)
{
    const struct ending *left = a;
    const struct ending *right = b;
    const int order = name_compare_backwards(left->key, right->key);

    if (order != 0)
        return order;
    return left->listing < right->listing ? -1 : left->listing > right->listing;
}

/* The leaves are by_end itself, from n on; node i has the nodes 2i and 2i + 1. */
static void find_least(struct delegation *delegation)
{
    const size_t n = delegation->n_by_end;
    uint32_t *least = mem_alloc(2 * n + 1, sizeof *least);

    delegation->end_of = mem_alloc(delegation->n + 1, sizeof *delegation->end_of);
    for (size_t i = 0; i < n; i++) {
        least[n + i] = delegation->by_end[i];
        delegation->end_of[delegation->by_end[i]] = (uint32_t)i;
    }
    for (size_t i = n; i-- > 1;)
        least[i] = least[2 * i] < least[2 * i + 1] ? least[2 * i] : least[2 * i + 1];
    delegation->least = least;
}

static void sort_by_end(struct delegation *delegation)
{
    struct ending *all = mem_alloc(delegation->n + 1, sizeof *all);
    size_t n = 0;

    for (uint32_t i = 0; i < delegation->n; i++) {
        uint32_t first = NO_LISTING;
        const struct listing *listing = &delegation->listings[i];

        (void)map_get(&delegation->by_name[listing->entry], delegation->keys[i], &first);
        if (first == i)
            all[n++] = (struct ending){delegation->keys[i], i};
    }
    qsort(all, n, sizeof *all, compare_endings);
    delegation->by_end = mem_alloc(n + 1, sizeof *delegation->by_end);
    for (size_t i = 0; i < n; i++)
        delegation->by_end[i] = all[i].listing;
    delegation->n_by_end = n;
    free(all);
    find_least(delegation);
}

struct delegation *delegation_new(const struct policy *policy)
{
    struct delegation *delegation = mem_alloc(1, sizeof *delegation);

    delegation->policy = policy;
    add_tenants(delegation);
    add_classes(delegation);
    sort_by_end(delegation);
    return delegation;
}

void delegation_free(struct delegation *delegation)
{
    if (delegation == NULL)
        return;
    for (size_t i = 0; i < ENTRY_KINDS; i++)
        map_clear(&delegation->by_name[i]);
    map_clear(&delegation->served_by_name);
    free(delegation->listings);
    free(delegation->keys);
    free(delegation->next);
    free(delegation->last);
    free(delegation->by_end);
    free(delegation->end_of);
    free(delegation->least);
    free(delegation->served);
    free(delegation);
}

bool delegated_has(const struct delegated *delegated, const struct tenant *tenant)
{
    for (size_t i = 0; i < delegated->n; i++) {
        if (delegated->listings[i]->tenant == tenant)
            return true;
    }
    return false;
}

/* The name of the family's instance. */
static struct str instance_of(const struct family *family, struct str value,
                              struct arena *arena)
{
    const struct domain_family *key = &family->key;

    return arena_format(arena, "%s%.*s%.*s%.*s", FAMILY_STAR,
                        STR_ARGS(str_head(key->key, key->n_before)), STR_ARGS(value),
                        STR_ARGS(str_skip(key->key, (size_t)key->n_before + 1)));
}

/* The chain that begins at `first`, without the listings of tenants that list `but`;
 * NULL: all. */
static struct delegated take(const struct delegation *delegation, uint32_t first,
                             const struct delegated *but, struct arena *arena)
{
    const struct listing **listings;
    struct delegated taken = {0};
    size_t n = 0;

    for (uint32_t i = first; i != NO_LISTING; i = delegation->next[i])
        n++;
    listings = ARENA_NEW(arena, const struct listing *, n);
    for (uint32_t i = first; i != NO_LISTING; i = delegation->next[i]) {
        const struct listing *listing = &delegation->listings[i];

        if (but == NULL || !delegated_has(but, listing->tenant))
            listings[taken.n++] = listing;
    }
    taken.listings = listings;
    taken.name = delegation->listings[first].text;
    return taken;
}

/* The entry that the tree has found, with its listings. */
static void take_found(const struct delegation *delegation,
                       const struct domain_found *found, const struct delegated *but,
                       struct arena *arena, struct delegated *ret)
{
    uint32_t first = NO_LISTING;

    (void)map_get(&delegation->by_name[found->entry], found->name, &first);
    assert(first < delegation->n);
    *ret = take(delegation, first, but, arena);
    ret->value = found->value;
    if (found->value.len > 0)
        ret->name = instance_of(delegation->listings[first].family, found->value, arena);
}

bool delegation_find(const struct delegation *delegation, const struct name *name,
                     struct arena *arena, struct delegated *ret)
{
    struct domain_found found;

    if (!domain_tree_find(delegation->policy->delegation, name, &found))
        return false;
    take_found(delegation, &found, NULL, arena, ret);
    return true;
}

bool delegation_find_overridden(const struct delegation *delegation,
                                const struct name *name, const struct delegated *decided,
                                struct arena *arena, struct delegated *ret)
{
    struct str within = name->is_wildcard ? name->base : name->text;
    struct domain_found found;

    assert(decided->n > 0);
    /* A host or a wildcard is within the domain of its own name. */
    if (decided->listings[0]->entry == DOMAIN_BELOW) {
        if (str_equal(decided->name, STR(".")))
            return false;
        within = name_parent(decided->name);
    }
    if (!domain_tree_find_domain(delegation->policy->delegation, within, &found))
        return false;
    take_found(delegation, &found, decided, arena, ret);
    return ret->n > 0;
}

/* The first in by_end whose key, read backwards, does not sort before `name`. */
static size_t first_at(const struct delegation *delegation, struct str name)
{
    size_t low = 0;
    size_t high = delegation->n_by_end;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (name_compare_backwards(delegation->keys[delegation->by_end[middle]], name) <
            0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A part of by_end, and its first listing in the order of the file. */
struct range {
    size_t begin, end;
    uint32_t least; /* NO_LISTING: it is empty */
};

static struct range range_of(const struct delegation *delegation, size_t begin,
                             size_t end)
{
    const uint32_t *least = delegation->least;
    struct range range = {begin, end, NO_LISTING};
    size_t low = begin + delegation->n_by_end;
    size_t high = end + delegation->n_by_end;

    for (; low < high; low /= 2, high /= 2) {
        if (low % 2 == 1 && least[low++] < range.least)
            range.least = least[low - 1];
        if (high % 2 == 1 && least[--high] < range.least)
            range.least = least[high];
    }
    return range;
}

/* The two parts with the name and the names below it, and the parts that remain after
 * listings have been taken out. */
struct ranges {
    struct range all[2 + DELEGATION_MAX_NEAREST];
    size_t n;
};

/* dotted: a dot, and a name. */
static void look_within(const struct delegation *delegation, struct str dotted,
                        struct ranges *ret)
{
    char room[NAME_ROOM];
    const struct str name = str_skip(dotted, 1);
    const size_t at = first_at(delegation, name);
    const size_t below = first_at(delegation, dotted);
    size_t end = at;

    while (end < delegation->n_by_end &&
           str_equal(delegation->keys[delegation->by_end[end]], name))
        end++;
    ret->all[0] = range_of(delegation, at, end);
    /* The byte after the dot: a key with it sorts after all of them. */
    memcpy(room, dotted.ptr, dotted.len);
    room[0] = '.' + 1;
    end = first_at(delegation, (struct str){room, dotted.len});
    ret->all[1] = range_of(delegation, below, end);
    ret->n = 2;
}

/* Take out the first listing in the order of the file; NO_LISTING: none is left. */
static uint32_t take_first(const struct delegation *delegation, struct ranges *ranges)
{
    struct range *first = &ranges->all[0];
    uint32_t listing;
    size_t end;

    for (size_t i = 1; i < ranges->n; i++) {
        if (ranges->all[i].least < first->least)
            first = &ranges->all[i];
    }
    listing = first->least;
    if (listing == NO_LISTING)
        return listing;
    end = first->end;
    *first = range_of(delegation, first->begin, delegation->end_of[listing]);
    ranges->all[ranges->n++] =
        range_of(delegation, (size_t)delegation->end_of[listing] + 1, end);
    return listing;
}

static size_t count_labels(struct str name)
{
    size_t n = 0;

    for (; name.len > 0; name = name_parent(name))
        n++;
    return n;
}

/* ".NAME", in `room`. */
static struct str with_dot(struct str name, char room[NAME_ROOM])
{
    assert(name.len < NAME_ROOM);
    room[0] = '.';
    if (name.len > 0)
        memcpy(room + 1, name.ptr, name.len);
    return (struct str){room, name.len + 1};
}

size_t delegation_nearest(const struct delegation *delegation, const struct name *name,
                          struct arena *arena,
                          struct delegated ret[DELEGATION_MAX_NEAREST])
{
    char room[NAME_ROOM];
    struct str dotted = with_dot(name->base, room);
    size_t found = 0;

    for (size_t n = count_labels(name->base); n >= MIN_SHARED && found == 0; n--) {
        struct ranges ranges;
        uint32_t listing;

        look_within(delegation, dotted, &ranges);
        while (found < DELEGATION_MAX_NEAREST &&
               (listing = take_first(delegation, &ranges)) != NO_LISTING)
            ret[found++] = take(delegation, listing, NULL, arena);
        dotted = str_skip(dotted, dotted.len - name_parent(str_skip(dotted, 1)).len - 1);
    }
    return found;
}

static int compare_listings(const void *a, const void *b)
{
    const uint32_t *left = a;
    const uint32_t *right = b;

    return *left < *right ? -1 : *left > *right;
}

static bool is_child(const struct delegation *delegation, uint32_t listing,
                     struct str base)
{
    return delegation->listings[listing].entry != DOMAIN_WILDCARD &&
           str_equal(name_parent(delegation->keys[listing]), base);
}

size_t delegation_below(const struct delegation *delegation, struct str base,
                        struct arena *arena, struct delegated **ret)
{
    char room[NAME_ROOM];
    const struct str dotted = with_dot(base, room);
    const size_t begin = first_at(delegation, dotted);
    size_t end = begin;
    uint32_t *found;
    size_t n = 0;

    while (end < delegation->n_by_end &&
           str_has_suffix(delegation->keys[delegation->by_end[end]], dotted))
        end++;
    found = ARENA_NEW(arena, uint32_t, end - begin);
    for (size_t i = begin; i < end; i++) {
        if (is_child(delegation, delegation->by_end[i], base))
            found[n++] = delegation->by_end[i];
    }
    if (n > 1)
        qsort(found, n, sizeof *found, compare_listings);
    *ret = ARENA_NEW(arena, struct delegated, n);
    for (size_t i = 0; i < n; i++)
        (*ret)[i] = take(delegation, found[i], NULL, arena);
    return n;
}

const struct str *delegation_served_by(const struct delegation *delegation,
                                       const struct class *class, const struct name *name)
{
    struct domain_found found;
    uint32_t at = NO_LISTING;

    if (class->n_domains == 0 || !domain_tree_find(class->served, name, &found) ||
        !map_get(&delegation->served_by_name, found.name, &at))
        return NULL;
    while (at != NO_LISTING && delegation->served[at].class != class)
        at = delegation->served[at].next;
    return at == NO_LISTING ? NULL : delegation->served[at].of;
}
