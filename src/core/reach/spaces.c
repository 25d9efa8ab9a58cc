/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spaces: makes cells of namespaces, each with a sample, and groups them into actors.
 */
#include "core/reach/spaces.h"

#include "base/buf.h"

#define NAMESPACE_BYTES 63

struct search {
    const struct reach_names *names;
    struct arena *arena;
    struct reach_spaces *ret;
    struct holes holes;
    struct map by_namespace; /* -> cell */
    struct map by_signature; /* -> actor */
};

static bool is_namespace(struct str text)
{
    if (text.len == 0 || text.len > NAMESPACE_BYTES || text.ptr[0] == '-' ||
        text.ptr[text.len - 1] == '-')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!byte_is_lower(text.ptr[i]) && !byte_is_digit(text.ptr[i]) &&
            text.ptr[i] != '-')
            return false;
    }
    return true;
}

static void add_cell(struct search *search, struct reach_cell cell)
{
    struct reach_spaces *ret = search->ret;
    const uint32_t at =
        *map_put(&search->by_namespace, cell.namespace, (uint32_t)ret->n_cells);

    if (at < ret->n_cells) {
        ret->cells[at].is_made = ret->cells[at].is_made && cell.is_made;
        return;
    }
    if (ret->n_cells == ret->cap_cells)
        ret->cells =
            arena_grow(search->arena, ret->cells, &ret->cap_cells, sizeof *ret->cells);
    ret->cells[ret->n_cells++] = cell;
}

/* The reason for a cell. */
enum origin {
    OF_POLICY,
    MADE, /* in no policy: needed to distinguish other cells */
};

static void add_namespace(struct search *search, struct str namespace, enum origin origin)
{
    if (is_namespace(namespace))
        add_cell(search, (struct reach_cell){
                             .text = namespace,
                             .namespace = namespace,
                             .pattern = {.text = namespace, .hole = namespace.len},
                             .is_made = origin == MADE});
}

static void add_hole(struct search *search, struct hole hole)
{
    holes_add(&search->holes, hole);
}

static void add_pattern(struct search *search, const struct name_pattern *pattern)
{
    if (!name_pattern_has_hole(pattern)) {
        add_namespace(search, pattern->text, OF_POLICY);
        return;
    }
    add_hole(search, (struct hole){.head = str_head(pattern->text, pattern->hole),
                                   .tail = str_skip(pattern->text, pattern->hole + 1),
                                   .is_filled = pattern->placeholder.len > 0});
}

static void add_tenants(struct search *search, const struct policy *policy)
{
    size_t n;
    const struct tenant *tenants = policy_tenants(policy, &n);

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < tenants[i].n_namespaces; k++)
            add_pattern(search, &tenants[i].namespaces[k]);
    }
}

/* Exemptions that can excuse the probe object in some namespaces only. */
static void add_exemptions(struct search *search, const struct policy *policy)
{
    size_t n;
    const struct exemption *exemptions = policy_exemptions(policy, &n);

    for (size_t i = 0; i < n; i++) {
        const struct exemption *one = &exemptions[i];

        if (one->n_users > 0 || one->n_groups > 0 || one->n_names > 0)
            continue;
        for (size_t k = 0; k < one->n_namespaces; k++) {
            const struct name_pattern *pattern = &one->namespaces[k];

            if (name_pattern_has_hole(pattern))
                add_hole(search,
                         (struct hole){.head = str_head(pattern->text, pattern->hole),
                                       .tail = str_skip(pattern->text, pattern->hole + 1),
                                       .is_made = true});
            else
                add_namespace(search, pattern->text, MADE);
        }
    }
}

static struct str join(struct arena *arena, struct str a, struct str b, struct str c)
{
    struct buf buf = buf_in(arena);

    buf_add(&buf, a);
    buf_add(&buf, b);
    buf_add(&buf, c);
    return buf_str(&buf);
}

/* The namespaces whose own instance has this label, by one pattern of the tenant; by
 * {namespace}: head and tail are empty. */
static void add_owner_of(struct search *search, const struct hole *own, struct str label,
                         struct str head, struct str tail)
{
    const size_t n = own->head.len + own->tail.len;

    if (hole_matches(own, label))
        add_namespace(search,
                      join(search->arena, head,
                           (struct str){label.ptr + own->head.len, label.len - n}, tail),
                      MADE);
}

/* The namespaces whose own instance is one of another family as well. */
static void add_rivals_of(struct search *search, const struct hole *own,
                          const struct hole *rival, struct str head, struct str tail)
{
    const bool is_more_head = rival->head.len >= own->head.len;
    const bool is_more_tail = rival->tail.len >= own->tail.len;
    const struct hole both = {
        .head = is_more_head ? rival->head : own->head,
        .tail = is_more_tail ? rival->tail : own->tail,
    };
    const struct str none = STR_NONE;

    if (!hole_is_within(&both, own) || !hole_is_within(&both, rival))
        return;
    add_hole(
        search,
        (struct hole){
            .head = join(search->arena, head, str_skip(both.head, own->head.len), none),
            .tail = join(search->arena,
                         str_head(both.tail, both.tail.len - own->tail.len), tail, none),
            .is_filled = true,
            .is_made = true});
}

typedef void take_pattern(struct search *search, const struct reach_family *family,
                          struct str head, struct str tail);

/* Each way in which namespaces of the family's tenant get their value. */
static void offer_patterns(struct search *search, const struct reach_family *family,
                           take_pattern *offer)
{
    size_t n;
    const struct tenant *tenant =
        &policy_tenants(search->names->policies.of[family->side], &n)[family->tenant];

    if (family->family->key.binding == DOMAIN_BY_NAMESPACE) {
        offer(search, family, STR_NONE, STR_NONE);
        return;
    }
    for (size_t i = 0; i < tenant->n_namespaces; i++) {
        const struct name_pattern *pattern = &tenant->namespaces[i];

        if (pattern->placeholder.len > 0)
            offer(search, family, str_head(pattern->text, pattern->hole),
                  str_skip(pattern->text, pattern->hole + 1));
    }
}

static void offer_rivals(struct search *search, const struct reach_family *family,
                         struct str head, struct str tail)
{
    const struct reach_names *names = search->names;
    uint32_t at = REACH_NOBODY;

    (void)map_get(&names->family_parents, family->parent, &at);
    for (; at != REACH_NOBODY; at = names->families[at].next) {
        if (&names->families[at] != family)
            add_rivals_of(search, &family->label, &names->families[at].label, head, tail);
    }
}

/* Names directly below the family's parent that are nodes. */
static void offer_nodes(struct search *search, const struct reach_family *family,
                        struct str head, struct str tail)
{
    const struct reach_names *names = search->names;
    const uint32_t parent = reach_names_around(names, family->parent);

    for (uint32_t i = parent + 1; i < names->nodes[parent].end; i = names->nodes[i].end) {
        const struct reach_node *node = &names->nodes[i];

        if (!node->is_family && str_equal(name_parent(node->name), family->parent))
            add_owner_of(search, &family->label, reach_label(node->name), head, tail);
    }
}

static struct str text_of(const struct search *search, const struct hole *hole)
{
    const bool is_placeholder = hole->is_filled && !hole->is_made;

    return join(search->arena, hole->head, is_placeholder ? STR("{x}") : STR("*"),
                hole->tail);
}

bool reach_cell_covers(const struct reach_cell *cell, const struct reach_cell *made)
{
    const struct name_pattern *pattern = &cell->pattern;

    if (!made->is_made || !name_pattern_has_hole(pattern) ||
        (cell->is_made && name_pattern_has_hole(&made->pattern)))
        return false;
    /* Texts in which the two ends overlap are of the intersection as well. */
    return str_has_prefix(made->namespace, str_head(pattern->text, pattern->hole)) &&
           str_has_suffix(made->namespace, str_skip(pattern->text, pattern->hole + 1));
}

static bool gather(struct search *search)
{
    const struct sampling sampling = {STR_NONE, NAMESPACE_BYTES};
    const struct reach_names *names = search->names;
    struct holes *holes = &search->holes;

    for (size_t s = 0; s < REACH_SIDES; s++) {
        if (names->policies.of[s] == NULL)
            continue;
        add_tenants(search, names->policies.of[s]);
        add_exemptions(search, names->policies.of[s]);
    }
    add_hole(search, (struct hole){.is_made = true});
    for (size_t i = 0; i < names->n_families; i++)
        offer_patterns(search, &names->families[i], offer_rivals);
    if (!holes_close(holes))
        return false;
    for (size_t i = 0; i < names->n_families; i++)
        offer_patterns(search, &names->families[i], offer_nodes);
    for (size_t i = 0; i < holes->n_overlaps; i++)
        add_namespace(search, holes->overlaps[i], MADE);
    for (size_t i = 0; i < holes->n; i++) {
        const struct hole *hole = &holes->all[i];
        size_t from = 0;
        struct str sample;
        uint32_t taken;

        do {
            sample = holes_sample(holes, i, &sampling, &from);
        } while (sample.len > 0 && (map_get(&search->by_namespace, sample, &taken) ||
                                    !is_namespace(sample)));
        if (sample.len == 0)
            continue;
        add_cell(search,
                 (struct reach_cell){
                     .text = text_of(search, hole),
                     .namespace = sample,
                     .pattern = {.text = join(search->arena, hole->head,
                                              hole->is_filled ? STR("{") : STR("*"),
                                              hole->tail),
                                 .hole = hole->head.len,
                                 .placeholder = hole->is_filled ? STR("x") : STR_NONE},
                     .is_made = hole->is_made});
    }
    return true;
}

/* True if a family for names alone has the name, whatever its owner. */
static bool is_exact(const struct reach_names *names, struct str name)
{
    uint32_t at = REACH_NOBODY;

    (void)map_get(&names->family_parents, name_parent(name), &at);
    for (; at != REACH_NOBODY; at = names->families[at].next) {
        if (names->families[at].family->entry == DOMAIN_EXACT &&
            hole_matches(&names->families[at].label, reach_label(name)))
            return true;
    }
    return false;
}

static void add_own(struct search *search, struct reach_actor *actor,
                    const struct reach_family *family, struct reach_own *own,
                    uint32_t *nodes)
{
    const struct reach_names *names = search->names;
    const struct tenant_values *values = &actor->askers[family->side].values;
    struct str name;
    uint32_t node;

    if (!family_instance(family->family, values, search->arena, &name))
        return;
    if (family->family->entry == DOMAIN_WILDCARD)
        name = str_skip(name, 2);
    node = reach_names_find(names, name);
    if (node != REACH_NOBODY) {
        for (size_t i = 0; i < actor->n_own_nodes; i++) {
            if (nodes[i] == node)
                return;
        }
        nodes[actor->n_own_nodes++] = node;
        return;
    }
    for (size_t i = 0; i < actor->n_own; i++) {
        if (str_equal(own[i].name, name))
            return;
    }
    own[actor->n_own++] = (struct reach_own){
        .name = name,
        .text = family->family->entry == DOMAIN_WILDCARD
                    ? str_skip(family->family->text, 2)
                    : family->family->text,
        .family = family,
        .around = reach_names_around(names, name),
        .is_exact = is_exact(names, name),
    };
}

static void find_own(struct search *search, struct reach_actor *actor)
{
    const struct reach_names *names = search->names;
    size_t n = 0;
    struct reach_own *own;
    uint32_t *nodes;

    for (size_t s = 0; s < REACH_SIDES; s++)
        n += actor->askers[s].tenant == NULL ? 0 : actor->askers[s].tenant->n_families;
    if (n == 0)
        return;
    own = ARENA_NEW(search->arena, struct reach_own, n);
    nodes = ARENA_NEW(search->arena, uint32_t, n);
    for (size_t i = 0; i < names->n_families; i++) {
        const struct reach_family *family = &names->families[i];
        const struct tenant *tenant = actor->askers[family->side].tenant;

        if (tenant != NULL && tenant->index == family->tenant)
            add_own(search, actor, family, own, nodes);
    }
    actor->own = own;
    actor->own_nodes = nodes;
}

static unsigned permits(const struct reach_actor *actor, enum reach_side side,
                        struct str text)
{
    const struct reach_asker *asker = &actor->askers[side];
    const struct name name = reach_name_of(text);

    return asker->policy != NULL && asker->tenant != NULL &&
           policy_permits_name(asker->policy, asker->tenant, &asker->values, &name);
}

/* The answers of the policies about one own instance, and about names below it. */
static void sign_own(struct search *search, const struct reach_actor *actor,
                     const struct reach_own *own, struct buf *buf)
{
    const struct str texts[] = {
        own->name,
        join(search->arena, STR("x."), own->name, STR_NONE),
        join(search->arena, STR("*."), own->name, STR_NONE),
        join(search->arena, STR("*.x."), own->name, STR_NONE),
    };

    buf_addf(buf, " %u ", own->around);
    buf_add(buf, own->text);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        buf_addf(buf, "%u%u", permits(actor, REACH_OLD, texts[i]),
                 permits(actor, REACH_NEW, texts[i]));
}

/* Cells with the same signature form one actor. */
static struct str sign(struct search *search, const struct reach_actor *actor,
                       const struct reach_cell *cell)
{
    struct buf buf = buf_in(search->arena);

    for (size_t s = 0; s < REACH_SIDES; s++) {
        buf_addf(&buf, "%u", actor->ids[s]);
        for (size_t rule = 0; rule < RULE_COUNT && actor->askers[s].is_judged; rule++)
            buf_add_byte(&buf,
                         actor->askers[s].dispositions.excused[rule] != NULL ? 'x' : '-');
    }
    for (size_t i = 0; i < actor->n_own; i++)
        sign_own(search, actor, &actor->own[i], &buf);
    if (actor->n_own_nodes > 0) {
        buf_add_byte(&buf, '!');
        buf_add(&buf, cell->namespace);
    }
    return buf_str(&buf);
}

static void ask(struct search *search, const struct reach_cell *cell,
                struct reach_actor *actor)
{
    const struct reach_names *names = search->names;

    *actor = (struct reach_actor){.sample = cell->namespace};
    for (size_t s = 0; s < REACH_SIDES; s++) {
        struct reach_asker *asker = &actor->askers[s];

        reach_asker_of(names->policies.of[s], cell->namespace, names->policies.today,
                       asker);
        actor->ids[s] = asker->tenant == NULL
                            ? REACH_NOBODY
                            : names->tenants.of[s][asker->tenant->index];
    }
    find_own(search, actor);
}

/* True if only the tenants set its namespaces apart. */
static bool is_plain(const struct reach_actor *actor)
{
    for (size_t rule = 0; rule < RULE_COUNT; rule++) {
        if (actor->askers[REACH_OLD].dispositions.excused[rule] != NULL ||
            actor->askers[REACH_NEW].dispositions.excused[rule] != NULL)
            return false;
    }
    return actor->n_own_nodes == 0;
}

static bool is_plainer(const struct reach_actor *a, const struct reach_actor *b)
{
    if (is_plain(a) != is_plain(b))
        return is_plain(a);
    return a->n_own > b->n_own;
}

/* The main actor of two tenants is their first plain one, if possible one with own
 * instances of families. */
static void find_mains(struct search *search)
{
    struct reach_spaces *ret = search->ret;
    struct map mains = {0};
    struct str *keys = ARENA_NEW(search->arena, struct str, ret->n_actors);

    for (uint32_t i = 0; i < ret->n_actors; i++) {
        const struct reach_actor *actor = &ret->actors[i];
        uint32_t *main;

        keys[i] = arena_format(search->arena, "%u %u", actor->ids[0], actor->ids[1]);
        main = map_put(&mains, keys[i], i);
        if (is_plainer(actor, &ret->actors[*main]))
            *main = i;
    }
    for (uint32_t i = 0; i < ret->n_actors; i++)
        (void)map_get(&mains, keys[i], &ret->actors[i].main);
    map_clear(&mains);
}

/* Assign the cells to actors. */
static void distribute(struct search *search)
{
    struct reach_spaces *ret = search->ret;
    uint32_t *all = ARENA_NEW(search->arena, uint32_t, ret->n_cells);
    size_t *starts = ARENA_NEW(search->arena, size_t, ret->n_actors + 1);

    for (size_t i = 0; i < ret->n_cells; i++)
        starts[ret->actor_of[i] + 1]++;
    for (size_t i = 0; i < ret->n_actors; i++) {
        starts[i + 1] += starts[i];
        ret->actors[i].cells = all + starts[i];
    }
    for (uint32_t i = 0; i < ret->n_cells; i++) {
        struct reach_actor *actor = &ret->actors[ret->actor_of[i]];

        all[starts[ret->actor_of[i]] + actor->n_cells++] = i;
    }
}

bool reach_spaces_of(const struct reach_names *names, struct reach_spaces *ret)
{
    struct search search = {.names = names, .arena = names->arena, .ret = ret};
    bool is_done;

    *ret = (struct reach_spaces){0};
    search.holes.arena = names->arena;
    is_done = gather(&search);
    ret->actor_of = ARENA_NEW(names->arena, uint32_t, ret->n_cells);
    for (size_t i = 0; i < ret->n_cells && is_done; i++) {
        struct reach_actor actor;

        ask(&search, &ret->cells[i], &actor);
        ret->actor_of[i] =
            *map_put(&search.by_signature, sign(&search, &actor, &ret->cells[i]),
                     (uint32_t)ret->n_actors);
        if (ret->actor_of[i] < ret->n_actors)
            continue;
        if (ret->n_actors == ret->cap_actors)
            ret->actors = arena_grow(names->arena, ret->actors, &ret->cap_actors,
                                     sizeof *ret->actors);
        ret->actors[ret->n_actors++] = actor;
    }
    distribute(&search);
    find_mains(&search);
    map_clear(&search.by_namespace);
    map_clear(&search.by_signature);
    holes_clear(&search.holes);
    return is_done;
}
