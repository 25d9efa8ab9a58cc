/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ratchet: the stored object has the same violation if rule, place and values are equal.
 * A place is compared without list positions.
 */
#include "core/judge/ratchet.h"

#include "core/object/service.h"

/* The place of facts about carriers.  No field has this order. */
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

/* All carriers count as one place, and the name and aliases of a class as one value. */
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

/* The facts of the rule's violations on the stored object, by today's policy, with no
 * rule silent and no exemption applied.  The drafts themselves are freed. */
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

/* Absent and empty texts count as equal. */
static struct str present(struct str text)
{
    return text.len == 0 ? STR_NONE : text;
}

static struct fact fact_of_claim(const struct claim *claim)
{
    return (struct fact){claim->path.field->order,
                         {claim->path.key, present(claim->text)}};
}

static void add_place(struct facts *facts, const struct field_path *path)
{
    facts_add(facts, (struct fact){.place = path->field->order});
}

/* Add the catch-alls that host-present reports: for a route only if a parent does not
 * permit routes without hosts. */
static void add_catch_alls(struct facts *facts, const struct context *context)
{
    const struct view *view = context->inquiry->view;
    const struct carriers *carriers = &context->carriers;

    if (view->kind->reader == KIND_READS_ROUTE && carriers_permit_hostless(carriers))
        return;
    for (size_t i = 0; i < view->n_catch_alls; i++)
        add_place(facts, &view->catch_alls[i].path);
    for (size_t i = 0; i < carriers->n && (view->kind->parts & KIND_NAMELESS) != 0; i++) {
        if (!carrier_permits_hostless(&carriers->list[i]))
            add_place(facts, &carriers->list[i].path);
    }
}

static struct fact fact_of_route(const struct view_route *route, struct arena *arena)
{
    return (struct fact){route->place.field == NULL ? 0 : route->place.field->order,
                         {present(name_fold(arena, route->host)), present(route->path),
                          present(route->path_type), present(route->backend)}};
}

/* The stored object's claims by place, with invalid names as written, and its
 * catch-alls. */
static struct facts claims_of_stored(struct ratchet *ratchet, struct arena *arena)
{
    struct context *stored;
    struct facts facts;

    read_stored(ratchet);
    stored = ratchet->stored;
    context_read_claims(stored);
    facts_init(&facts, arena, stored->claims.n);
    for (size_t i = 0; i < stored->claims.n; i++)
        facts_add(&facts, fact_of_claim(&stored->claims.all[i]));
    add_catch_alls(&facts, stored);
    facts_finish(&facts);
    return facts;
}

static struct facts routes_of_stored(struct ratchet *ratchet, struct arena *arena)
{
    const struct view *view;
    struct facts facts;

    read_stored(ratchet);
    view = ratchet->stored->inquiry->view;
    facts_init(&facts, arena, view->n_routes);
    for (size_t i = 0; i < view->n_routes; i++)
        facts_add(&facts, fact_of_route(&view->routes[i], arena));
    facts_finish(&facts);
    return facts;
}

/* The policy itself writes this annotation, so the user gains nothing by it. */
static bool is_written(const struct context *context, const struct claim *claim)
{
    const struct str *value;

    if (!field_path_is(&claim->path, FIELD_ANNOTATION))
        return false;
    value = view_annotation(context->inquiry->view, claim->path.key);
    return value != NULL && context_wants(context, claim->path.key, *value);
}

static bool has_new_claim(struct ratchet *ratchet)
{
    AUTO(arena_clear) struct arena scratch = {0};
    struct facts before = claims_of_stored(ratchet, &scratch);
    struct context *now = ratchet->now;
    struct facts catch_alls;

    context_read_claims(now);
    context_read_wanted(now);
    for (size_t i = 0; i < now->claims.n; i++) {
        struct fact fact = fact_of_claim(&now->claims.all[i]);

        if (!facts_have(&before, &fact) && !is_written(now, &now->claims.all[i]))
            return true;
    }
    facts_init(&catch_alls, &scratch, 0);
    add_catch_alls(&catch_alls, now);
    for (size_t i = 0; i < catch_alls.n; i++) {
        if (!facts_have(&before, &catch_alls.all[i]))
            return true;
    }
    return false;
}

static bool claims_grew(struct ratchet *ratchet)
{
    if (!ratchet->new_claims.known) {
        ratchet->new_claims.found = has_new_claim(ratchet);
        ratchet->new_claims.known = true;
    }
    return ratchet->new_claims.found;
}

/* The hosts of new routes; STR_NONE for a route without a host. */
static const struct facts *hosts_that_grew(struct ratchet *ratchet)
{
    AUTO(arena_clear) struct arena scratch = {0};
    struct facts *hosts = &ratchet->new_routes.hosts;
    const struct view *view = ratchet->now->inquiry->view;
    struct facts before;

    if (ratchet->new_routes.known)
        return hosts;
    ratchet->new_routes.known = true;
    before = routes_of_stored(ratchet, &scratch);
    facts_init(hosts, ratchet->now->inquiry->arena, 0);
    for (size_t i = 0; i < view->n_routes; i++) {
        struct fact fact = fact_of_route(&view->routes[i], &scratch);

        if (facts_have(&before, &fact))
            continue;
        ratchet->new_routes.of_every_host |= view->routes[i].is_every_host;
        facts_add(hosts,
                  (struct fact){
                      .parts = {present(name_fold(hosts->arena, view->routes[i].host))}});
    }
    facts_finish(hosts);
    return hosts;
}

static bool routes_grew(struct ratchet *ratchet)
{
    return hosts_that_grew(ratchet)->n > 0;
}

/* True if the host of the violation has a new route.  A name in an annotation applies to
 * every route of the object. */
static bool routes_of_host_grew(struct ratchet *ratchet,
                                const struct violation *violation)
{
    struct fact host = {.parts = {present(violation->value)}};

    if (field_path_is(&violation->path, FIELD_ANNOTATION))
        return routes_grew(ratchet);
    return facts_have(hosts_that_grew(ratchet), &host) ||
           ratchet->new_routes.of_every_host;
}

/* True if a service profile of the classes reads the key. */
static bool is_read_by_services(const struct carriers *carriers, struct str key)
{
    for (size_t i = 0; i < carriers->n_classes; i++) {
        const struct class_service *service = carriers->classes[i]->service;

        if (service != NULL && service_profile_reads(service->profile, key))
            return true;
    }
    return false;
}

/* True if the controller of a named class reads the key.  List and reference keys are
 * left out: source-ranges judges them. */
static bool is_read_by_classes(const struct context *context, struct str key)
{
    const struct carriers *carriers = &context->carriers;
    bool is_read = false;

    if (context->inquiry->view->service != NULL)
        return is_read_by_services(carriers, key);
    for (size_t i = 0; i < carriers->n_classes; i++) {
        const struct profile *profile = carriers->classes[i]->profile;
        NOT_CLEARED char room[PROFILE_KEY_MAX];

        if (profile_is_range_key(profile, key))
            return false;
        is_read |= profile_counts_key(profile, profile_read_key(profile, key, room));
    }
    return is_read;
}

static bool has_new_annotation(struct ratchet *ratchet)
{
    struct context *now = ratchet->now;
    const struct view *view = now->inquiry->view;

    read_stored(ratchet);
    context_read_wanted(now);
    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];
        const struct str *before =
            view_annotation(ratchet->stored->inquiry->view, at->key);

        if ((before == NULL || !str_equal(*before, at->value)) &&
            is_read_by_classes(now, at->key) && !context_wants(now, at->key, at->value))
            return true;
    }
    return false;
}

static bool annotations_grew(struct ratchet *ratchet)
{
    if (!ratchet->new_annotations.known) {
        ratchet->new_annotations.found = has_new_annotation(ratchet);
        ratchet->new_annotations.known = true;
    }
    return ratchet->new_annotations.found;
}

static bool grows_under_cover(struct ratchet *ratchet, const struct violation *violation)
{
    switch (rule_of(violation->rule)->growth) {
    case GROWTH_FREE:
        break;
    case GROWTH_NO_CLAIMS:
        return claims_grew(ratchet);
    case GROWTH_NO_ROUTES:
        return claims_grew(ratchet) || routes_grew(ratchet);
    case GROWTH_NO_NEW_ROUTES:
        return routes_grew(ratchet);
    case GROWTH_NO_HOST_ROUTES:
        return routes_of_host_grew(ratchet, violation);
    case GROWTH_NOTHING:
        return claims_grew(ratchet) || routes_grew(ratchet) || annotations_grew(ratchet);
    }
    return false;
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

bool ratchet_had(struct ratchet *ratchet, const struct violation *violation)
{
    struct fact fact = fact_of(ratchet->now->inquiry->policy, violation);

    return ratchet->is_on && facts_have(before(ratchet, violation->rule), &fact);
}

enum ratchet_answer ratchet_ask(struct ratchet *ratchet,
                                const struct violation *violation,
                                enum on_update on_update)
{
    if (!ratchet->is_on || (on_update == ON_UPDATE_STRICT && !ratchet->is_always_on))
        return RATCHET_NEW;
    if (!ratchet_had(ratchet, violation) || grows_under_cover(ratchet, violation))
        return RATCHET_NEW;
    return ratchet->same_classes ? RATCHET_HOLDS : RATCHET_MOVED;
}

bool ratchet_is_quiet_status(const struct ratchet *ratchet)
{
    return ratchet->now->inquiry->is_status && ratchet->is_on &&
           carriers_equal(ratchet->now->inquiry->view->kind, &ratchet->now->carriers,
                          &ratchet->stored->carriers);
}
