/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names: finds nodes, and names in their cells.
 */
#include "core/reach/names.h"

#include "base/buf.h"

void reach_names_clear(struct reach_names *names)
{
    map_clear(&names->tenants.by_name);
    map_clear(&names->classes.by_name);
    map_clear(&names->set_by_ids);
    map_clear(&names->family_parents);
}

struct str reach_label(struct str name)
{
    const struct str parent = name_parent(name);

    return str_head(name, parent.len == 0 ? name.len : name.len - parent.len - 1);
}

bool reach_set_has(const struct reach_names *names, uint32_t set, uint32_t id)
{
    const struct reach_set *all = &names->sets[set];
    size_t low = 0;
    size_t high = all->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (all->ids[middle] == id)
            return true;
        if (all->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Order as the keys of both names (keys.h) would.  Nodes do not keep their keys. */
static int compare_names(struct str a, struct str b)
{
    while (a.len > 0 && b.len > 0) {
        size_t from_a = a.len;
        size_t from_b = b.len;
        int order;

        assert(a.ptr != NULL && b.ptr != NULL);
        while (from_a > 0 && a.ptr[from_a - 1] != '.')
            from_a--;
        while (from_b > 0 && b.ptr[from_b - 1] != '.')
            from_b--;
        order = str_compare(str_skip(a, from_a), str_skip(b, from_b));
        if (order != 0)
            return order;
        a.len = from_a == 0 ? 0 : from_a - 1;
        b.len = from_b == 0 ? 0 : from_b - 1;
    }
    return (a.len > 0) - (b.len > 0);
}

/* The last node whose name does not sort after the given one; the root sorts first. */
static uint32_t last_before(const struct reach_names *names, struct str name)
{
    uint32_t low = 0;
    uint32_t high = names->n;

    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;

        if (compare_names(names->nodes[middle].name, name) <= 0)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t reach_names_find(const struct reach_names *names, struct str name)
{
    const uint32_t at = last_before(names, name);

    return str_equal(names->nodes[at].name, name) && !names->nodes[at].is_family
               ? at
               : REACH_NOBODY;
}

uint32_t reach_names_around(const struct reach_names *names, struct str name)
{
    uint32_t at = last_before(names, name);

    while (at > 0 && !name_is_within(name, names->nodes[at].name))
        at = names->nodes[at].parent;
    return at;
}

bool reach_names_is_instance(const struct reach_names *names, struct str name)
{
    uint32_t at = REACH_NOBODY;

    (void)map_get(&names->family_parents, name_parent(name), &at);
    for (; at != REACH_NOBODY; at = names->families[at].next) {
        if (hole_matches(&names->families[at].label, reach_label(name)))
            return true;
    }
    return false;
}

#define INNER_MAX 100000

struct str reach_names_inner(const struct reach_names *names, uint32_t node, size_t *from)
{
    const struct str base = names->nodes[node].sample;
    char room[FILLER_MAX];

    if (names->nodes[node].is_hollow)
        return STR_NONE;
    while (*from < INNER_MAX) {
        const struct str label = filler_nth((*from)++, room);
        struct buf name = buf_in(names->arena);

        buf_add(&name, label);
        buf_add_text(&name, base.len > 0 ? "." : "");
        buf_add(&name, base);
        if (name.len > NAME_MAX_BYTES)
            return STR_NONE;
        if (reach_names_find(names, buf_str(&name)) == REACH_NOBODY &&
            !reach_names_is_instance(names, buf_str(&name)))
            return buf_str(&name);
    }
    return STR_NONE;
}
