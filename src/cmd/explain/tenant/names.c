/* SPDX-License-Identifier: Apache-2.0 */
/* names: finds the names that a tenant may use in each of its classes. */
#include "cmd/explain/tenant/tenant.h"

/* The part with the value of the namespace in place of the placeholder. */
static struct reach_part fill(const struct tenant_answer *answer,
                              const struct reach_actor *actor,
                              const struct reach_part *part, struct arena *arena)
{
    struct reach_part filled = *part;
    struct str instance;

    if (answer->values.namespace.len > 0 && part->node == REACH_NOBODY &&
        part->own < actor->n_own &&
        family_instance(actor->own[part->own].family->family, &answer->values, arena,
                        &instance))
        filled.name =
            str_has_prefix(instance, STR("*.")) ? str_skip(instance, 2) : instance;
    return filled;
}

static struct str text_of(const struct tenant_answer *answer,
                          const struct reach_actor *actor, const struct reach_part *part,
                          struct arena *arena)
{
    struct buf buf = buf_in(arena);
    struct reach_part filled = fill(answer, actor, part, arena);
    struct reach_part *except = ARENA_NEW(arena, struct reach_part, part->n_except);

    for (size_t i = 0; i < part->n_except; i++)
        except[i] = fill(answer, actor, &part->except[i], arena);
    filled.except = except;
    reach_part_add(&buf, &filled);
    return buf_str(&buf);
}

/* The actor of the given namespace.  Without one, the main actor of the tenant. */
static uint32_t find_actor(const struct tenant_answer *answer,
                           const struct reach_comparison *comparison)
{
    const struct reach_spaces *spaces = &comparison->spaces;
    const uint32_t *ids = comparison->names.tenants.of[REACH_NEW];

    if (answer->values.namespace.len > 0)
        return reach_actor_find(comparison, answer->values.namespace);
    for (uint32_t i = 0; i < spaces->n_actors; i++) {
        if (spaces->actors[i].ids[REACH_NEW] == ids[answer->tenant->index] &&
            spaces->actors[i].main == i)
            return i;
    }
    return REACH_NOBODY;
}

static void take(struct tenant_answer *answer, const struct reach_comparison *comparison,
                 const struct reach_difference *difference, struct arena *arena)
{
    const struct reach_actor *actor = &comparison->spaces.actors[difference->actor];
    const struct str name = comparison->names.classes.names[difference->class];

    for (size_t i = 0; i < answer->n_classes; i++) {
        struct tenant_class *at = &answer->classes[i];
        struct str *names;

        if (!str_equal(at->class->name, name))
            continue;
        names = ARENA_NEW(arena, struct str, difference->n_parts);
        for (size_t k = 0; k < difference->n_parts; k++)
            names[k] = text_of(answer, actor, &difference->parts[k], arena);
        at->names = names;
        at->n_names = difference->n_parts;
    }
}

void tenant_reach_of(const struct policy *policy, int32_t today, struct tenant_reach *ret)
{
    /* What a policy permits is the difference from a policy that permits nothing. */
    const struct reach_policies policies = {
        .of = {[REACH_OLD] = NULL, [REACH_NEW] = policy},
        .today = today,
    };

    *ret = (struct tenant_reach){.is_known = false};
    ret->is_known = reach_compare(&policies, &ret->arena, &ret->comparison);
}

void tenant_reach_clear(struct tenant_reach *reach)
{
    reach_comparison_clear(&reach->comparison);
    arena_clear(&reach->arena);
}

/* The index of the actor's first difference; differences are sorted by actor. */
static size_t first_of(const struct reach_comparison *comparison, uint32_t actor)
{
    size_t low = 0;
    size_t high = comparison->n_differences;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (comparison->differences[middle].actor < actor)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void take_all(struct tenant_answer *answer, const struct tenant_reach *reach,
                     struct arena *arena)
{
    const struct reach_comparison *comparison = &reach->comparison;
    uint32_t actor;

    answer->names_are_known = reach->is_known;
    if (!reach->is_known)
        return;
    actor = find_actor(answer, comparison);
    for (size_t i = first_of(comparison, actor); i < comparison->n_differences; i++) {
        if (comparison->differences[i].actor != actor)
            break;
        if (comparison->differences[i].only == REACH_NEW)
            take(answer, comparison, &comparison->differences[i], arena);
    }
}

void tenant_find_names(struct tenant_answer *answer, struct arena *arena)
{
    AUTO(tenant_reach_clear) struct tenant_reach own = {.is_known = false};
    const struct asking *asking = answer->asking;

    if (asking->reach == NULL)
        tenant_reach_of(asking->desk->policy, asking->today, &own);
    take_all(answer, asking->reach != NULL ? asking->reach : &own, arena);
}
