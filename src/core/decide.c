/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decide: the two stages, mutate and validate.
 *
 * In preview, the mutating stage only describes its edits, and the validating stage
 * judges the object as it would have been patched and denies nothing.
 */
#include "core/decide.h"

#include <assert.h>

#include "core/judge/judgement.h"
#include "core/judge/sentences.h"
#include "core/judge/unpublished.h"
#include "core/mutations/edit.h"
#include "core/mutations/mutations.h"
#include "core/mutations/preview.h"
#include "core/object/service.h"
#include "core/tracing.h"

/* The mutating stage leaves the object alone: a status write, an object without a spec, a
 * plain Service, or an object that is being deleted. */
static bool is_never_patched(const struct inquiry *inquiry)
{
    return inquiry->is_status || !inquiry->view->has_spec ||
           service_is_plain(inquiry->policy, inquiry->view) ||
           (inquiry->stored != NULL && inquiry->stored->being_deleted);
}

/* The class that all carriers agree on; NULL if there is none, or if a rule about the
 * tenant, the kind or the class would deny the object. */
static const struct class *settled_class(const struct judgement *judgement)
{
    if (judgement->tenant_denied || judgement->kind_denied || judgement->class_denied)
        return NULL;
    return carriers_agreed_class(&judgement->context.carriers);
}

/* The object is a Service that had a class and no longer needs one: what the platform
 * wrote must be removed. */
static bool has_lost_class(const struct judgement *judgement)
{
    const struct ratchet *ratchet = &judgement->ratchet;

    return judgement->inquiry.view->service != NULL &&
           !service_is_load_balancer(judgement->inquiry.view) &&
           judgement->context.carriers.n == 0 && ratchet->stored != NULL &&
           ratchet->stored->carriers.n_classes > 0 && !judgement->tenant_denied &&
           !judgement->kind_denied && !judgement->class_denied;
}

/* Run the mutations that write the class, then set writing->class.  Returns false if
 * nothing else may be written. */
static bool settle_class(struct writing *writing)
{
    NOT_CLEARED struct judgement judgement;

    mutations_run(writing, MUTATION_BEFORE_CLASS);
    judgement_init(&judgement, &writing->inquiry, writing->dispositions);
    judgement_of_class(&judgement);
    if (writing->inquiry.trace != NULL)
        tracing_stopped(&judgement, writing->inquiry.trace);
    writing->class = settled_class(&judgement);
    return writing->class != NULL || has_lost_class(&judgement);
}

/* Only the platform's own annotations published names of the Service.  Without them the
 * Service has no class. */
static bool names_were_own(const struct writing *writing)
{
    const struct view *view = &writing->stripped;

    return view->service != NULL && !service_is_load_balancer(view) &&
           !service_publishes(writing->inquiry.policy, view);
}

/* The sorted edits of the mutating stage, whatever the policy's mode.  The warnings go
 * to `warnings`. */
static struct edits propose(const struct inquiry *inquiry,
                            const struct dispositions *without_class,
                            struct warnings *warnings)
{
    struct dispositions dispositions = *without_class;
    struct writing writing = {
        .inquiry = *inquiry,
        .dispositions = &dispositions,
        .view = *inquiry->view,
        .edits = {.arena = inquiry->arena},
        .warnings = warnings,
    };

    writing.inquiry.view = &writing.view;

    if (is_never_patched(inquiry))
        return writing.edits;
    if (!settle_class(&writing))
        return writing.edits;
    if (writing.class != NULL) {
        restriction_of(inquiry->arena, &writing.view, writing.class,
                       &writing.restriction);
        dispositions_add_classes(inquiry, &writing.class, 1, &dispositions);
    }
    writing_settle_managed(&writing);
    if (names_were_own(&writing)) {
        writing.class = NULL;
        writing.restriction = (struct restriction){0};
    }
    mutations_run(&writing, MUTATION_BEFORE_WANTED);
    writing_settle_wanted(&writing);
    mutations_run(&writing, MUTATION_LAST);
    edits_sort(&writing.edits);
    if (inquiry->trace != NULL)
        tracing_written(&writing, inquiry->trace);
    return writing.edits;
}

static void mutate(const struct inquiry *inquiry, const struct dispositions *dispositions,
                   struct decision *ret)
{
    struct warnings warnings = {.arena = inquiry->arena};
    struct edits edits = propose(inquiry, dispositions, &warnings);

    if (inquiry_is_preview(inquiry)) {
        ret->preview = preview_of_edits(&edits);
        return;
    }
    ret->edits = edits.all;
    ret->n_edits = edits.n;
    warnings_finish(&warnings, ret);
}

/* The object as the mutating stage would have patched it. */
static struct view previewed(const struct inquiry *inquiry,
                             const struct dispositions *dispositions)
{
    struct warnings ignored = {.arena = inquiry->arena};
    struct edits edits = propose(inquiry, dispositions, &ignored);

    return edits_apply(edits.all, edits.n, inquiry->view, inquiry->arena);
}

/* Drop the violations that do not count on a status write.  Such a write cannot change
 * the spec, and controllers must be able to report: only violations of the class and of
 * annotations count.  One that the stored object already has is dropped, too, unless it
 * is denied or excused. */
static void keep_status_violations(struct judgement *judgement)
{
    struct violations *violations = &judgement->violations;
    size_t kept = 0;

    for (size_t i = 0; i < violations->n; i++) {
        const struct violation *violation = &violations->all[i].violation;
        bool counts = rule_of(violation->rule)->about_class ||
                      field_path_is(&violation->path, FIELD_ANNOTATION);

        if (counts && (violation->disposition == DISPOSITION_DENIED ||
                       violation->disposition == DISPOSITION_EXCUSED ||
                       !ratchet_had(&judgement->ratchet, violation)))
            violations->all[kept++] = violations->all[i];
    }
    violations->n = kept;
}

static enum marker marker_of(const struct violation *violation)
{
    switch (violation->disposition) {
    case DISPOSITION_RATCHETED:
        return MARKER_WAS_THERE;
    case DISPOSITION_DENIED:
        return MARKER_WOULD_BE_DENIED;
    case DISPOSITION_WARNED:
    case DISPOSITION_AUDITED:
    case DISPOSITION_EXCUSED:
        break;
    }
    return disposition_is_announced(violation->entry) ? MARKER_DENIED_FROM : MARKER_NONE;
}

static bool is_warning(const struct violation *violation, const struct inquiry *inquiry)
{
    switch (violation->disposition) {
    case DISPOSITION_WARNED:
    case DISPOSITION_RATCHETED:
        return true;
    case DISPOSITION_DENIED:
        return inquiry_is_preview(inquiry);
    case DISPOSITION_AUDITED:
    case DISPOSITION_EXCUSED:
        break;
    }
    return false;
}

static void add_exemption(struct decision *decision, const struct exemption *exemption)
{
    for (size_t i = 0; i < decision->n_exemptions; i++) {
        if (decision->exemptions[i] == exemption)
            return;
    }
    assert(decision->n_exemptions < ARRAY_LEN(decision->exemptions));
    decision->exemptions[decision->n_exemptions++] = exemption;
}

/* Copy the violations out of the drafts into the decision. */
static void keep_violations(const struct violations *violations, struct decision *ret)
{
    struct violation *all = ARENA_NEW(violations->arena, struct violation, violations->n);

    for (size_t i = 0; i < violations->n; i++) {
        all[i] = violations->all[i].violation;
        all[i].marker = marker_of(&all[i]);
        if (all[i].disposition == DISPOSITION_EXCUSED)
            add_exemption(ret, all[i].exemption);
        else
            ret->broken[all[i].rule] = true;
    }
    ret->violations = all;
    ret->n_violations = violations->n;
}

/* The index of the warning for each sentence, by violation.said.  Denied violations and
 * the others number their sentences separately, so each has its own table. */
struct warned {
    bool is_known[SENTENCES_MAX];
    size_t at[SENTENCES_MAX]; /* SIZE_MAX: the list was full */
};

static void warn_of(const struct violation *violation, struct warned *warned,
                    struct warnings *warnings)
{
    const uint32_t said = violation->said;

    if (said == VIOLATION_UNSAID)
        return;
    if (!warned->is_known[said]) {
        warned->is_known[said] = true;
        warned->at[said] = warnings_are_full(warnings) ? SIZE_MAX : warnings->n;
        warnings_add(warnings, (struct warning){.rule = violation->rule,
                                                .marker = violation->marker,
                                                .from = violation->entry->from,
                                                .sentence = violation->sentence});
    }
    if (warned->at[said] != SIZE_MAX)
        warning_add_place(&warnings->all[warned->at[said]], violation->path,
                          warnings->arena);
}

/* Fill the warnings of the decision.  n_unsaid: the number of sentences without text,
 * those of denied violations not included. */
static void warn(const struct judgement *judgement, size_t n_unsaid, struct decision *ret)
{
    struct arena *arena = judgement->inquiry.arena;
    struct warnings warnings = {.arena = arena, .n_more = n_unsaid};
    struct warned *denied = NULL;
    struct warned *others = NULL;

    for (size_t i = 0; i < ret->n_violations; i++) {
        const struct violation *violation = &ret->violations[i];
        struct warned **warned =
            violation->disposition == DISPOSITION_DENIED ? &denied : &others;

        if (!is_warning(violation, &judgement->inquiry))
            continue;
        if (*warned == NULL)
            *warned = ARENA_NEW(arena, struct warned, 1);
        warn_of(violation, *warned, &warnings);
    }
    if (inquiry_is_preview(&judgement->inquiry))
        warnings.n_more += ret->n_unsaid;
    unpublished_warn(judgement, &warnings);
    warnings_finish(&warnings, ret);
}

/* The policy's contact for the first rule that denies.  Some violation is denied. */
static struct str contact_of(const struct context *context, const struct decision *ret)
{
    size_t i = 0;

    while (ret->violations[i].disposition != DISPOSITION_DENIED)
        i++;
    return policy_contact(context->inquiry->policy, rule_id_name(ret->violations[i].rule),
                          context->inquiry->arena);
}

/* Write the sentences, and fill the violations and the verdict of the decision.  Returns
 * the number of sentences of warnings that have no text. */
static size_t report(struct judgement *judgement, struct decision *ret)
{
    const struct context *context = &judgement->context;
    struct violations *violations = &judgement->violations;
    size_t n_unsaid;

    sentences_of_denied(context, violations, ret);
    n_unsaid = sentences_of_warned(context, violations);
    if (context->inquiry->in_full)
        sentences_of_silent(context, violations);
    keep_violations(violations, ret);
    if (ret->n_said > 0 && inquiry_is_preview(context->inquiry)) {
        ret->preview = contact_of(context, ret);
    } else if (ret->n_said > 0) {
        ret->allowed = false;
        ret->contact = contact_of(context, ret);
    }
    return n_unsaid;
}

static void validate(struct inquiry inquiry, struct dispositions *dispositions,
                     struct decision *ret)
{
    NOT_CLEARED struct judgement judgement;
    const struct carriers *carriers = &judgement.context.carriers;
    NOT_CLEARED struct view patched;
    size_t n_unsaid = 0;

    if (inquiry_is_preview(&inquiry)) {
        patched = previewed(&inquiry, dispositions);
        inquiry.view = &patched;
    }
    judgement_init(&judgement, &inquiry, dispositions);
    dispositions_add_classes(&inquiry, carriers->classes, carriers->n_classes,
                             dispositions);
    judgement_of_all(&judgement);
    if (inquiry.trace != NULL)
        tracing_judged(&judgement, inquiry.trace);
    if (ratchet_is_quiet_status(&judgement.ratchet))
        keep_status_violations(&judgement);
    ret->classes = carriers->classes;
    ret->n_classes = carriers->n_classes;
    if (judgement.violations.n > 0)
        n_unsaid = report(&judgement, ret);
    warn(&judgement, n_unsaid, ret);
}

void decide(const struct inquiry *inquiry, struct decision *ret)
{
    struct inquiry asked = *inquiry;
    NOT_CLEARED struct dispositions dispositions;

    asked.tenant = policy_tenant_of(asked.policy, asked.namespace);
    asked.values = tenant_values_of(asked.tenant, asked.namespace);
    asked.kind = asked.view->kind;
    dispositions_of(&asked, &dispositions);
    *ret = (struct decision){.allowed = true, .tenant = asked.tenant};
    if (asked.stage == STAGE_MUTATE)
        mutate(&asked, &dispositions, ret);
    else
        validate(asked, &dispositions, ret);
}
