/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tracing: one function for each kind of entry that can decide.
 */
#include "core/tracing.h"

#include "core/object/service.h"
#include "core/policy/external_dns.h"
#include "core/values/key.h"

static void trace_namespace(const struct inquiry *inquiry, struct trace *trace)
{
    const struct tenant *tenant = inquiry->tenant;
    size_t i = 0;

    if (tenant == NULL)
        return;
    while (i < tenant->n_namespaces &&
           !name_pattern_matches(&tenant->namespaces[i], inquiry->namespace))
        i++;
    if (i < tenant->n_namespaces)
        trace_add(trace, (struct traced){.kind = ENTRY_NAMESPACE,
                                         .of = &tenant->namespaces[i],
                                         .subject = inquiry->namespace});
}

static void trace_carriers(const struct context *context, struct trace *trace)
{
    const struct carriers *carriers = &context->carriers;
    const struct tenant *tenant = context->inquiry->tenant;

    for (size_t i = 0; i < carriers->n; i++) {
        if (carriers->list[i].gateway != NULL)
            trace_add(trace, (struct traced){.kind = ENTRY_GATEWAY,
                                             .of = carriers->list[i].gateway,
                                             .subject = carriers->list[i].value});
    }
    for (size_t i = 0; tenant != NULL && i < carriers->n_classes; i++) {
        const struct class *class = carriers->classes[i];

        if (tenant_permits_class(tenant, class))
            trace_add(trace, (struct traced){.kind = ENTRY_TENANT_CLASS,
                                             .of = tenant,
                                             .also = class,
                                             .subject = class->name});
    }
}

/* The longest domain of the class that contains the name. */
static void trace_domain(const struct class *class, const struct claim *claim,
                         struct trace *trace)
{
    const struct str *longest = NULL;

    for (size_t i = 0; i < class->n_domains; i++) {
        const struct str *domain = &class->domains[i];

        if (name_is_within(claim->name.base, *domain) &&
            (longest == NULL || domain->len > longest->len))
            longest = domain;
    }
    if (longest != NULL)
        trace_add(trace, (struct traced){.kind = ENTRY_CLASS_DOMAIN,
                                         .of = longest,
                                         .also = class,
                                         .subject = claim->text});
}

static bool owns_some_key(const struct class *class, const struct view *view)
{
    for (size_t i = 0; i < view->n_annotations; i++) {
        if (profile_owns_key(class->profile, view->annotations[i].key))
            return true;
    }
    return false;
}

static void trace_wanted(const struct wanted *wanted, const struct class *class,
                         struct trace *trace)
{
    struct traced traced = {.subject = wanted_key(wanted, trace->arena)};

    if (wanted->rule == RULE_ANNOTATION_REQUIRED && wanted->from != NULL) {
        traced.kind = ENTRY_ANNOTATION;
        traced.of = wanted->from;
        trace_add(trace, traced);
    } else if (wanted->rule == RULE_DNS_ANNOTATIONS && class != NULL) {
        traced.kind = ENTRY_DNS;
        traced.of = class;
        traced.also = wanted->from;
        trace_add(trace, traced);
    } else if (wanted->rule == RULE_SOURCE_RANGES && class != NULL) {
        traced.kind = ENTRY_RANGES;
        traced.of = class;
        trace_add(trace, traced);
    }
}

/* Objects of the kind are compared with the source ranges of the class itself, not with
 * those of its `gateway` or `service`. */
static bool ranges_decide(const struct class *class, const struct view *view)
{
    const struct kind *kind = view->kind;

    if ((kind->parts & KIND_SOURCE_RANGES) == 0 || !ranges_restrict(&class->ranges))
        return false;
    switch (kind->ranges) {
    case KIND_RANGES_PROFILE:
        return true;
    case KIND_RANGES_SERVICE:
        return class->service != NULL && !class->service->has_own_ranges &&
               service_is_load_balancer(view);
    case KIND_RANGES_NONE:
    case KIND_RANGES_FILTERS:
        return kind->class_from != CLASS_FROM_PARENTS &&
               kind->class_from != CLASS_FROM_SELF;
    case KIND_RANGES_LEFT:
        break;
    }
    return false;
}

/* The ranges of its `service` are not an entry, but their networks are. */
static bool own_ranges_decide(const struct class *class, const struct view *view)
{
    return view->kind->ranges == KIND_RANGES_SERVICE && class->service != NULL &&
           service_is_load_balancer(view) && class->service->has_own_ranges &&
           ranges_restrict(class->service->ranges);
}

static void trace_domains(const struct context *context, const struct class *class,
                          struct trace *trace)
{
    const struct claims *claims = &context->claims;

    for (size_t i = 0; i < claims->n; i++) {
        if (claims->all[i].valid && claims->all[i].kind == CLAIM_NAME)
            trace_domain(class, &claims->all[i], trace);
    }
}

static void trace_class(const struct context *context, const struct class *class,
                        struct trace *trace)
{
    const struct view *view = context->inquiry->view;

    if (class->tls != TLS_NOT_REQUIRED && (view->kind->parts & KIND_TLS) != 0)
        trace_add(trace, (struct traced){.kind = ENTRY_TLS, .of = class});
    if (ranges_decide(class, view))
        trace_add(trace, (struct traced){.kind = ENTRY_RANGES, .of = class});
    if (own_ranges_decide(class, view))
        trace_networks(trace, class->service->ranges->networks);
    if (class->n_annotations_only > 0 && owns_some_key(class, view))
        trace_add(trace, (struct traced){.kind = ENTRY_ANNOTATIONS_ONLY, .of = class});
}

/* A rule that depends on a denying rule is silent, whatever its own action. */
static bool is_silent(const struct judgement *judgement, enum rule_id rule)
{
    const enum rule_needs needs = rule_of(rule)->needs;

    return judgement->kind_denied ||
           (needs != NEEDS_NOTHING && judgement->tenant_denied) ||
           (needs == NEEDS_CLASS && judgement->class_denied);
}

/* Add values that the platform permits where it demands nothing: the rules about
 * annotations accept them. */
static void trace_permitted(const struct wanted_set *set, const struct view *view,
                            struct trace *trace)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct str *value = wanted_present(&set->all[i], view);

        if (value != NULL &&
            wanted_permits(set, wanted_key(&set->all[i], trace->arena), *value))
            trace_wanted(&set->all[i], set->class, trace);
    }
}

static void trace_demanded(const struct wanted_set *set, const struct view *view,
                           struct trace *trace)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct wanted *wanted = &set->all[i];

        /* An optional entry whose key is absent decides nothing. */
        if (wanted->mode != WANTED_OPTIONAL || wanted_present(wanted, view) != NULL)
            trace_wanted(wanted, set->class, trace);
    }
}

/* A rule that needs a class is silent if the class is denied. */
static void trace_classes(const struct judgement *judgement, struct trace *trace)
{
    const struct context *context = &judgement->context;
    const struct view *view = context->inquiry->view;
    const bool is_bound = !is_silent(judgement, RULE_DNS_ANNOTATIONS);

    for (size_t i = 0; i < context->carriers.n_classes; i++) {
        trace_domains(context, context->carriers.classes[i], trace);
        if (is_bound) {
            trace_class(context, context->carriers.classes[i], trace);
            trace_demanded(&context->wanted[i], view, trace);
        } else {
            trace_permitted(&context->wanted[i], view, trace);
        }
    }
    if (context->carriers.n_classes == 0)
        trace_permitted(&context->unbound, view, trace);
}

static void trace_violations(const struct violations *violations, struct trace *trace)
{
    for (size_t i = 0; i < violations->n; i++) {
        const struct violation *violation = &violations->all[i].violation;
        struct traced traced = {.kind = ENTRY_RULE,
                                .of = violation->entry,
                                .subject = rule_id_name(violation->rule)};

        if (violation->disposition == DISPOSITION_EXCUSED) {
            traced.kind = ENTRY_EXEMPTION;
            traced.of = violation->exemption;
        }
        trace_add(trace, traced);
    }
}

/* Rules that are allowed are not run; an entry that allows decides where they would be
 * broken. */
static void trace_allowed(const struct judgement *judgement, struct trace *trace)
{
    const struct dispositions *dispositions = judgement->dispositions;
    struct context context = judgement->context;

    for (enum rule_id rule = 0; rule < RULE_COUNT; rule++) {
        struct violations found = {.arena = trace->arena};

        if (dispositions->action[rule] != ACTION_ALLOW ||
            dispositions->excused[rule] != NULL || is_silent(judgement, rule))
            continue;
        rule_find(rule, &context, &found);
        if (found.n > 0)
            trace_add(trace, (struct traced){.kind = ENTRY_RULE,
                                             .of = dispositions->entry[rule],
                                             .subject = rule_id_name(rule)});
    }
}

void tracing_judged(const struct judgement *judgement, struct trace *trace)
{
    const struct context *context = &judgement->context;
    struct carriers *carriers = ARENA_NEW(trace->arena, struct carriers, 1);
    struct claims *claims = ARENA_NEW(trace->arena, struct claims, 1);

    *carriers = context->carriers;
    *claims = context->claims;
    trace->carriers = carriers;
    trace->claims = claims;
    trace_namespace(&judgement->inquiry, trace);
    trace_add(trace,
              (struct traced){.kind = ENTRY_KIND, .of = judgement->inquiry.view->kind});
    trace_carriers(context, trace);
    trace_classes(judgement, trace);
    trace_violations(&judgement->violations, trace);
    trace_allowed(judgement, trace);
}

void tracing_stopped(const struct judgement *judgement, struct trace *trace)
{
    trace_violations(&judgement->violations, trace);
}

static bool writes_class(enum rule_id rule)
{
    return rule == RULE_CLASS_PRESENT || rule == RULE_CLASS_PERMITTED;
}

static void trace_edit(const struct writing *writing, const struct edit *edit,
                       struct trace *trace)
{
    const struct tenant *tenant = writing->inquiry.tenant;
    const struct wanted *wanted;

    if (writes_class(edit->rule) && edit->kind == EDIT_TEXT && tenant != NULL &&
        tenant->default_class != NULL && writing->inquiry.operation == OPERATION_CREATE &&
        str_equal(edit->text, tenant->default_class->name)) {
        trace_add(trace, (struct traced){.kind = ENTRY_DEFAULT_CLASS,
                                         .of = tenant,
                                         .subject = edit->text});
        return;
    }
    wanted = field_path_is(&edit->path, FIELD_ANNOTATION)
                 ? wanted_find(&writing->wanted, edit->path.key)
                 : NULL;
    if (wanted != NULL)
        trace_wanted(wanted, writing->class, trace);
    else if (edit->rule == RULE_SOURCE_RANGES && writing->class != NULL)
        trace_add(trace, (struct traced){.kind = ENTRY_RANGES, .of = writing->class});
}

void tracing_written(const struct writing *writing, struct trace *trace)
{
    for (size_t i = 0; i < writing->edits.n; i++)
        trace_edit(writing, &writing->edits.all[i], trace);
}
