/* SPDX-License-Identifier: Apache-2.0 */
/* reasons: finds sentences and entries for a failure; see reasons.h. */
#include "cmd/test/reasons.h"

#include "cmd/desk/origin.h"
#include "cmd/desk/probe.h"
#include "core/entries/delegation.h"
#include "core/entries/trace.h"
#include "wire/answer.h"

#define REASONS_MAX 20 /* sentences of one failure; each rule has one */

static void add(struct reasons *reasons, struct str sentence, const struct entry *entry)
{
    if (reasons->n == reasons->cap)
        reasons->all = arena_grow(reasons->arena, reasons->all, &reasons->cap,
                                  sizeof reasons->all[0]);
    reasons->all[reasons->n++] = (struct test_reason){sentence, entry};
}

/* A denial whose entry is looked for. */
struct subject {
    enum rule_id rule;
    const struct tenant *tenant; /* NULL: none */
    const struct class *class;   /* NULL: none */
    struct str name;             /* of a host; len 0: none */
    const void *action;          /* the rule_entry, or the exemption */
};

static bool is_foreign(const struct delegated *delegated, const struct tenant *tenant)
{
    return delegated->n > 0 && (tenant == NULL || !delegated_has(delegated, tenant));
}

/* The listing of another owner of the name, or of a part of the wildcard; NULL if there
 * is none. */
static const struct listing *foreign_listing(const struct reasons *reasons,
                                             const struct subject *subject)
{
    const struct delegation *delegation = reasons->policy->delegation;
    struct delegated delegated = {0};
    struct delegated *below = NULL;
    const char *reason = NULL;
    struct name name;
    size_t n = 0;

    if (!name_parse(reasons->arena, subject->name, &name, &reason))
        return NULL;
    if (delegation_find(delegation, &name, reasons->arena, &delegated) &&
        is_foreign(&delegated, subject->tenant))
        return delegated.listings[0];
    if (name.is_wildcard)
        n = delegation_below(delegation, name.base, reasons->arena, &below);
    for (size_t i = 0; i < n; i++) {
        if (is_foreign(&below[i], subject->tenant))
            return below[i].listings[0];
    }
    return NULL;
}

/* The entry of another owner; without one, the entry of the tenant. */
static const struct entry *entry_of_owner(const struct reasons *reasons,
                                          const struct subject *subject)
{
    const struct entries *entries = reasons->policy->desk.entries;
    const struct listing *listing = foreign_listing(reasons, subject);

    if (listing != NULL)
        return entries_find(entries, listing->of);
    return subject->tenant == NULL ? NULL : entries_of_tenant(entries, subject->tenant);
}

static const struct entry *entry_against(const struct reasons *reasons,
                                         const struct subject *subject)
{
    const struct entries *entries = reasons->policy->desk.entries;
    const struct entry *entry = NULL;

    if (subject->rule == RULE_HOST_PERMITTED)
        return entry_of_owner(reasons, subject);
    if (subject->rule == RULE_HOST_IN_CLASS && subject->class != NULL)
        return entries_of_class(entries, subject->class, ".domains");
    if (subject->rule == RULE_CLASS_PERMITTED && subject->tenant != NULL) {
        entry = entries_of_tenant_field(entries, subject->tenant, "classes");
        return entry != NULL ? entry : entries_of_tenant(entries, subject->tenant);
    }
    return entries_find(entries, subject->action);
}

static void add_delegation(struct reasons *reasons, const struct tenant *tenant,
                           struct str text)
{
    struct delegated delegated = {0};
    const char *reason = NULL;
    struct name name;

    if (!name_parse(reasons->arena, text, &name, &reason) ||
        !delegation_find(reasons->policy->delegation, &name, reasons->arena, &delegated))
        return;
    for (size_t i = 0; i < delegated.n; i++) {
        const struct listing *listing = delegated.listings[i];

        if (listing->tenant == tenant) {
            add(reasons, STR_NONE,
                entries_find(reasons->policy->desk.entries, listing->of));
            return;
        }
    }
}

void reasons_of_reach(struct reasons *reasons, const struct probe_answer *answer,
                      const struct class *class, struct str name)
{
    bool is_added[RULE_COUNT] = {false};

    if (answer->reached) {
        add_delegation(reasons, answer->object.tenant, name);
        return;
    }
    if (answer->error.len > 0)
        add(reasons, answer->error, NULL);
    for (size_t i = 0; i < answer->n; i++) {
        const struct probe_finding *finding = &answer->findings[i];
        const struct subject subject = {finding->rule, answer->object.tenant, class, name,
                                        finding->entry};

        if (finding->outcome != DISPOSITION_DENIED || is_added[finding->rule])
            continue;
        is_added[finding->rule] = true;
        add(reasons, finding->sentence, entry_against(reasons, &subject));
    }
}

/* Add each broken rule once, beginning with those that deny. */
static void add_violations(struct reasons *reasons, const struct checked_object *object)
{
    const struct decision *decision = &object->validated->decision;
    bool is_added[RULE_COUNT] = {false};

    if (object->validated->kind == ANSWER_UNJUDGEABLE)
        add(reasons, object->validated->error, NULL);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < decision->n_violations; i++) {
            const struct violation *violation = &decision->violations[i];
            const bool denied = violation->disposition == DISPOSITION_DENIED;
            const struct subject subject = {
                violation->rule, object->tenant,
                decision->n_classes > 0 ? decision->classes[0] : NULL, violation->value,
                violation->disposition == DISPOSITION_EXCUSED
                    ? (const void *)violation->exemption
                    : violation->entry};

            if (denied != (pass == 0) || is_added[violation->rule] ||
                reasons->n == REASONS_MAX)
                continue;
            is_added[violation->rule] = true;
            add(reasons, violation->sentence,
                denied ? entry_against(reasons, &subject)
                       : entries_find(reasons->policy->desk.entries, subject.action));
        }
    }
}

static const struct traced *find_default(const struct trace *written)
{
    for (size_t i = 0; i < written->n; i++) {
        if (written->all[i].kind == ENTRY_DEFAULT_CLASS)
            return &written->all[i];
    }
    return NULL;
}

/* Add the entry that wants the annotation with the key, or that wrote the class.  Returns
 * false if there is none. */
static bool add_written(struct reasons *reasons, const struct test_traces *traces,
                        struct str key)
{
    const bool is_class =
        str_equal(key, STR("class")) || str_equal(key, STR("/spec/ingressClassName"));
    const struct traced *traced =
        is_class ? find_default(traces->written) : trace_find(traces->judged, key);

    if (traced == NULL)
        return false;
    add(reasons, STR_NONE, entry_of_traced(reasons->policy->desk.entries, traced));
    return true;
}

/* The key of a difference in "changes"; for other differences, the field itself. */
static struct str key_of(const struct test_difference *difference)
{
    const struct str changes = STR("changes ");

    return str_has_prefix(difference->field, changes)
               ? str_skip(difference->field, changes.len)
               : difference->field;
}

static bool is_about_rules(const struct test_difference *difference)
{
    static const struct str fields[] = {STR_INIT("verdict"), STR_INIT("rules"),
                                        STR_INIT("warned"), STR_INIT("message"),
                                        STR_INIT("excused")};
    size_t at;

    return str_index(fields, ARRAY_LEN(fields), difference->field, &at) ||
           str_has_prefix(difference->field, STR("at "));
}

static bool is_repeated(const struct reasons *reasons, size_t n)
{
    const struct test_reason *last = &reasons->all[n];

    for (size_t i = 0; i < n; i++) {
        if (reasons->all[i].entry == last->entry && last->sentence.len == 0)
            return true;
    }
    return false;
}

void reasons_of_case(struct reasons *reasons, const struct checked_object *object,
                     const struct test_traces *traces, const struct test_result *result)
{
    bool has_rules = false;

    for (size_t i = 0; i < result->n_differences; i++) {
        const struct test_difference *difference = &result->differences[i];
        const size_t n = reasons->n;

        if (!is_about_rules(difference)) {
            if (add_written(reasons, traces, key_of(difference)) &&
                is_repeated(reasons, n))
                reasons->n = n;
        } else if (!has_rules) {
            has_rules = true;
            add_violations(reasons, object);
        }
    }
}
