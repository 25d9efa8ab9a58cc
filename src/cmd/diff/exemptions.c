/* SPDX-License-Identifier: Apache-2.0 */
/* exemptions: compares exemptions of the same name, field by field. */
#include <time.h>

#include "cmd/diff/pairs.h"
#include "core/policy/rule_id.h"

/* An exemption in both policies. */
struct exemption_pair {
    struct differences *differences;
    const struct exemption *old, *new;
};

static const struct entry *place_of(const struct exemption_pair *exemption_pair,
                                    const char *field)
{
    const struct entry *entry =
        diff_place(exemption_pair->differences, "exemptions[%.*s].%s",
                   STR_ARGS(exemption_pair->new->name), field);

    return entry != NULL ? entry
                         : diff_place(exemption_pair->differences, "exemptions[%.*s]",
                                      STR_ARGS(exemption_pair->new->name));
}

static bool has_expired(const struct exemption *exemption, int32_t today)
{
    return exemption->last_day < today;
}

static bool is_in_force(const struct exemption *exemption, int32_t today)
{
    return exemption != NULL && !has_expired(exemption, today);
}

#define DAY_SECONDS 86400

static struct str day_of(struct arena *arena, int32_t day)
{
    const time_t seconds = (time_t)day * DAY_SECONDS;
    struct tm tm = {0};

    (void)gmtime_r(&seconds, &tm);
    return arena_format(arena, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1,
                        tm.tm_mday);
}

static struct str days_text(struct arena *arena, const struct exemption *exemption,
                            int32_t today)
{
    if (exemption->last_day == DAY_NEVER)
        return STR("without end");
    if (has_expired(exemption, today))
        return STR("expired");
    return arena_format(arena, "until %.*s",
                        STR_ARGS(day_of(arena, exemption->last_day)));
}

static void compare_days(const struct exemption_pair *exemption_pair)
{
    struct differences *differences = exemption_pair->differences;
    const struct exemption *old = exemption_pair->old;
    const struct exemption *new = exemption_pair->new;
    const int32_t today = differences->today;
    struct str before;
    struct str after;

    if (old->last_day == new->last_day ||
        (has_expired(old, today) && has_expired(new, today)))
        return;
    before = days_text(differences->arena, old, today);
    after = days_text(differences->arena, new, today);
    if (str_has_prefix(before, STR("until ")) && str_has_prefix(after, STR("until ")))
        after = str_skip(after, sizeof "until " - 1);
    diff_addf(differences, DIFF_EXEMPTIONS,
              new->last_day > old->last_day ? DIFF_WIDER : DIFF_NARROWER,
              place_of(exemption_pair, "expires"), "%.*s: %.*s -> %.*s",
              STR_ARGS(new->name), STR_ARGS(before), STR_ARGS(after));
}

/* An empty list matches everything, so it is the widest. */
static enum diff_mark mark_of(const struct diff_sets *sets)
{
    if (sets->n[REACH_NEW] == 0)
        return DIFF_WIDER;
    if (sets->n[REACH_OLD] == 0)
        return DIFF_NARROWER;
    return diff_sets_mark(sets);
}

static void compare_sets(const struct exemption_pair *exemption_pair, const char *field,
                         const struct diff_sets *sets)
{
    struct arena *arena = exemption_pair->differences->arena;

    if (diff_sets_equal(sets))
        return;
    diff_addf(exemption_pair->differences, DIFF_EXEMPTIONS, mark_of(sets),
              place_of(exemption_pair, field), "%.*s: %s %.*s -> %.*s",
              STR_ARGS(exemption_pair->new->name), field,
              STR_ARGS(diff_join(arena, sets->lists[0], sets->n[0], "any")),
              STR_ARGS(diff_join(arena, sets->lists[1], sets->n[1], "any")));
}

static const struct str *pattern_texts(struct arena *arena,
                                       const struct name_pattern *patterns, size_t n)
{
    struct str *texts = ARENA_NEW(arena, struct str, n);

    for (size_t i = 0; i < n; i++)
        texts[i] = patterns[i].text;
    return texts;
}

static const struct str *rule_texts(struct arena *arena,
                                    const struct exemption *exemption, size_t *ret_n)
{
    struct str *texts = ARENA_NEW(arena, struct str, RULE_COUNT);
    size_t n = 0;

    for (int rule = 0; rule < RULE_COUNT; rule++) {
        if (exemption->rules[rule])
            texts[n++] = rule_id_name((enum rule_id)rule);
    }
    *ret_n = n;
    return texts;
}

static void compare(const struct exemption_pair *exemption_pair)
{
    struct arena *arena = exemption_pair->differences->arena;
    const struct exemption *old = exemption_pair->old;
    const struct exemption *new = exemption_pair->new;
    struct diff_sets rules;

    compare_days(exemption_pair);
    rules.lists[0] = rule_texts(arena, old, &rules.n[0]);
    rules.lists[1] = rule_texts(arena, new, &rules.n[1]);
    compare_sets(exemption_pair, "rules", &rules);
    compare_sets(
        exemption_pair, "kinds",
        &(struct diff_sets){
            {old->kinds, new->kinds},
            {diff_count_kinds(exemption_pair->differences, old->kinds, old->n_kinds),
             diff_count_kinds(exemption_pair->differences, new->kinds, new->n_kinds)}});
    compare_sets(
        exemption_pair, "namespaces",
        &(struct diff_sets){{pattern_texts(arena, old->namespaces, old->n_namespaces),
                             pattern_texts(arena, new->namespaces, new->n_namespaces)},
                            {old->n_namespaces, new->n_namespaces}});
    compare_sets(exemption_pair, "names",
                 &(struct diff_sets){{pattern_texts(arena, old->names, old->n_names),
                                      pattern_texts(arena, new->names, new->n_names)},
                                     {old->n_names, new->n_names}});
    compare_sets(
        exemption_pair, "users",
        &(struct diff_sets){{old->users, new->users}, {old->n_users, new->n_users}});
    compare_sets(
        exemption_pair, "groups",
        &(struct diff_sets){{old->groups, new->groups}, {old->n_groups, new->n_groups}});
    if (!str_equal(old->reason, new->reason))
        diff_addf(exemption_pair->differences, DIFF_EXEMPTIONS, DIFF_OTHER,
                  place_of(exemption_pair, "reason"), "%.*s: reason \"%.*s\" -> \"%.*s\"",
                  STR_ARGS(new->name), STR_ARGS(old->reason), STR_ARGS(new->reason));
}

void diff_exemptions(struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct exemption),
                             .name_at = offsetof(struct exemption, name)};
    struct diff_pairs pairs;

    for (size_t s = 0; s < REACH_SIDES; s++)
        list.all[s] =
            policy_exemptions(diff_policy(differences, (enum reach_side)s), &list.n[s]);
    pairs = diff_pairs_of(differences->arena, &list);
    for (size_t i = 0; i < pairs.n; i++) {
        const struct exemption *old = pairs.all[i].of[REACH_OLD];
        const struct exemption *new = pairs.all[i].of[REACH_NEW];
        const struct exemption_pair exemption_pair = {differences, old, new};

        if (!is_in_force(old, differences->today) &&
            !is_in_force(new, differences->today))
            continue;
        if (old != NULL && new != NULL)
            compare(&exemption_pair);
        else
            diff_addf(
                differences, DIFF_EXEMPTIONS, new != NULL ? DIFF_WIDER : DIFF_NARROWER,
                diff_place(differences, "exemptions[%.*s]", STR_ARGS(pairs.all[i].name)),
                "%.*s: %s", STR_ARGS(pairs.all[i].name), new != NULL ? "new" : "removed");
    }
}
