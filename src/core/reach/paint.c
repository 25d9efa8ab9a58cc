/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paint: one walk over the nodes of each part.
 */
#include "core/reach/paint.h"

static const struct reach_node *node_of(const struct painting *painting, uint32_t at)
{
    return &painting->names->nodes[at];
}

bool paint_contains_below(const struct painting *painting, uint32_t at)
{
    while (node_of(painting, at)->is_hollow) {
        if (at == 0)
            return false;
        at = node_of(painting, at)->parent;
    }
    return painting->contains(painting, at, PAINT_BELOW);
}

/* True if the name itself can differ from its cell. */
static bool is_separate(const struct painting *painting, uint32_t at)
{
    const struct reach_node *node = node_of(painting, at);

    if (node->sample.len == 0)
        return false;
    return painting->form == REACH_WILDCARDS || node->is_exact || node->is_hollow;
}

static bool is_wildcard_separate(const struct painting *painting, uint32_t at)
{
    return painting->has_wildcards && node_of(painting, at)->sample.len > 0;
}

static enum reach_form form_of_self(const struct painting *painting)
{
    return painting->form == REACH_WILDCARDS ? REACH_WILDCARD : REACH_NAME;
}

struct parts {
    struct reach_part *all;
    size_t n, cap;
};

static void add(const struct painting *painting, struct parts *parts,
                struct reach_part part)
{
    if (parts->n == parts->cap)
        parts->all = arena_grow(painting->names->arena, parts->all, &parts->cap,
                                sizeof *parts->all);
    parts->all[parts->n++] = part;
}

static struct reach_part part_of_node(const struct painting *painting, uint32_t at,
                                      enum reach_form form)
{
    const struct reach_node *node = node_of(painting, at);

    return (struct reach_part){.form = form,
                               .name = node->name,
                               .is_other = node->is_family && !painting->has_no_actor,
                               .node = at,
                               .own = REACH_NOBODY};
}

static struct reach_part part_of_own(const struct painting *painting, uint32_t own,
                                     enum reach_form form)
{
    return (struct reach_part){
        .form = form, .name = painting->own[own].text, .node = REACH_NOBODY, .own = own};
}

static bool is_own_separate(const struct painting *painting, uint32_t own)
{
    return painting->form == REACH_WILDCARDS || painting->own[own].is_exact;
}

enum wanted {
    LEFT_OUT,
    HELD,
};

/* Add the single names of an own instance that are in the set (HELD), or are not
 * (LEFT_OUT). */
static void add_own_singles(const struct painting *painting, uint32_t own,
                            enum wanted wanted, struct parts *parts)
{
    const bool held = wanted == HELD;

    if (is_own_separate(painting, own) &&
        painting->contains_own(painting, own, PAINT_SELF) == held)
        add(painting, parts, part_of_own(painting, own, form_of_self(painting)));
    if (painting->has_wildcards &&
        painting->contains_own(painting, own, PAINT_WILDCARD) == held)
        add(painting, parts, part_of_own(painting, own, REACH_WILDCARD));
}

static void except_own(const struct painting *painting, uint32_t around,
                       struct parts *parts)
{
    for (uint32_t i = 0; i < painting->n_own; i++) {
        if (painting->own[i].around != around)
            continue;
        if (painting->contains_own(painting, i, PAINT_BELOW))
            add_own_singles(painting, i, LEFT_OUT, parts);
        else
            add(painting, parts, part_of_own(painting, i, painting->form));
    }
}

static void except_singles(const struct painting *painting, uint32_t at,
                           struct parts *parts)
{
    if (is_separate(painting, at) && !painting->contains(painting, at, PAINT_SELF))
        add(painting, parts, part_of_node(painting, at, form_of_self(painting)));
    if (is_wildcard_separate(painting, at) &&
        !painting->contains(painting, at, PAINT_WILDCARD))
        add(painting, parts, part_of_node(painting, at, REACH_WILDCARD));
    except_own(painting, at, parts);
}

struct reach_part paint_part(const struct painting *painting, uint32_t at)
{
    struct reach_part part = part_of_node(painting, at, painting->form);
    struct parts except = {0};
    const uint32_t end = node_of(painting, at)->end;

    except_singles(painting, at, &except);
    for (uint32_t i = at + 1; i < end;) {
        if (paint_contains_below(painting, i)) {
            except_singles(painting, i, &except);
            i++;
        } else {
            add(painting, &except, part_of_node(painting, i, painting->form));
            i = node_of(painting, i)->end;
        }
    }
    part.except = except.all;
    part.n_except = except.n;
    return part;
}

static void put(struct painting *painting, struct reach_part part)
{
    struct parts parts = {painting->parts, painting->n, painting->cap};

    add(painting, &parts, part);
    painting->parts = parts.all;
    painting->n = parts.n;
    painting->cap = parts.cap;
}

static void paint_node(struct painting *painting, uint32_t at)
{
    const bool is_held = paint_contains_below(painting, at);
    const bool is_inside =
        at > 0 && paint_contains_below(painting, node_of(painting, at)->parent);

    if (is_held && !is_inside)
        put(painting, paint_part(painting, at));
    if (is_held)
        return;
    if (is_separate(painting, at) && painting->contains(painting, at, PAINT_SELF))
        put(painting, part_of_node(painting, at, form_of_self(painting)));
    if (is_wildcard_separate(painting, at) &&
        painting->contains(painting, at, PAINT_WILDCARD))
        put(painting, part_of_node(painting, at, REACH_WILDCARD));
}

static void paint_own(struct painting *painting, uint32_t own)
{
    struct parts singles = {0};

    if (!painting->contains_own(painting, own, PAINT_BELOW)) {
        add_own_singles(painting, own, HELD, &singles);
        for (size_t i = 0; i < singles.n; i++)
            put(painting, singles.all[i]);
    } else if (!paint_contains_below(painting, painting->own[own].around)) {
        struct reach_part part = part_of_own(painting, own, painting->form);

        add_own_singles(painting, own, LEFT_OUT, &singles);
        part.except = singles.all;
        part.n_except = singles.n;
        put(painting, part);
    }
}

void paint(struct painting *painting, const uint32_t *candidates, size_t n)
{
    for (size_t i = 0; i < n; i++)
        paint_node(painting, candidates[i]);
    for (uint32_t i = 0; i < painting->n_own; i++)
        paint_own(painting, i);
}

void reach_part_add_name(struct buf *buf, const struct reach_part *part)
{
    if (part->name.len == 0) {
        buf_add_text(buf,
                     part->form == REACH_WILDCARDS ? "every wildcard" : "every name");
        return;
    }
    if (part->is_other)
        buf_add_text(buf, "other ");
    if (part->form == REACH_WILDCARD || part->form == REACH_WILDCARDS)
        buf_add_text(buf, "*.");
    buf_add(buf, part->name);
    if (part->form == REACH_BELOW)
        buf_add_text(buf, " and below");
    else if (part->form == REACH_WILDCARDS)
        buf_add_text(buf, " and wildcards below");
}

void reach_part_add(struct buf *buf, const struct reach_part *part)
{
    reach_part_add_name(buf, part);
    for (size_t i = 0; i < part->n_except; i++) {
        buf_add_text(buf, i == 0 ? ", except " : ", ");
        reach_part_add_name(buf, &part->except[i]);
    }
}
