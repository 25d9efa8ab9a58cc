/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source-ranges: the source ranges on the object must be those of the class, in every
 * spelling that its controller reads, and nothing may undo them.
 */
#include "core/entries/trace.h"
#include "core/object/service.h"
#include "core/policy/profile_keys.h"
#include "core/rules/name_fault.h"
#include "core/rules/source_ranges_of_kind.h"
#include "core/values/key.h"

enum {
    RANGES_ABSENT = RANGES_OF_LISTS,
    RANGES_FIRST_ABSENT, /* beside other spellings; detail: one of them */
    RANGES_EMPTY,
    RANGES_EMPTY_ENTRY,
    RANGES_BAD_ENTRY, /* detail: the finished words */
    RANGES_OUTSIDE,   /* detail: the finished list */
    RANGES_NOT_EQUAL,
    RANGES_DIFFER, /* detail: another spelling */
    RANGES_REFERENCE_ABSENT,
    RANGES_REFERENCE_OTHER,
    RANGES_UNDONE,
    RANGES_UNDONE_FOR_OTHERS,
    RANGES_OVERRIDDEN,
    RANGES_TWICE, /* detail: the first spelling, of which one is enough */
};

static bool names_class(unsigned what)
{
    return what == RANGES_ABSENT || what == RANGES_OUTSIDE || what == RANGES_NOT_EQUAL ||
           what == RANGES_UNDONE || what == RANGES_REFERENCE_ABSENT ||
           what == RANGES_REFERENCE_OTHER;
}

static const struct restriction *restriction_in(const struct context *context)
{
    return &context->bound->restriction;
}

static struct draft *add(const struct context *context, struct str key,
                         const struct str *value, unsigned what, struct violations *out)
{
    struct draft *draft =
        violations_add(out, RULE_SOURCE_RANGES, managed_place(key),
                       value == NULL ? STR_NONE : context_present(*value));

    draft->what = what;
    if (names_class(what))
        draft->class = context->bound->class;
    return draft;
}

static struct str bad_entries(const struct range_list *list, struct arena *arena)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < list->n_bad; i++) {
        const struct bad_entry *bad = &list->bad[i];

        if (i > 0)
            buf_add_text(&buf, "; ");
        text_add_quoted(&buf, bad->text);
        if (name_fault_is_unfilled(bad->text)) {
            buf_add_text(&buf, NAME_UNFILLED);
        } else {
            buf_add_byte(&buf, ' ');
            buf_add_text(&buf, bad->reason);
        }
    }
    return buf_str(&buf);
}

static struct str entries_outside(const struct context *context,
                                  const struct spelling *spelling)
{
    const struct restriction *restriction = restriction_in(context);
    struct str *entries;
    size_t n =
        range_list_outside(context->inquiry->arena, spelling->value, restriction->profile,
                           &restriction->ranges->set, &entries);
    struct buf buf = buf_in(context->inquiry->arena);

    text_add_list(&buf, entries, n);
    return buf_str(&buf);
}

/* Check one list, regardless of the other spellings. */
static bool check_list(const struct context *context, const struct spelling *spelling,
                       struct violations *out)
{
    static const unsigned whats[] = {[LIST_EMPTY] = RANGES_EMPTY,
                                     [LIST_EMPTY_ENTRY] = RANGES_EMPTY_ENTRY,
                                     [LIST_BAD_ENTRY] = RANGES_BAD_ENTRY,
                                     [LIST_OTHER_FILE] = RANGES_REFERENCE_OTHER};
    const struct range_list *list = &spelling->list;
    const struct restriction *restriction = restriction_in(context);
    struct draft *draft;
    unsigned what;

    if (list->fault == LIST_SOUND && ranges_accept(restriction, list))
        return true;
    what = whats[list->fault];
    if (list->fault == LIST_SOUND)
        what =
            restriction->ranges->mode == RANGE_FIXED ? RANGES_NOT_EQUAL : RANGES_OUTSIDE;
    draft = add(context, spelling->key, &spelling->value, what, out);
    if (what == RANGES_BAD_ENTRY)
        draft->detail = bad_entries(list, context->inquiry->arena);
    if (what == RANGES_OUTSIDE)
        draft->detail = entries_outside(context, spelling);
    return false;
}

/* Returns true if none of them is refused. */
static bool check_spellings(const struct context *context, struct violations *out)
{
    const struct ranges *ranges = &context->bound->ranges;
    const struct restriction *restriction = restriction_in(context);
    const bool must_agree = !ranges_are_files(restriction) && !restriction->is_exclusive;
    bool good = ranges->agree || !must_agree;

    for (size_t i = 0; i < ranges->n; i++) {
        const struct spelling *spelling = &ranges->spellings[i];

        if (restriction->is_exclusive && i > 0)
            add(context, spelling->key, &spelling->value, RANGES_TWICE, out)->detail =
                ranges->spellings[0].key;
        if (!check_list(context, spelling, out))
            good = false;
        else if (must_agree && !ranges->agree)
            add(context, spelling->key, &spelling->value, RANGES_DIFFER, out)->detail =
                ranges->spellings[i == 0 ? 1 : 0].key;
    }
    return good;
}

/* If a list is refused, no sentence asks the user to copy it. */
static void check_first(const struct context *context, struct violations *out)
{
    const struct restriction *restriction = restriction_in(context);
    const struct ranges *ranges = &context->bound->ranges;
    struct str first = restriction->profile->list_keys[0];

    if (ranges_have_first(restriction, ranges))
        return;
    if (ranges->n > 0)
        add(context, first, NULL, RANGES_FIRST_ABSENT, out)->detail =
            ranges->spellings[0].key;
    else
        add(context, first, NULL,
            ranges_are_files(restriction) ? RANGES_REFERENCE_ABSENT : RANGES_ABSENT, out);
}

static void check_reference(const struct context *context, struct violations *out)
{
    const struct restriction *restriction = restriction_in(context);
    struct str key = restriction->profile->reference_key;
    const struct str *value = view_annotation(context->inquiry->view, key);

    if (value == NULL || ranges_value_is_blank(*value))
        add(context, key, value, RANGES_REFERENCE_ABSENT, out);
    else if (!ranges_refer(restriction, *value))
        add(context, key, value, RANGES_REFERENCE_OTHER, out);
}

static bool is_undone_by(const struct restriction *restriction,
                         const struct annotation *at)
{
    if (restriction->service != NULL)
        return service_is_undone_by(restriction->service, at->key, at->value);
    return profile_is_undone_by(restriction->profile, at->key, at->value);
}

static void check_undone(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];

        if (is_undone_by(restriction_in(context), at) &&
            !wanted_is(context->bound, at->key, at->value) &&
            !key_list_has(&context->closed, at->key))
            add(context, at->key, &at->value, RANGES_UNDONE, out);
    }
}

/* The annotation undoes the ranges of the object's own class, which is reported already.
 */
static bool is_reported(const struct context *context, const struct annotation *at)
{
    for (size_t i = 0; i < context->carriers.n_classes; i++) {
        const struct class *class = context->carriers.classes[i];

        if (ranges_restrict(&class->ranges) &&
            profile_is_undone_by(class->profile, at->key, at->value))
            return true;
    }
    return false;
}

/* Some keys are read on every Ingress, whatever its class, and undo the ranges of other
 * Ingresses. */
static void check_undone_for_others(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;
    size_t n;
    const struct class *const *guarded =
        policy_guarded_classes(context->inquiry->policy, &n);

    if ((view->kind->parts & KIND_CONTROLLER) == 0)
        return;
    for (size_t i = 0; i < view->n_annotations && n > 0; i++) {
        const struct annotation *at = &view->annotations[i];
        size_t j = 0;

        while (j < n &&
               !profile_is_undone_everywhere(guarded[j]->profile, at->key, at->value))
            j++;
        if (j < n && !is_reported(context, at) &&
            !context_permits_value(context, at->key, at->value) &&
            !key_list_has(&context->closed, at->key)) {
            add(context, at->key, &at->value, RANGES_UNDONE_FOR_OTHERS, out)->class =
                guarded[j];
            if (context->inquiry->trace != NULL)
                trace_add(context->inquiry->trace,
                          (struct traced){.kind = ENTRY_RANGES, .of = guarded[j]});
        }
    }
}

static void check(const struct context *context, struct violations *out)
{
    const struct restriction *restriction = NULL;
    const bool is_checked = source_ranges_check_kind(context, out);

    check_undone_for_others(context, out);
    if (is_checked || context->bound == NULL)
        return;
    restriction = restriction_in(context);
    if (check_spellings(context, out) &&
        (ranges_are_listed(restriction) || ranges_are_files(restriction)))
        check_first(context, out);
    if (ranges_are_references(restriction) && !ranges_are_files(restriction))
        check_reference(context, out);
    if (ranges_are_demanded(restriction))
        check_undone(context, out);
}

/* True if the controller of the class's Ingresses prefers this key of the Service. */
static const struct class *find_overridden(const struct policy *policy, struct str key)
{
    size_t n = 0;
    const struct class *classes = policy_classes(policy, &n);

    for (size_t i = 0; i < n; i++) {
        const struct profile_key *overriding =
            classes[i].has_profile ? profile_overriding(classes[i].profile, key) : NULL;

        if (overriding != NULL &&
            (overriding->every_ingress || ranges_restrict(&classes[i].ranges)))
            return &classes[i];
    }
    return NULL;
}

/* Some controllers also read annotations of a Service and prefer them to the Ingress's.
 * They do so for every Service, whatever its tenant. */
static void check_always(const struct context *context, struct violations *out)
{
    const struct inquiry *inquiry = context->inquiry;
    const struct view *view = inquiry->view;

    for (size_t i = 0; view->service != NULL && i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];
        const struct class *class = find_overridden(inquiry->policy, at->key);

        if (class == NULL || wanted_some_entry_permits(inquiry, at->key, at->value))
            continue;
        add(context, at->key, &at->value, RANGES_OVERRIDDEN, out);
        if (inquiry->trace != NULL && ranges_restrict(&class->ranges))
            trace_add(inquiry->trace, (struct traced){.kind = ENTRY_RANGES, .of = class});
    }
}

/* The ranges of the sentence's class for objects of this kind. */
static const struct class_ranges *ranges_of(const struct context *context,
                                            const struct draft *draft)
{
    const struct class *class = draft->class;

    return context->inquiry->view->service != NULL && class->service != NULL
               ? class->service->ranges
               : &class->ranges;
}

/* The noun for what the user must remove. */
static const char *noun_of(const struct draft *draft)
{
    return field_path_is(&draft->violation.path, FIELD_SERVICE_RANGES) ? "field"
                                                                       : "annotation";
}

static void add_networks(struct buf *buf, const struct class_ranges *ranges)
{
    text_add_escaped(buf, ranges->networks, TEXT_QUOTED_MAX);
}

/* Add another spelling of the list. */
static void add_spelling(struct buf *buf, struct str key)
{
    const struct field_path place = managed_place(key);

    if (field_path_is(&place, FIELD_ANNOTATION))
        text_add_escaped(buf, key, NAME_MAX_BYTES);
    else
        field_path_add(buf, &place);
}

static void explain_outside(const struct context *context, const struct draft *draft,
                            struct buf *buf)
{
    const struct class_ranges *ranges = ranges_of(context, draft);

    buf_add(buf, draft->detail);
    buf_add_text(buf, " is outside the networks of class ");
    text_add_quoted(buf, draft->class->name);
    buf_add_text(buf, " (");
    add_networks(buf, ranges);
    buf_add_text(buf, ": ");
    text_add_escaped(buf, ranges->text, TEXT_QUOTED_MAX);
    buf_addf(buf, "); list addresses inside them, or remove the %s", noun_of(draft));
}

static void explain_not_equal(const struct context *context, const struct draft *draft,
                              struct buf *buf)
{
    const struct class_ranges *ranges = ranges_of(context, draft);
    size_t at;

    text_add_quoted(buf, draft->violation.value);
    buf_add_text(buf, " must be exactly ");
    text_add_quoted(buf, ranges->text);
    if (str_find(ranges->networks, ',', &at)) {
        buf_add_text(buf, " (networks ");
        add_networks(buf, ranges);
    } else {
        buf_add_text(buf, " (network ");
        text_add_quoted(buf, ranges->networks);
    }
    buf_addf(buf, "); remove the %s and it is added", noun_of(draft));
}

static void explain_list(const struct context *context, const struct draft *draft,
                         struct buf *buf)
{
    const struct class_ranges *ranges = NULL;

    switch (draft->what) {
    case RANGES_ABSENT:
        ranges = ranges_of(context, draft);
        buf_add_text(buf, "missing; set ");
        text_add_quoted(buf, ranges->text);
        buf_add_text(buf, " (networks ");
        add_networks(buf, ranges);
        buf_addf(buf, "), or leave the %s out and it is added", noun_of(draft));
        break;
    case RANGES_FIRST_ABSENT:
        buf_add_text(buf, "missing beside ");
        add_spelling(buf, draft->detail);
        buf_add_text(buf, "; copy its list here");
        break;
    case RANGES_OUTSIDE:
        explain_outside(context, draft, buf);
        break;
    case RANGES_NOT_EQUAL:
        explain_not_equal(context, draft, buf);
        break;
    default:
        text_add_quoted(buf, draft->violation.value);
        buf_add_text(buf, " differs from ");
        add_spelling(buf, draft->detail);
        buf_add_text(buf, "; all spellings must contain the same list, or be removed");
        break;
    }
}

static const char *demand_of(const struct profile *profile)
{
    switch (profile->reference_position) {
    case REFERENCE_ANY:
        return " must be one of the items of ";
    case REFERENCE_FIRST:
        return " must be the first item of ";
    case REFERENCE_ONLY:
        break;
    }
    return " must be the only item of ";
}

static void explain_reference(const struct draft *draft, struct buf *buf)
{
    if (draft->what == RANGES_REFERENCE_ABSENT) {
        buf_add_text(buf, "missing; set ");
        text_add_quoted(buf, draft->class->ranges.object);
        return;
    }
    text_add_quoted(buf, draft->class->ranges.object);
    buf_add_text(buf, demand_of(draft->class->profile));
    text_add_quoted(buf, draft->violation.value);
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    switch (draft->what) {
    case RANGES_NO_FILTER:
    case RANGES_NOT_HERE:
        source_ranges_explain_kind(context, draft, buf);
        break;
    case RANGES_EMPTY:
        text_add_quoted(buf, draft->violation.value);
        buf_addf(buf,
                 " contains no address, which lets nobody in, or everybody; list "
                 "addresses, or remove the %s",
                 noun_of(draft));
        break;
    case RANGES_EMPTY_ENTRY:
        text_add_quoted(buf, draft->violation.value);
        buf_add_text(buf, " has an empty item; remove the extra separator");
        break;
    case RANGES_BAD_ENTRY:
        buf_add(buf, draft->detail);
        break;
    case RANGES_REFERENCE_ABSENT:
    case RANGES_REFERENCE_OTHER:
        explain_reference(draft, buf);
        break;
    case RANGES_UNDONE:
        text_add_quoted(buf, draft->violation.value);
        buf_add_text(buf, " undoes the source ranges of class ");
        text_add_quoted(buf, draft->class->name);
        buf_add_text(buf, "; remove the annotation");
        break;
    case RANGES_UNDONE_FOR_OTHERS:
        text_add_quoted(buf, draft->violation.value);
        buf_add_text(buf, " takes the source ranges off other Ingresses (class ");
        text_add_quoted(buf, draft->class->name);
        buf_add_text(buf, "); remove the annotation");
        break;
    case RANGES_OVERRIDDEN:
        text_add_quoted(buf, draft->violation.value);
        buf_add_text(buf, " overrides the source ranges of the Ingress; remove the "
                          "annotation");
        break;
    case RANGES_TWICE:
        buf_add_text(buf, "the list is already set by ");
        add_spelling(buf, draft->detail);
        buf_add_text(buf, "; remove one of the two");
        break;
    default:
        explain_list(context, draft, buf);
        break;
    }
}

const struct rule rule_source_ranges = {
    .id = RULE_SOURCE_RANGES,
    .summary = "The source ranges are within those of the class.",
    .kinds = KIND_SOURCE_RANGES,
    .needs = NEEDS_CLASS,
    .growth = GROWTH_NOTHING,
    .check = check,
    .check_always = check_always,
    .explain = explain,
};
