/*
 * ratchet: "already has" is the same rule, place without positions, and value.
 */
#include "core/judge/ratchet.h"

/* The place of facts about carriers; no field has such an order. */
#define PLACE_CARRIERS UINT32_MAX

static void read_stored(struct ratchet *ratchet)
{
    const struct inquiry *inquiry = ratchet->now->inquiry;

    if (ratchet->stored != NULL)
        return;
    ratchet->before_inquiry = *inquiry;
    ratchet->before_inquiry.view = inquiry->stored;
    ratchet->stored = ARENA_NEW(inquiry->arena, struct context, 1);
    context_init(ratchet->stored, &ratchet->before_inquiry);
}

/* All carriers are one place, and a class is one value whatever it is called. */
static struct fact fact_of_class(const struct policy *policy,
                                 const struct violation *violation)
{
    const struct class *class = policy_class_named(policy, violation->value);
    const struct str value = class == NULL ? violation->value : class->name;

    return (struct fact){.place = PLACE_CARRIERS,
                         .parts = {STR_NONE, value, violation->beside}};
}

static struct fact fact_of(const struct policy *policy, const struct violation *violation)
{
    if (rule_of(violation->rule)->about_class)
        return fact_of_class(policy, violation);
    return (struct fact){
        .place = violation->path.field->order,
        .parts = {violation->path.key, violation->value, violation->beside}};
}

/* The stored object by today's policy, with nothing silent and nobody excused.  Of its
 * drafts only the facts stay. */
static const struct facts *before(struct ratchet *ratchet, enum rule_id rule)
{
    AUTO(arena_clear) struct arena scratch = {0};
    struct facts *facts = &ratchet->before[rule].facts;
    struct violations violations = {.arena = &scratch};

    if (ratchet->before[rule].known)
        return facts;
    ratchet->before[rule].known = true;
    read_stored(ratchet);
    context_read_claims(ratchet->stored);
    context_read_wanted(ratchet->stored);
    rule_run(rule, ratchet->stored, &violations);
    facts_init(facts, ratchet->now->inquiry->arena, violations.n);
    for (size_t i = 0; i < violations.n; i++)
        facts_add(facts,
                  fact_of(ratchet->now->inquiry->policy, &violations.all[i].violation));
    facts_finish(facts);
    return facts;
}

/* Absent and empty are one here. */
static struct str present(struct str text)
{
    return text.len == 0 ? STR_NONE : text;
}

/* Names by place, what is no name as written, and catch-alls. */
static struct facts claims_of_context(struct context *context, struct arena *arena)
{
    const struct view *view = context->inquiry->view;
    struct facts facts;

    context_read_claims(context);
    facts_init(&facts, arena, context->claims.n + view->n_catch_alls);
    for (size_t i = 0; i < context->claims.n; i++) {
        const struct claim *claim = &context->claims.all[i];

        facts_add(&facts, (struct fact){claim->path.field->order,
                                        {claim->path.key, present(claim->text)}});
    }
    for (size_t i = 0; i < view->n_catch_alls; i++)
        facts_add(&facts, (struct fact){.place = view->catch_alls[i].path.field->order});
    return facts;
}

static struct facts routes_of_context(const struct context *context, struct arena *arena)
{
    const struct view *view = context->inquiry->view;
    struct facts facts;

    facts_init(&facts, arena, view->n_routes);
    for (size_t i = 0; i < view->n_routes; i++) {
        const struct view_route *route = &view->routes[i];

        facts_add(&facts, (struct fact){route->place.field->order,
                                        {present(name_fold(arena, route->host)),
                                         present(route->path), present(route->path_type),
                                         present(route->backend)}});
    }
    return facts;
}

static bool claims_grew(struct ratchet *ratchet)
{
    if (!ratchet->new_claims.known) {
        AUTO(arena_clear) struct arena scratch = {0};
        struct facts now = claims_of_context(ratchet->now, &scratch);
        struct facts stored;

        read_stored(ratchet);
        stored = claims_of_context(ratchet->stored, &scratch);
        ratchet->new_claims.found = !facts_within(&now, &stored);
        ratchet->new_claims.known = true;
    }
    return ratchet->new_claims.found;
}

static bool routes_grew(struct ratchet *ratchet)
{
    if (!ratchet->new_routes.known) {
        AUTO(arena_clear) struct arena scratch = {0};
        struct facts now = routes_of_context(ratchet->now, &scratch);
        struct facts stored;

        read_stored(ratchet);
        stored = routes_of_context(ratchet->stored, &scratch);
        ratchet->new_routes.found = !facts_within(&now, &stored);
        ratchet->new_routes.known = true;
    }
    return ratchet->new_routes.found;
}

static bool grows_under_cover(struct ratchet *ratchet, enum rule_growth growth)
{
    if (growth == GROWTH_FREE)
        return false;
    return claims_grew(ratchet) || (growth == GROWTH_NO_ROUTES && routes_grew(ratchet));
}

void ratchet_init(struct ratchet *ratchet, struct context *now)
{
    const struct inquiry *inquiry = now->inquiry;

    memset(ratchet, 0, sizeof *ratchet);
    ratchet->now = now;
    if (inquiry->operation != OPERATION_UPDATE || inquiry->stored == NULL)
        return;
    ratchet->is_on = true;
    read_stored(ratchet);
    ratchet->same_classes =
        carriers_name_same(&now->carriers, &ratchet->stored->carriers);
    ratchet->is_always_on = inquiry->stored->being_deleted || inquiry->is_status;
    if (inquiry->is_status && !ratchet_is_quiet_status(ratchet))
        ratchet->is_on = false;
}

enum ratchet_answer ratchet_ask(struct ratchet *ratchet,
                                const struct violation *violation,
                                enum on_update on_update)
{
    struct fact fact = fact_of(ratchet->now->inquiry->policy, violation);

    if (!ratchet->is_on || (on_update == ON_UPDATE_STRICT && !ratchet->is_always_on))
        return RATCHET_NEW;
    if (!facts_have(before(ratchet, violation->rule), &fact) ||
        grows_under_cover(ratchet, rule_of(violation->rule)->growth))
        return RATCHET_NEW;
    return ratchet->same_classes ? RATCHET_HOLDS : RATCHET_MOVED;
}

bool ratchet_is_quiet_status(const struct ratchet *ratchet)
{
    return ratchet->now->inquiry->is_status && ratchet->is_on &&
           carriers_equal(&ratchet->now->carriers, &ratchet->stored->carriers);
}
