/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explain/name/reached.h"

#include "base/text.h"
#include "cmd/check/checked.h"
#include "cmd/desk/origin.h"
#include "cmd/desk/probe.h"
#include "core/object/managed.h"
#include "core/values/name.h"
#include "wire/answer.h"

const char *reached_outcome(enum disposition outcome)
{
    static const char *const names[] = {
        [DISPOSITION_DENIED] = "denied",   [DISPOSITION_WARNED] = "warned",
        [DISPOSITION_AUDITED] = "audited", [DISPOSITION_RATCHETED] = "warned",
        [DISPOSITION_EXCUSED] = "excused",
    };

    return names[outcome];
}

const struct obstacle *reached_denial(const struct reached *reached)
{
    for (size_t i = 0; i < reached->n_obstacles; i++) {
        if (reached->obstacles[i].outcome == DISPOSITION_DENIED)
            return &reached->obstacles[i];
    }
    return NULL;
}

/* The entry of another owner of the name, or of a part of the wildcard.  Without one, the
 * entry of the tenant, which does not own the name. */
static const struct entry *entry_of_other(const struct reach_question *question)
{
    const struct entries *entries = question->asking->desk->entries;
    const struct tenant *tenant = question->tenant;

    if (question->decided != NULL &&
        (question->decided->value.len > 0 || !delegated_has(question->decided, tenant)))
        return entries_find(entries, question->decided->listings[0]->of);
    for (size_t i = 0; question->decided != NULL && i < question->n_below; i++) {
        if (!delegated_has(&question->below[i], tenant))
            return entries_find(entries, question->below[i].listings[0]->of);
    }
    return entries_of_tenant(entries, tenant);
}

static const struct entry *entry_against(const struct reach_question *question,
                                         const struct class *class, enum rule_id rule)
{
    const struct entries *entries = question->asking->desk->entries;
    const struct entry *entry = NULL;

    if (rule == RULE_HOST_IN_CLASS && class != NULL)
        return entries_of_class(entries, class, ".domains");
    if (question->tenant == NULL)
        return NULL;
    if (rule == RULE_HOST_PERMITTED)
        return entry_of_other(question);
    if (rule != RULE_CLASS_PERMITTED)
        return NULL;
    entry = entries_of_tenant_field(entries, question->tenant, "classes");
    return entry != NULL ? entry : entries_of_tenant(entries, question->tenant);
}

static void take_obstacles(const struct reach_question *question,
                           const struct probe_answer *answer, struct arena *arena,
                           struct reached *ret)
{
    struct obstacle *obstacles = ARENA_NEW(arena, struct obstacle, answer->n);

    for (size_t i = 0; i < answer->n; i++) {
        const struct probe_finding *finding = &answer->findings[i];

        obstacles[i] = (struct obstacle){
            .rule = finding->rule,
            .outcome = finding->outcome,
            .message = finding->sentence,
            .entry = entry_against(question, ret->class, finding->rule),
        };
    }
    ret->obstacles = obstacles;
    ret->n_obstacles = answer->n;
    ret->allowed = answer->reached;
    ret->error = answer->error;
}

static void take_additions(const struct asking *asking, const struct decision *mutated,
                           const struct trace *trace, struct arena *arena,
                           struct reached *ret)
{
    struct addition *additions = ARENA_NEW(arena, struct addition, mutated->n_edits);

    for (size_t i = 0; i < mutated->n_edits; i++) {
        const struct edit *edit = &mutated->edits[i];
        struct addition *addition = &additions[ret->n_additions];
        const struct traced *traced;

        if (str_equal(edit->path.key, MANAGED_KEY))
            continue;
        addition->key =
            edit->path.key.len > 0 ? edit->path.key : pointer_of(&edit->path, arena);
        addition->value = edit->text;
        addition->is_removed = edit->kind == EDIT_REMOVE;
        addition->rule = edit->rule;
        traced = trace_find(trace, addition->key);
        if (traced != NULL)
            addition->entry = entry_of_traced(asking->desk->entries, traced);
        else if (edit->rule == RULE_CLASS_PERMITTED && ret->tenant != NULL)
            addition->entry = entries_of_tenant_field(asking->desk->entries, ret->tenant,
                                                      "defaultClass");
        ret->n_additions++;
    }
    ret->additions = additions;
}

/* The class after the mutating stage, which may replace it by a default. */
static const struct class *final_class(const struct checked_object *object,
                                       const struct class *class)
{
    const struct decision *decision = &object->validated->decision;

    return decision->n_classes == 1 ? decision->classes[0] : class;
}

void reached_ask(const struct reach_question *question, struct str class_name,
                 struct arena *arena, struct reached *ret)
{
    const struct asking *asking = question->asking;
    const struct class *class = policy_class_named(asking->desk->policy, class_name);
    struct trace trace = {0};
    const struct probe_question probe = {
        .class = class != NULL ? class->name : class_name,
        .namespace = question->namespace,
        .name = question->text,
        .user = asking->user,
        .groups = asking->groups,
        .n_groups = asking->n_groups,
        .today = asking->today,
        .trace = &trace,
    };
    struct probe_answer answer;

    *ret = (struct reached){
        .tenant = question->tenant, .class_name = probe.class, .class = class};
    probe_ask(asking->desk->policy, &probe, arena, &answer);
    take_obstacles(question, &answer, arena, ret);
    if (!ret->allowed || class == NULL || question->name == NULL)
        return;
    ret->class = final_class(&answer.object, class);
    ret->domain = delegation_served_by(asking->delegation, ret->class, question->name);
    take_additions(asking, &answer.object.mutated->decision, &trace, arena, ret);
}

/* The pattern with a value in place of its hole. */
static struct str fill(const struct name_pattern *pattern, struct str value,
                       struct arena *arena)
{
    return arena_format(arena, "%.*s%.*s%.*s",
                        STR_ARGS(str_head(pattern->text, pattern->hole)), STR_ARGS(value),
                        STR_ARGS(str_skip(pattern->text, pattern->hole + 1)));
}

static bool belongs_to(const struct policy *policy, const struct tenant *tenant,
                       struct str namespace)
{
    return namespace.len > 0 && policy_tenant_of(policy, namespace) == tenant;
}

/* Values to try for a hole: an earlier tenant may match a namespace made with one. */
static const struct str fillings[] = {
    STR_INIT("x"), STR_INIT("a"), STR_INIT("1"), STR_INIT("x1"), STR_INIT("ns-x"),
};

static bool find_any(const struct policy *policy, const struct tenant *tenant,
                     struct arena *arena, struct str *ret)
{
    for (size_t i = 0; i < tenant->n_namespaces; i++) {
        const struct name_pattern *pattern = &tenant->namespaces[i];

        if (!name_pattern_has_hole(pattern)) {
            *ret = pattern->text;
            if (belongs_to(policy, tenant, *ret))
                return true;
            continue;
        }
        for (size_t k = 0; k < ARRAY_LEN(fillings); k++) {
            *ret = fill(pattern, fillings[k], arena);
            if (belongs_to(policy, tenant, *ret))
                return true;
        }
    }
    return false;
}

static bool find_valued(const struct policy *policy, const struct tenant *tenant,
                        struct str value, struct arena *arena, struct str *ret)
{
    for (size_t i = 0; i < tenant->n_namespaces; i++) {
        const struct name_pattern *pattern = &tenant->namespaces[i];

        if (pattern->placeholder.len == 0)
            continue;
        *ret = fill(pattern, value, arena);
        if (belongs_to(policy, tenant, *ret) &&
            str_equal(tenant_values_of(tenant, *ret).value, value))
            return true;
    }
    return false;
}

bool reached_namespace(const struct policy *policy, const struct tenant *tenant,
                       const struct delegated *decided, struct arena *arena,
                       struct str *ret)
{
    if (decided->value.len == 0)
        return find_any(policy, tenant, arena, ret);
    for (size_t i = 0; i < decided->n; i++) {
        const struct listing *listing = decided->listings[i];

        if (listing->tenant != tenant)
            continue;
        if (listing->family->key.binding == DOMAIN_BY_VALUE) {
            if (find_valued(policy, tenant, decided->value, arena, ret))
                return true;
        } else if (belongs_to(policy, tenant, decided->value)) {
            *ret = decided->value;
            return true;
        }
    }
    return false;
}
