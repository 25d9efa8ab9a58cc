/* SPDX-License-Identifier: Apache-2.0 */
/* The days ahead: which entries of the policy change, and what is denied from then on. */
#include "cmd/report/survey/overview.h"

#include <stdlib.h>

#include "base/mem.h"
#include "core/policy/policy.h"

static int by_day(const void *a, const void *b)
{
    const struct overview_day *left = a;
    const struct overview_day *right = b;

    return (left->day > right->day) - (left->day < right->day);
}

static int by_day_and_order(const void *a, const void *b)
{
    const struct overview_day *left = a;
    const struct overview_day *right = b;
    const int order = by_day(a, b);

    return order != 0 ? order : (left->at > right->at) - (left->at < right->at);
}

/* The entries and exemptions with a day, before they are sorted. */
struct dated {
    struct overview_day *all; /* on the heap; one for each entry or exemption */
    size_t n;
    size_t cap;
    struct map seen; /* the rule entries in `all`: several tenants may share one */
    struct overview *overview;
};

static struct overview_day *add_dated(struct dated *dated, int32_t day)
{
    dated->all = mem_grow(dated->all, &dated->cap, dated->n + 1, sizeof dated->all[0]);
    dated->all[dated->n] = (struct overview_day){.day = day, .at = dated->n};
    return &dated->all[dated->n++];
}

static void add_entry(struct dated *dated, const struct rule_entry *entry)
{
    struct overview *overview = dated->overview;
    const size_t n_before = dated->seen.n;
    struct overview_day *day;

    if (entry == NULL || entry->from_day == DAY_NEVER || entry->action == entry->then ||
        entry->from_day <= overview->survey->options.today)
        return;
    (void)map_put(&dated->seen, arena_format(&overview->arena, "%p", (const void *)entry),
                  0);
    if (dated->seen.n == n_before)
        return;
    day = add_dated(dated, entry->from_day);
    day->entries = ARENA_NEW(&overview->arena, const struct rule_entry *, 1);
    day->entries[0] = entry;
    day->n_entries = 1;
}

static void add_entries(struct dated *dated, const struct rule_entry *const *rules)
{
    for (size_t i = 0; rules != NULL && i < RULE_COUNT; i++)
        add_entry(dated, rules[i]);
}

static void add_exemption(struct dated *dated, const struct exemption *exemption)
{
    struct overview *overview = dated->overview;
    struct overview_day *day;

    if (exemption->last_day == DAY_NEVER ||
        exemption->last_day < overview->survey->options.today)
        return;
    day = add_dated(dated, exemption->last_day + 1);
    day->exemptions = ARENA_NEW(&overview->arena, const struct exemption *, 1);
    day->exemptions[0] = exemption;
    day->n_exemptions = 1;
}

static void add_all(struct dated *dated)
{
    const struct overview *overview = dated->overview;
    const struct policy *policy = overview->survey->options.policy;
    size_t n;

    for (size_t i = 0; i < RULE_COUNT; i++)
        add_entry(dated, policy_rule_entry(policy, NULL, (enum rule_id)i));

    const struct tenant *tenants = policy_tenants(policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (overview->tenant == NULL || overview->tenant == &tenants[i])
            add_entries(dated, tenants[i].rules);
    }

    const struct class *classes = policy_classes(policy, &n);

    for (size_t i = 0; i < n; i++)
        add_entries(dated, classes[i].rules);

    const struct kind *kinds = policy_kinds(policy, &n);

    for (size_t i = 0; i < n; i++)
        add_entries(dated, kinds[i].rules);

    const struct exemption *exemptions = policy_exemptions(policy, &n);

    for (size_t i = 0; i < n; i++)
        add_exemption(dated, &exemptions[i]);
}

static void join(struct overview *overview, struct overview_day *into,
                 const struct overview_day *day)
{
    struct arena *arena = &overview->arena;

    for (size_t i = 0; i < day->n_entries; i++) {
        if (into->n_entries == into->cap_entries)
            into->entries = arena_grow(arena, into->entries, &into->cap_entries,
                                       sizeof(struct rule_entry *));
        into->entries[into->n_entries++] = day->entries[i];
    }
    for (size_t i = 0; i < day->n_exemptions; i++) {
        if (into->n_exemptions == into->cap_exemptions)
            into->exemptions = arena_grow(arena, into->exemptions, &into->cap_exemptions,
                                          sizeof(struct exemption *));
        into->exemptions[into->n_exemptions++] = day->exemptions[i];
    }
}

/* Merge the days that are equal.  Within a day, the order of the policy is kept. */
static void join_days(struct dated *dated)
{
    struct overview *overview = dated->overview;
    struct overview_day *last = NULL;

    overview->days = ARENA_NEW(&overview->arena, struct overview_day, dated->n);
    if (dated->n > 1)
        qsort(dated->all, dated->n, sizeof dated->all[0], by_day_and_order);
    for (size_t i = 0; i < dated->n; i++) {
        if (last == NULL || last->day != dated->all[i].day) {
            last = &overview->days[overview->n_days++];
            last->day = dated->all[i].day;
        }
        join(overview, last, &dated->all[i]);
    }
}

static void add_change(struct overview *overview, const struct survey_object *object,
                       const struct survey_change *change)
{
    const struct overview_day like = {.day = change->day};
    struct overview_day *day = overview->n_days == 0
                                   ? NULL
                                   : bsearch(&like, overview->days, overview->n_days,
                                             sizeof overview->days[0], by_day);
    struct overview_change *made;

    if (day == NULL)
        return;
    made = ARENA_NEW(&overview->arena, struct overview_change, 1);
    made->object = object;
    made->change = change;
    day->n_objects += day->last == NULL || day->last->object != object;
    if (day->last == NULL)
        day->first = made;
    else
        day->last->next = made;
    day->last = made;
    day->n_changes++;
}

void overview_add_days(struct overview *overview)
{
    struct dated dated = {.overview = overview};

    add_all(&dated);
    join_days(&dated);
    map_clear(&dated.seen);
    mem_free(dated.all);
    for (size_t i = 0; i < overview_count_objects(overview); i++) {
        const struct survey_object *object = overview_object(overview, i);

        for (size_t k = 0; k < object->n_changes; k++)
            add_change(overview, object, &object->changes[k]);
    }
}
