/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds what will be denied from later days on.
 *
 * The answer can change on the date of a rule's entry and after the last day of an
 * exemption.  The findings contain both, except for a rule that is allowed until a date:
 * such dates are tried for every object.  The object is judged as of each of these days
 * in turn, which may add more days.
 */
#include "base/mem.h"
#include "cmd/report/survey/survey.h"
#include "core/policy/policy.h"

static int by_day(const void *a, const void *b)
{
    const int32_t left = *(const int32_t *)a;
    const int32_t right = *(const int32_t *)b;

    return (left > right) - (left < right);
}

/* The days to judge, in order, without repetition. */
struct days {
    struct arena *arena;
    int32_t *all;
    size_t n;
    size_t cap;
};

static void add_day(struct days *days, int32_t day)
{
    size_t at = days->n;

    if (days->n > 0 && bsearch(&day, days->all, days->n, sizeof day, by_day) != NULL)
        return;
    if (days->n == days->cap)
        days->all = arena_grow(days->arena, days->all, &days->cap, sizeof day);
    while (at > 0 && days->all[at - 1] > day) {
        days->all[at] = days->all[at - 1];
        at--;
    }
    days->all[at] = day;
    days->n++;
}

static void add_switch(struct days *days, const struct rule_entry *entry, int32_t today)
{
    if (entry != NULL && entry->from_day != DAY_NEVER && entry->from_day > today &&
        entry->action == ACTION_ALLOW && entry->then > ACTION_ALLOW)
        add_day(days, entry->from_day);
}

static void add_switches(struct days *days, const struct rule_entry *const *rules,
                         int32_t today)
{
    for (size_t i = 0; rules != NULL && i < RULE_COUNT; i++)
        add_switch(days, rules[i], today);
}

void survey_find_switches(struct survey *survey)
{
    const struct policy *policy = survey->options.policy;
    const int32_t today = survey->options.today;
    struct days days = {.arena = &survey->arena};
    size_t n;

    for (size_t i = 0; i < RULE_COUNT; i++)
        add_switch(&days, policy_rule_entry(policy, NULL, (enum rule_id)i), today);

    const struct tenant *tenants = policy_tenants(policy, &n);

    for (size_t i = 0; i < n; i++)
        add_switches(&days, tenants[i].rules, today);

    const struct class *classes = policy_classes(policy, &n);

    for (size_t i = 0; i < n; i++)
        add_switches(&days, classes[i].rules, today);

    const struct kind *kinds = policy_kinds(policy, &n);

    for (size_t i = 0; i < n; i++)
        add_switches(&days, kinds[i].rules, today);
    survey->switches = days.all;
    survey->n_switches = days.n;
}

/* Add the days after `after` on which the disposition of a finding can change. */
static void add_days_of(struct days *days, const struct survey_finding *findings,
                        size_t n, int32_t after)
{
    for (size_t i = 0; i < n; i++) {
        const struct survey_finding *finding = &findings[i];
        const struct exemption *exemption = finding->exemption;

        if (finding->entry != NULL && finding->entry->from_day != DAY_NEVER &&
            finding->entry->from_day > after)
            add_day(days, finding->entry->from_day);
        if (exemption != NULL && exemption->last_day != DAY_NEVER &&
            exemption->last_day >= after)
            add_day(days, exemption->last_day + 1);
    }
}

/* Whether the answer denies the same violation. */
static bool is_denied_in(const struct survey_answer *answer,
                         const struct survey_finding *like)
{
    for (size_t i = 0; i < answer->n; i++) {
        const struct survey_finding *finding = &answer->findings[i];

        if (finding->disposition == DISPOSITION_DENIED && finding->rule == like->rule &&
            str_equal(finding->field, like->field) &&
            str_equal(finding->message, like->message))
            return true;
    }
    return false;
}

/* At most this many findings of a day are compared with those before: the cost is
 * quadratic. */
#define COMPARED_MAX 200

struct ahead {
    struct survey *survey;
    const struct manifest *manifest;
    struct survey_change *changes; /* in survey->object_arena */
    size_t n;
    size_t cap;
};

static void add_change(struct ahead *ahead, int32_t day,
                       const struct survey_finding *finding,
                       const struct survey_answer *updated)
{
    if (ahead->n == ahead->cap)
        ahead->changes = arena_grow(&ahead->survey->object_arena, ahead->changes,
                                    &ahead->cap, sizeof ahead->changes[0]);
    ahead->changes[ahead->n++] = (struct survey_change){
        .day = day,
        .updated = is_denied_in(updated, finding),
        .rule = finding->rule,
        .message = finding->message,
    };
}

static void compare(struct ahead *ahead, int32_t day, const struct survey_answer *before,
                    const struct survey_answer *created,
                    const struct survey_answer *updated)
{
    const size_t n = created->n < COMPARED_MAX ? created->n : COMPARED_MAX;

    for (size_t i = 0; i < n; i++) {
        const struct survey_finding *finding = &created->findings[i];

        if (finding->disposition == DISPOSITION_DENIED && !is_denied_in(before, finding))
            add_change(ahead, day, finding, updated);
    }
}

/* Judge the object as of each day. */
static void ask_days(struct ahead *ahead, struct days *days, struct survey_answer before)
{
    for (size_t i = 0; i < days->n; i++) {
        const int32_t day = days->all[i];
        struct survey_answer created;
        struct survey_answer updated;
        struct err unused;

        if (!survey_ask(ahead->survey, ahead->manifest, NULL, day, &created, &unused) ||
            !survey_ask(ahead->survey, ahead->manifest, ahead->manifest, day, &updated,
                        &unused))
            return;
        compare(ahead, day, &before, &created, &updated);
        add_days_of(days, created.findings, created.n, day);
        before = created;
    }
}

void survey_look_ahead(struct survey *survey, const struct manifest *manifest,
                       struct survey_object *object)
{
    struct days days = {.arena = &survey->object_arena};
    struct ahead ahead = {survey, manifest, NULL, 0, 0};
    struct survey_change *kept;

    add_days_of(&days, object->findings, object->n_findings, survey->options.today);
    for (size_t i = 0; i < survey->n_switches; i++)
        add_day(&days, survey->switches[i]);
    if (days.n == 0)
        return;
    ask_days(
        &ahead, &days,
        (struct survey_answer){.findings = object->findings, .n = object->n_findings});
    if (ahead.n == 0)
        return;
    kept = ARENA_NEW(&survey->arena, struct survey_change, ahead.n);
    for (size_t i = 0; i < ahead.n; i++) {
        kept[i] = ahead.changes[i];
        kept[i].message = arena_dup(&survey->arena, kept[i].message);
    }
    object->changes = kept;
    object->n_changes = ahead.n;
}
