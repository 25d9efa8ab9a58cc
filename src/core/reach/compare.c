/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare: visits, for each actor and class, the cells at which answers can differ.
 */
#include "core/reach/compare.h"

#include <stdlib.h>

#include "core/reach/grow.h"

/* One actor and class. */
struct question {
    const struct reach_names *names;
    const struct reach_actor *actor;
    struct reach_gate gates[REACH_SIDES];
    uint32_t classes[REACH_SIDES]; /* that serve: numbers of names.classes */
    enum reach_side only;          /* of what is painted */
    bool is_about_wildcards;       /* what is painted: wildcards instead of names */
};

static bool lets_text(const struct question *question, enum reach_side side,
                      struct str text)
{
    const struct name name = reach_name_of(text);

    return reach_gate_lets(&question->gates[side], &name);
}

/* The same of a name below: `*.base`, `x.base`.  It is called very often. */
static bool lets_below(const struct question *question, enum reach_side side, char label,
                       struct str base)
{
    NOT_CLEARED char room[NAME_MAX_BYTES];

    if (base.len + 2 > NAME_MAX_BYTES)
        return false; /* it is not a name */
    room[0] = label;
    room[1] = '.';
    memcpy(room + 2, base.ptr == NULL ? "" : base.ptr, base.len);
    return lets_text(question, side, (struct str){room, base.len + 2});
}

/* True if the actor may use names that the set decides over. */
static bool is_permitted(const struct question *question, enum reach_side side,
                         uint32_t node, enum paint_atom atom)
{
    const struct reach_names *names = question->names;
    const struct reach_node *at = &names->nodes[node];
    const struct reach_actor *actor = question->actor;
    const uint32_t set = atom == PAINT_SELF ? at->self[side] : at->below[side];
    const struct reach_asker *asker = &actor->askers[side];
    struct name name;
    size_t from = 0;

    if (question->gates[side].is_tolerated)
        return set == 0;
    if (!names->sets[set].is_family)
        return reach_set_has(names, set, actor->ids[side]);
    if (actor->n_own_nodes == 0 || !reach_set_has(names, set, actor->ids[side]))
        return false;
    name = reach_name_of(atom == PAINT_SELF ? at->sample
                                            : reach_names_inner(names, node, &from));
    return name.text.len > 0 &&
           policy_permits_name(asker->policy, asker->tenant, &asker->values, &name);
}

static bool lets(const struct question *question, enum reach_side side, uint32_t node,
                 enum paint_atom atom)
{
    const struct reach_gate *gate = &question->gates[side];
    const struct reach_node *at = &question->names->nodes[node];

    if (!gate->is_open)
        return false;
    if (atom == PAINT_WILDCARD)
        return lets_below(question, side, '*', at->sample);
    if (gate->needs_served &&
        !reach_set_has(question->names, at->served[side], question->classes[side]))
        return false;
    return !gate->needs_permit || is_permitted(question, side, node, atom);
}

/* Of wildcards alone: those below the node have the answer of its cell, if they need not
 * be listed. */
static bool lets_painted(const struct question *question, enum reach_side side,
                         uint32_t node, enum paint_atom atom)
{
    if (!question->is_about_wildcards)
        return lets(question, side, node, atom);
    if (atom == PAINT_SELF)
        return lets(question, side, node, PAINT_WILDCARD);
    return !question->gates[side].needs_literal && lets(question, side, node, atom);
}

static bool contains(const struct painting *painting, uint32_t node, enum paint_atom atom)
{
    const struct question *question = painting->of;
    const enum reach_side other = question->only == REACH_NEW ? REACH_OLD : REACH_NEW;

    return lets_painted(question, question->only, node, atom) &&
           !lets_painted(question, other, node, atom);
}

static bool lets_own(const struct question *question, enum reach_side side,
                     struct str name, enum paint_atom atom)
{
    if (atom == PAINT_WILDCARD || (question->is_about_wildcards && atom == PAINT_SELF))
        return lets_below(question, side, '*', name);
    if (atom == PAINT_SELF)
        return lets_text(question, side, name);
    return (!question->is_about_wildcards || !question->gates[side].needs_literal) &&
           lets_below(question, side, 'x', name);
}

static bool contains_own(const struct painting *painting, uint32_t own,
                         enum paint_atom atom)
{
    const struct question *question = painting->of;
    const enum reach_side other = question->only == REACH_NEW ? REACH_OLD : REACH_NEW;
    const struct str name = painting->own[own].name;

    return lets_own(question, question->only, name, atom) &&
           !lets_own(question, other, name, atom);
}

/* Sort nodes, and drop duplicates. */
struct nodes {
    uint32_t *all;
    size_t n;
};

static int compare_numbers(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

struct comparing {
    struct reach_comparison *to;
    struct nodes candidates; /* room for all nodes four times */
    bool *is_main_same;      /* of actors: nothing differs */
};

static void take(struct nodes *nodes, const uint32_t *all, size_t n)
{
    if (n > 0)
        memcpy(nodes->all + nodes->n, all, n * sizeof *all);
    nodes->n += n;
}

static void sort_nodes(struct nodes *nodes)
{
    size_t kept = 0;
    bool is_sorted = true;

    for (size_t i = 1; i < nodes->n && is_sorted; i++)
        is_sorted = nodes->all[i - 1] < nodes->all[i];
    if (is_sorted)
        return;
    qsort(nodes->all, nodes->n, sizeof *nodes->all, compare_numbers);
    for (size_t i = 0; i < nodes->n; i++) {
        if (kept == 0 || nodes->all[kept - 1] != nodes->all[i])
            nodes->all[kept++] = nodes->all[i];
    }
    nodes->n = kept;
}

static void take_all(struct nodes *nodes, uint32_t n)
{
    nodes->n = 0;
    for (uint32_t i = 0; i < n; i++)
        nodes->all[nodes->n++] = i;
}

/* Its own instances and what is below them. */
static void take_own(const struct reach_names *names, const struct reach_actor *actor,
                     struct nodes *nodes)
{
    for (size_t i = 0; i < actor->n_own_nodes; i++) {
        for (uint32_t at = actor->own_nodes[i];
             at < names->nodes[actor->own_nodes[i]].end; at++)
            nodes->all[nodes->n++] = at;
    }
}

/* The nodes at which the actor's names begin or end, in any class. */
static void find_owned(const struct reach_names *names, const struct reach_actor *actor,
                       struct nodes *ret)
{
    ret->n = 0;
    for (size_t s = 0; s < REACH_SIDES; s++) {
        const uint32_t id = actor->ids[s];

        if (id != REACH_NOBODY)
            take(ret, names->owned[s] + names->owned_starts[s][id],
                 names->owned_starts[s][id + 1] - names->owned_starts[s][id]);
    }
    sort_nodes(ret);
}

/* Add the nodes directly below: names that are no longer the actor's may begin there. */
static void take_children(const struct reach_names *names, const struct nodes *owned,
                          struct nodes *to)
{
    for (size_t i = 0; i < owned->n; i++) {
        const uint32_t end = names->nodes[owned->all[i]].end;

        for (uint32_t at = owned->all[i] + 1; at < end; at = names->nodes[at].end)
            to->all[to->n++] = at;
    }
}

/* True if an open gate does not demand names of the tenant. */
static bool covers_all_names(const struct question *question, bool *ret_every_node)
{
    bool is_wide = false;

    *ret_every_node = false;
    for (size_t s = 0; s < REACH_SIDES; s++) {
        const struct reach_gate *gate = &question->gates[s];

        if (!gate->is_open)
            continue;
        is_wide = is_wide || !gate->needs_permit || gate->is_tolerated;
        *ret_every_node = *ret_every_node || (gate->needs_permit && gate->is_tolerated) ||
                          (!gate->needs_permit && question->names->compares_wildcards);
    }
    return is_wide;
}

/* True if neither gate requires listed wildcards: then a part of names includes its
 * wildcards. */
static bool has_wildcards(const struct question *question)
{
    for (size_t s = 0; s < REACH_SIDES; s++) {
        if (question->gates[s].is_open && question->gates[s].needs_literal)
            return false;
    }
    return true;
}

/* True if wildcards must be listed.  A closed gate does not matter. */
static bool needs_literals(const struct question *question)
{
    for (size_t s = 0; s < REACH_SIDES; s++) {
        if (question->gates[s].is_open && !question->gates[s].needs_literal)
            return false;
    }
    return true;
}

/* The differences in the cells of a node. */
static bool differs(const struct question *question, uint32_t node)
{
    const struct reach_node *at = &question->names->nodes[node];

    const bool was = lets(question, REACH_OLD, node, PAINT_BELOW);
    const bool is = lets(question, REACH_NEW, node, PAINT_BELOW);

    /* Wildcards below the node have the answer of its cell, unless they must be
     * listed. */
    if (was != is || (was && !question->gates[REACH_OLD].needs_literal) !=
                         (is && !question->gates[REACH_NEW].needs_literal))
        return true;
    if ((at->is_exact || at->is_hollow) &&
        lets(question, REACH_OLD, node, PAINT_SELF) !=
            lets(question, REACH_NEW, node, PAINT_SELF))
        return true;
    return at->sample.len > 0 &&
           (at->has_wildcard || question->names->compares_wildcards) &&
           lets(question, REACH_OLD, node, PAINT_WILDCARD) !=
               lets(question, REACH_NEW, node, PAINT_WILDCARD);
}

static bool some_differs(const struct question *question, const struct nodes *candidates)
{
    for (size_t i = 0; i < candidates->n; i++) {
        if (differs(question, candidates->all[i]))
            return true;
    }
    for (size_t i = 0; i < question->actor->n_own; i++) {
        for (int atom = PAINT_SELF; atom <= PAINT_WILDCARD; atom++) {
            const struct str name = question->actor->own[i].name;

            if (lets_own(question, REACH_OLD, name, (enum paint_atom)atom) !=
                lets_own(question, REACH_NEW, name, (enum paint_atom)atom))
                return true;
        }
    }
    return false;
}

static bool is_around(const struct reach_names *names, const struct painting *painting,
                      const struct reach_part *part, struct str name)
{
    const struct str base = part->own != REACH_NOBODY ? painting->own[part->own].name
                                                      : names->nodes[part->node].name;

    if (part->is_other)
        return false;
    if (part->form == REACH_NAME)
        return str_equal(name, base);
    return part->form == REACH_BELOW &&
           name_is_within(name, base.len > 0 ? base : STR("."));
}

static bool is_excepted(const struct painting *painting, const struct reach_part *part,
                        struct str name)
{
    for (size_t i = 0; i < part->n_except; i++) {
        if (is_around(painting->names, painting, &part->except[i], name))
            return true;
    }
    return false;
}

static bool is_distinguishing(const struct question *question, struct str text)
{
    const enum reach_side other = question->only == REACH_NEW ? REACH_OLD : REACH_NEW;

    return lets_text(question, question->only, text) && !lets_text(question, other, text);
}

static bool is_witness(const struct painting *painting, const struct reach_part *part,
                       struct str text)
{
    return text.len <= NAME_MAX_BYTES && is_distinguishing(painting->of, text) &&
           !is_excepted(painting, part, text);
}

#define NUMBERS_MAX ((size_t)10000)

/* x, x1, x2, ..., and if all are taken, other short labels. */
static struct str nth_label(struct arena *arena, size_t nth)
{
    char room[FILLER_MAX];

    if (nth == 0)
        return STR("x");
    if (nth < NUMBERS_MAX)
        return arena_format(arena, "x%zu", nth);
    return arena_dup(arena, filler_nth(nth - NUMBERS_MAX, room));
}

/* The name itself if it is in the part, otherwise the first below it that is. */
static struct str witness_of(const struct painting *painting,
                             const struct reach_part *part)
{
    struct arena *arena = painting->names->arena;
    const struct str base = part->own != REACH_NOBODY
                                ? painting->own[part->own].name
                                : painting->names->nodes[part->node].sample;
    const bool is_wildcard =
        part->form == REACH_WILDCARD || part->form == REACH_WILDCARDS;
    const struct str self =
        is_wildcard ? arena_format(arena, "*.%.*s", STR_ARGS(base)) : base;

    if (base.len > 0 && is_witness(painting, part, self))
        return self;
    if (part->form == REACH_NAME || part->form == REACH_WILDCARD)
        return STR_NONE;
    for (size_t i = 0; i < 2 * NUMBERS_MAX; i++) {
        struct buf text = buf_in(arena);

        buf_add_text(&text, is_wildcard ? "*." : "");
        buf_add(&text, nth_label(arena, i));
        buf_add_text(&text, base.len > 0 ? "." : "");
        buf_add(&text, base);
        if (is_witness(painting, part, buf_str(&text)))
            return buf_str(&text);
    }
    return STR_NONE;
}

static void keep(struct reach_comparison *to, const struct reach_difference *one)
{
    if (to->n_differences == to->cap_differences)
        to->differences = arena_grow(to->names.arena, to->differences,
                                     &to->cap_differences, sizeof *to->differences);
    to->differences[to->n_differences++] = *one;
}

static void paint_layer(const struct question *question, const struct nodes *candidates,
                        struct painting *painting, enum reach_form form)
{
    const size_t before = painting->n;

    painting->of = question;
    painting->form = form;
    painting->has_wildcards = form == REACH_BELOW && has_wildcards(question);
    paint(painting, candidates->all, candidates->n);
    for (size_t i = before; i < painting->n; i++)
        painting->parts[i].witness = witness_of(painting, &painting->parts[i]);
}

/* Wildcards that are listed literally, and differ. */
static bool contains_literal(const struct painting *painting, uint32_t node,
                             enum paint_atom atom)
{
    return atom == PAINT_SELF && painting->names->nodes[node].has_wildcard &&
           contains(painting, node, atom);
}

static bool contains_own_literal(const struct painting *painting, uint32_t own,
                                 enum paint_atom atom)
{
    return atom == PAINT_SELF && contains_own(painting, own, atom);
}

static void paint_side(struct question *question, const struct nodes *candidates,
                       struct reach_comparison *to, struct reach_difference *difference)
{
    struct painting painting = {
        .names = question->names,
        .contains = contains,
        .contains_own = contains_own,
        .own = question->actor->own,
        .n_own = question->actor->n_own,
    };

    question->only = difference->only;
    question->is_about_wildcards = false;
    paint_layer(question, candidates, &painting, REACH_BELOW);
    question->is_about_wildcards = true;
    if (needs_literals(question)) {
        painting.contains = contains_literal;
        painting.contains_own = contains_own_literal;
        paint_layer(question, candidates, &painting, REACH_WILDCARDS);
    } else if (!has_wildcards(question)) {
        paint_layer(question, candidates, &painting, REACH_WILDCARDS);
    }
    question->is_about_wildcards = false;
    difference->parts = painting.parts;
    difference->n_parts = painting.n;
    if (painting.n > 0)
        keep(to, difference);
}

static void ask(struct comparing *comparing, uint32_t at, uint32_t class,
                struct question *ret)
{
    const struct reach_names *names = &comparing->to->names;

    *ret = (struct question){.names = names, .actor = &comparing->to->spaces.actors[at]};
    for (size_t s = 0; s < REACH_SIDES; s++) {
        const struct class *served;

        ret->gates[s] = reach_gate_of(&ret->actor->askers[s], names->classes.names[class],
                                      names->policies.today);
        served = ret->gates[s].class;
        ret->classes[s] =
            served == NULL ? REACH_NOBODY : names->classes.of[s][served->index];
    }
}

/* Returns true if something differs. */
static bool compare_class(struct comparing *comparing, uint32_t at, uint32_t class,
                          const struct nodes *owned)
{
    struct reach_comparison *to = comparing->to;
    struct nodes *candidates = &comparing->candidates;
    struct reach_difference difference = {.actor = at, .class = class};
    struct question question;
    bool every_node;

    ask(comparing, at, class, &question);
    if (!question.gates[REACH_OLD].is_open && !question.gates[REACH_NEW].is_open)
        return false;
    candidates->n = 0;
    if (covers_all_names(&question, &every_node)) {
        take(candidates, owned->all, owned->n);
        take_children(&to->names, owned, candidates);
        take(candidates, to->names.class_nodes, to->names.n_class_nodes);
        if (every_node)
            take_all(candidates, to->names.n);
        sort_nodes(candidates);
        candidates = &comparing->candidates;
    } else {
        take(candidates, owned->all, owned->n);
    }
    if (!some_differs(&question, candidates))
        return false;
    difference.only = REACH_NEW;
    paint_side(&question, candidates, to, &difference);
    difference.only = REACH_OLD;
    paint_side(&question, candidates, to, &difference);
    return true;
}

/* True for an actor that differs from its main actor only in its own instances. */
static bool is_like_main(const struct reach_spaces *spaces, uint32_t at)
{
    const struct reach_actor *actor = &spaces->actors[at];
    const struct reach_actor *main = &spaces->actors[actor->main];

    for (size_t s = 0; s < REACH_SIDES; s++) {
        for (size_t rule = 0; rule < RULE_COUNT && actor->askers[s].is_judged; rule++) {
            if ((actor->askers[s].dispositions.excused[rule] == NULL) !=
                (main->askers[s].dispositions.excused[rule] == NULL))
                return false;
        }
    }
    return actor->main != at;
}

static void compare_actor(struct comparing *comparing, uint32_t at, struct nodes *owned)
{
    struct reach_comparison *to = comparing->to;
    const struct reach_actor *actor = &to->spaces.actors[at];
    bool is_same = true;

    owned->n = 0;
    if (is_like_main(&to->spaces, at) && comparing->is_main_same[actor->main])
        take_own(&to->names, actor, owned);
    else
        find_owned(&to->names, actor, owned);
    for (uint32_t class = 0; class < to->names.classes.n; class ++) {
        if (compare_class(comparing, at, class, owned))
            is_same = false;
    }
    comparing->is_main_same[at] = is_same;
}

static void compare_actors(struct comparing *comparing)
{
    struct reach_comparison *to = comparing->to;
    struct arena *arena = to->names.arena;
    const size_t n_most = 4 * (size_t)to->names.n + 1;
    struct nodes owned = {.all = arena_alloc(arena, n_most * sizeof(uint32_t))};

    comparing->candidates.all = arena_alloc(arena, n_most * sizeof(uint32_t));
    comparing->is_main_same = ARENA_NEW(arena, bool, to->spaces.n_actors);
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < to->spaces.n_actors; i++) {
            if ((to->spaces.actors[i].main == i) == (pass == 0))
                compare_actor(comparing, i, &owned);
        }
    }
}

static const uint32_t *owners_at(const struct reach_node *node, enum paint_atom atom,
                                 uint32_t room[REACH_SIDES])
{
    if (atom == PAINT_SELF)
        return node->self;
    if (atom == PAINT_BELOW)
        return node->below;
    for (size_t s = 0; s < REACH_SIDES; s++)
        room[s] = node->wildcard[s] != 0 ? node->wildcard[s] : node->below[s];
    return room;
}

/* True if both sets have the same tenants, whether they list families or not. */
static bool is_same_set(const struct reach_names *names, uint32_t a, uint32_t b)
{
    const struct reach_set *left = &names->sets[a];
    const struct reach_set *right = &names->sets[b];

    return a == b || (left->n == right->n &&
                      memcmp(left->ids, right->ids, left->n * sizeof *left->ids) == 0);
}

static bool contains_owners(const struct painting *painting, uint32_t node,
                            enum paint_atom atom)
{
    const uint32_t *wanted = painting->of;
    uint32_t room[REACH_SIDES];
    const uint32_t *owners = owners_at(&painting->names->nodes[node], atom, room);

    return is_same_set(painting->names, owners[0], wanted[0]) &&
           is_same_set(painting->names, owners[1], wanted[1]);
}

static bool moves(const struct reach_names *names, const uint32_t *owners)
{
    return !is_same_set(names, owners[0], owners[1]);
}

/* True if the name below the node is in the part: it is in the cell, or moves in the same
 * way. */
static bool is_moved(const struct painting *painting, struct str name)
{
    const struct reach_names *names = painting->names;
    const uint32_t at = reach_names_find(names, name);

    if (at != REACH_NOBODY)
        return contains_owners(painting, at, PAINT_SELF);
    return !reach_names_is_instance(names, name);
}

/* As witness_of(), without an actor. */
static struct str witness_of_move(const struct painting *painting,
                                  const struct reach_part *part)
{
    struct arena *arena = painting->names->arena;
    const struct str base = painting->names->nodes[part->node].sample;

    if (part->form == REACH_WILDCARD)
        return arena_format(arena, "*.%.*s", STR_ARGS(base));
    if (part->form == REACH_NAME ||
        (base.len > 0 && contains_owners(painting, part->node, PAINT_SELF)))
        return base;
    for (size_t i = 0; i < 2 * NUMBERS_MAX; i++) {
        const struct str label = nth_label(arena, i);
        const struct str name = arena_format(arena, "%.*s%s%.*s", STR_ARGS(label),
                                             base.len > 0 ? "." : "", STR_ARGS(base));

        if (name.len <= NAME_MAX_BYTES && is_moved(painting, name))
            return name;
    }
    return STR_NONE;
}

static void keep_move(struct reach_comparison *to, const struct reach_part *part,
                      const uint32_t *owners, const struct reach_decider *deciders)
{
    const struct painting painting = {.names = &to->names, .of = owners};
    struct reach_move *move;

    if (to->n_moves == to->cap_moves)
        to->moves =
            arena_grow(to->names.arena, to->moves, &to->cap_moves, sizeof *to->moves);
    move = &to->moves[to->n_moves++];
    *move = (struct reach_move){
        .part = *part,
        .owners = {owners[0], owners[1]},
        .deciders = {deciders[0], deciders[1]},
    };
    move->part.witness = witness_of_move(&painting, part);
}

static struct reach_part single(const struct reach_node *node, uint32_t at,
                                enum reach_form form)
{
    return (struct reach_part){
        .form = form, .name = node->name, .node = at, .own = REACH_NOBODY};
}

/* True if the part around the node includes the name itself; painting.of: its move. */
static bool is_in_part(const struct painting *painting, uint32_t at)
{
    const struct reach_node *node = &painting->names->nodes[at];

    if (!node->is_hollow)
        return contains_owners(painting, at, PAINT_SELF);
    return at != 0 && paint_contains_below(painting, node->parent);
}

static void compare_owners_at(struct reach_comparison *to, uint32_t at)
{
    const struct reach_names *names = &to->names;
    const struct reach_node *node = &names->nodes[at];
    uint32_t room[REACH_SIDES];
    struct painting painting = {
        .names = names, .contains = contains_owners, .has_no_actor = true};
    const uint32_t *wildcards = owners_at(node, PAINT_WILDCARD, room);
    struct reach_part part;

    painting.of = node->below;
    if (!node->is_hollow && moves(names, node->below) &&
        (at == 0 || !paint_contains_below(&painting, node->parent))) {
        part = paint_part(&painting, at);
        keep_move(to, &part, node->below, node->by_below);
    }
    if (node->is_hollow)
        painting.of = node->self;
    if ((node->is_exact || node->is_hollow) && node->sample.len > 0 &&
        moves(names, node->self) && !is_in_part(&painting, at)) {
        part = single(node, at, REACH_NAME);
        keep_move(to, &part, node->self, node->by_self);
    }
    painting.of = node->below;
    if (node->has_wildcard && moves(names, wildcards) &&
        !contains_owners(&painting, at, PAINT_WILDCARD)) {
        part = single(node, at, REACH_WILDCARD);
        keep_move(to, &part, wildcards, node->by_below);
    }
}

static int compare_differences(const void *left, const void *right)
{
    const struct reach_difference *a = left;
    const struct reach_difference *b = right;

    if (a->actor != b->actor)
        return a->actor < b->actor ? -1 : 1;
    if (a->class != b->class)
        return a->class < b->class ? -1 : 1;
    return (b->only > a->only) - (b->only < a->only);
}

bool reach_compare(const struct reach_policies *policies, struct arena *arena,
                   struct reach_comparison *ret)
{
    struct comparing comparing = {.to = ret};

    *ret = (struct reach_comparison){0};
    reach_names_of(policies, arena, &ret->names);
    for (uint32_t i = 0; i < ret->names.n; i++)
        compare_owners_at(ret, i);
    if (!reach_spaces_of(&ret->names, &ret->spaces))
        return false;
    compare_actors(&comparing);
    if (ret->n_differences > 1)
        qsort(ret->differences, ret->n_differences, sizeof *ret->differences,
              compare_differences);
    return true;
}

void reach_comparison_clear(struct reach_comparison *comparison)
{
    reach_names_clear(&comparison->names);
}

uint32_t reach_actor_find(const struct reach_comparison *comparison, struct str namespace)
{
    const struct reach_spaces *spaces = &comparison->spaces;
    uint32_t best = REACH_NOBODY;

    for (uint32_t i = 0; i < spaces->n_cells; i++) {
        const struct name_pattern *pattern = &spaces->cells[i].pattern;

        if (!name_pattern_has_hole(pattern) && str_equal(pattern->text, namespace))
            return spaces->actor_of[i];
        if (name_pattern_matches(pattern, namespace) &&
            (best == REACH_NOBODY ||
             pattern->text.len > spaces->cells[best].pattern.text.len))
            best = i;
    }
    return best == REACH_NOBODY ? REACH_NOBODY : spaces->actor_of[best];
}

static struct str id_name(const struct reach_comparison *comparison, uint32_t id)
{
    return id == REACH_NOBODY ? STR("none") : comparison->names.tenants.names[id];
}

/* True if another cell of the actor covers the cell, so that a report needs only that
 * one. */
static bool is_cell_covered(const struct reach_spaces *spaces,
                            const struct reach_actor *actor, uint32_t cell)
{
    for (size_t i = 0; i < actor->n_cells; i++) {
        if (actor->cells[i] != cell &&
            reach_cell_covers(&spaces->cells[actor->cells[i]], &spaces->cells[cell]))
            return true;
    }
    return false;
}

#define CELLS_SHOWN 5

static void add_cells(struct buf *buf, const struct reach_spaces *spaces,
                      const struct reach_actor *actor)
{
    size_t n = 0;

    for (size_t i = 0; i < actor->n_cells; i++) {
        if (is_cell_covered(spaces, actor, actor->cells[i]))
            continue;
        if (n++ >= CELLS_SHOWN)
            continue;
        buf_add_text(buf, n == 1 ? "" : ", ");
        buf_add(buf, spaces->cells[actor->cells[i]].text);
    }
    if (n > CELLS_SHOWN)
        buf_addf(buf, " and %zu more", n - CELLS_SHOWN);
}

bool reach_actor_is_space(const struct reach_comparison *comparison, uint32_t actor)
{
    const struct reach_actor *one = &comparison->spaces.actors[actor];

    return one->ids[0] != one->ids[1] || one->ids[0] == REACH_NOBODY ||
           one->main != actor;
}

void reach_actor_add(struct buf *buf, const struct reach_comparison *comparison,
                     uint32_t actor)
{
    const struct reach_actor *one = &comparison->spaces.actors[actor];

    if (!reach_actor_is_space(comparison, actor)) {
        buf_add(buf, id_name(comparison, one->ids[0]));
        return;
    }
    buf_add_text(buf, "namespace ");
    add_cells(buf, &comparison->spaces, one);
    buf_add_text(buf, " (");
    buf_add(buf, id_name(comparison, one->ids[0]));
    buf_add_text(buf, " -> ");
    buf_add(buf, id_name(comparison, one->ids[1]));
    buf_add_byte(buf, ')');
}
