/*
 * decide: the two stages, and what each makes of a policy in preview.
 */
#include "core/decide.h"

#include "base/text.h"
#include "core/judge/judgement.h"
#include "core/judge/message.h"
#include "core/mutations/edit.h"
#include "core/mutations/mutations.h"

/* Never patched: the platform has no business there, or there is nothing to patch. */
static bool is_never_patched(const struct inquiry *inquiry)
{
    return inquiry->is_status || !inquiry->view->has_spec ||
           (inquiry->stored != NULL && inquiry->stored->being_deleted);
}

/* The class that all carriers agree on, where nothing about it would be denied. */
static const struct class *settled_class(const struct judgement *judgement)
{
    if (judgement->tenant_denied || judgement->class_denied)
        return NULL;
    return carriers_agreed_class(&judgement->context.carriers);
}

/* The class, with whatever writes it; NULL: none is settled. */
static const struct class *settle_class(struct writing *writing)
{
    struct judgement judgement;

    mutations_run(writing, MUTATION_BEFORE_CLASS);
    judgement_init(&judgement, &writing->inquiry, writing->outcomes);
    judgement_of_class(&judgement);
    return settled_class(&judgement);
}

/* What the mutating stage would do, whatever the policy's mode. */
static struct edits propose(const struct inquiry *inquiry,
                            const struct outcomes *outcomes, struct warnings *warnings)
{
    struct writing writing = {
        .inquiry = *inquiry,
        .outcomes = outcomes,
        .view = *inquiry->view,
        .edits = {.arena = inquiry->arena},
        .warnings = warnings,
    };

    writing.inquiry.view = &writing.view;

    if (is_never_patched(inquiry))
        return writing.edits;
    writing.class = settle_class(&writing);
    if (writing.class == NULL)
        return writing.edits;
    writing_settle_ours(&writing);
    mutations_run(&writing, MUTATION_BEFORE_WANTED);
    writing_settle_wanted(&writing);
    mutations_run(&writing, MUTATION_LAST);
    edits_sort(&writing.edits);
    return writing.edits;
}

static const char *verb_for(const struct edit *edit, const struct view *view)
{
    if (edit->remove)
        return "would remove ";
    if (edit->key.len == 0 || view_annotation(view, edit->key) == NULL)
        return "would add ";
    return "would change ";
}

static void warn_of_edit(const struct edit *edit, const struct view *view,
                         struct warnings *warnings)
{
    struct str key = edit->key.len == 0 ? STR(FIELD_CLASS) : edit->key;
    struct buf buf;

    buf_init(&buf, warnings->arena, BUF_MAX_BYTES);
    buf_add_text(&buf, verb_for(edit, view));
    text_add_escaped(&buf, key, NAME_MAX_BYTES);
    buf_add_byte(&buf, '=');
    text_add_escaped(&buf, edit->remove ? *view_annotation(view, edit->key) : edit->value,
                     WARNING_MAX_CHARS);
    warnings_add(warnings, edit->rule, buf_str(&buf));
}

/* Preview: nothing is patched, everything is said.  The list of what is ours is
 * book-keeping and would only hide the rest. */
static void say_edits(const struct edits *edits, const struct view *view,
                      struct warnings *warnings)
{
    for (size_t i = 0; i < edits->n; i++) {
        if (!str_equal(edits->all[i].key, MANAGED_KEY))
            warn_of_edit(&edits->all[i], view, warnings);
    }
}

static void mutate(const struct inquiry *inquiry, const struct outcomes *outcomes,
                   struct decision *ret)
{
    struct warnings warnings = {.arena = inquiry->arena};
    struct warnings previews = {.arena = inquiry->arena};
    struct edits edits = propose(inquiry, outcomes, &warnings);

    if (policy_mode(inquiry->policy) == POLICY_PREVIEW) {
        say_edits(&edits, inquiry->view, &previews);
        warnings_finish(&previews, ret);
        return;
    }
    ret->edits = edits.all;
    ret->n_edits = edits.n;
    warnings_finish(&warnings, ret);
}

/* The object as it would have been patched. */
static struct view previewed(const struct inquiry *inquiry,
                             const struct outcomes *outcomes)
{
    struct warnings unsaid = {.arena = inquiry->arena};
    struct edits edits = propose(inquiry, outcomes, &unsaid);

    return edits_apply(edits.all, edits.n, inquiry->view, inquiry->arena);
}

/* A status write cannot change the spec, and controllers must be able to report: only
 * the class and annotations count, and what was there before is not mentioned. */
static void keep_status_violations(struct violations *violations)
{
    size_t kept = 0;

    for (size_t i = 0; i < violations->n; i++) {
        const struct violation *violation = &violations->all[i].violation;
        bool counts = rule_is_about_class(violation->rule) ||
                      strcmp(violation->path.pattern, FIELD_ANNOTATION) == 0;

        if (counts && violation->outcome != OUTCOME_RATCHETED)
            violations->all[kept++] = violations->all[i];
    }
    violations->n = kept;
}

/* Between rule and path of a warning. */
static void add_marker(struct buf *buf, const struct violation *violation)
{
    if (violation->outcome == OUTCOME_RATCHETED) {
        buf_add_text(buf, "was there before: ");
    } else if (violation->outcome == OUTCOME_DENIED) {
        buf_add_text(buf, "would be denied: ");
    } else if (outcomes_is_announced(violation->entry)) {
        buf_add_text(buf, "denied from ");
        buf_add(buf, violation->entry->from);
        buf_add_text(buf, ": ");
    }
}

static void warn(const struct violation *violation, struct warnings *warnings)
{
    struct buf buf;

    if (warnings_are_full(warnings)) {
        warnings_add(warnings, violation->rule, STR_NONE);
        return;
    }
    buf_init(&buf, warnings->arena, BUF_MAX_BYTES);
    add_marker(&buf, violation);
    field_path_add(&buf, &violation->path);
    buf_add_text(&buf, ": ");
    buf_add(&buf, violation->sentence);
    warnings_add(warnings, violation->rule, buf_str(&buf));
}

static bool is_warning(const struct violation *violation, enum policy_mode mode)
{
    switch (violation->outcome) {
    case OUTCOME_WARNED:
    case OUTCOME_RATCHETED:
        return true;
    case OUTCOME_DENIED:
        return mode == POLICY_PREVIEW;
    case OUTCOME_AUDITED:
    case OUTCOME_EXCUSED:
        break;
    }
    return false;
}

/* Sentences of what is not denied, as many as anybody is shown. */
static void explain_rest(const struct context *context, struct violations *violations)
{
    size_t n = 0;

    for (size_t i = 0; i < violations->n && n < MESSAGE_MAX_SENTENCES; i++) {
        struct draft *draft = &violations->all[i];

        if (draft->violation.outcome == OUTCOME_DENIED ||
            draft->violation.outcome == OUTCOME_EXCUSED)
            continue;
        draft->is_brief = n >= MESSAGE_MAX_LINES;
        draft->violation.sentence = rule_explain(context, draft);
        n++;
    }
}

/* What is left of a draft when all is said; in the drafts' own memory, which is the
 * largest there is. */
static struct violation *finish(const struct violations *violations)
{
    struct violation *all = (struct violation *)(void *)violations->all;

    static_assert(sizeof(struct violation) <= sizeof(struct draft), "none is overtaken");
    for (size_t i = 0; i < violations->n; i++) {
        const struct violation one = violations->all[i].violation;

        all[i] = one;
    }
    return all;
}

static void report(struct judgement *judgement, struct decision *ret)
{
    const struct context *context = &judgement->context;
    enum policy_mode mode = policy_mode(context->inquiry->policy);
    struct violations *violations = &judgement->violations;
    struct warnings warnings = {.arena = context->inquiry->arena};
    struct violation *finished;
    struct str message = message_of_denial(context, violations);

    explain_rest(context, violations);
    finished = finish(violations);
    for (size_t i = 0; i < violations->n; i++) {
        if (is_warning(&finished[i], mode))
            warn(&finished[i], &warnings);
    }
    ret->violations = finished;
    ret->n_violations = violations->n;
    warnings_finish(&warnings, ret);
    if (message.len > 0 && mode == POLICY_ENFORCE) {
        ret->allowed = false;
        ret->message = message;
    }
}

static void validate(struct inquiry inquiry, const struct outcomes *outcomes,
                     struct decision *ret)
{
    struct judgement judgement;
    struct view patched;

    if (policy_mode(inquiry.policy) == POLICY_PREVIEW) {
        patched = previewed(&inquiry, outcomes);
        inquiry.view = &patched;
    }
    judgement_init(&judgement, &inquiry, outcomes);
    judgement_of_all(&judgement);
    if (ratchet_is_quiet_status(&judgement.ratchet))
        keep_status_violations(&judgement.violations);
    if (judgement.violations.n > 0)
        report(&judgement, ret);
}

void decide(const struct inquiry *inquiry, struct decision *ret)
{
    struct inquiry asked = *inquiry;
    struct outcomes outcomes;

    asked.tenant = policy_tenant_of(asked.policy, asked.namespace);
    outcomes_of(&asked, &outcomes);
    *ret = (struct decision){.allowed = true, .tenant = asked.tenant};
    if (asked.stage == STAGE_MUTATE)
        mutate(&asked, &outcomes, ret);
    else
        validate(asked, &outcomes, ret);
}

struct str decide_unjudgeable(const struct inquiry *inquiry, struct str where,
                              struct str why)
{
    struct buf buf;

    buf_init(&buf, inquiry->arena, BUF_MAX_BYTES);
    buf_add(&buf, where);
    buf_add_text(&buf, ": ");
    buf_add(&buf, why);
    return message_of_one(inquiry, STR_NONE, STR("unjudgeable"), buf_str(&buf));
}
