/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disposition: matching of exemptions, and the strictest entry among classes.
 */
#include "core/judge/disposition.h"

#include <assert.h>

static bool some_pattern_matches(const struct name_pattern *patterns, size_t n,
                                 struct str name)
{
    for (size_t i = 0; i < n; i++) {
        if (name_pattern_matches(&patterns[i], name))
            return true;
    }
    return n == 0;
}

/* True if one of the wanted texts is given, or if there are no wanted texts. */
static bool is_some_given(const struct str *wanted, size_t n_wanted,
                          const struct str *given, size_t n_given)
{
    for (size_t i = 0; i < n_wanted; i++) {
        for (size_t j = 0; j < n_given; j++) {
            if (str_equal(wanted[i], given[j]))
                return true;
        }
    }
    return n_wanted == 0;
}

/* An exemption by name does not match a generated name: the user did not choose it. */
static bool name_matches(const struct exemption *exemption, const struct inquiry *inquiry)
{
    bool is_generated = inquiry->operation == OPERATION_CREATE &&
                        (inquiry->view->generate_name.len > 0 || inquiry->name.len == 0);

    if (exemption->n_names > 0 && is_generated)
        return false;
    return some_pattern_matches(exemption->names, exemption->n_names, inquiry->name);
}

static bool matches(const struct exemption *exemption, const struct inquiry *inquiry)
{
    return inquiry->today <= exemption->last_day &&
           is_some_given(exemption->users, exemption->n_users, &inquiry->user, 1) &&
           is_some_given(exemption->groups, exemption->n_groups, inquiry->groups,
                         inquiry->n_groups) &&
           is_some_given(exemption->kinds, exemption->n_kinds, &inquiry->view->kind->name,
                         1) &&
           some_pattern_matches(exemption->namespaces, exemption->n_namespaces,
                                inquiry->namespace) &&
           name_matches(exemption, inquiry);
}

static void excuse(const struct exemption *exemption, struct dispositions *dispositions)
{
    for (size_t rule = 0; rule < RULE_COUNT; rule++) {
        if (exemption->rules[rule] && rule != RULE_CLASS_AGREES &&
            dispositions->excused[rule] == NULL)
            dispositions->excused[rule] = exemption;
    }
}

/* True if a change of the action is announced.  Of two entries with the same action today
 * such an entry counts as the stricter one, so that the warning names the day. */
static bool will_change(const struct rule_entry *entry, int32_t today)
{
    return rule_entry_action(entry, today) != entry->then;
}

static bool is_stricter(const struct rule_entry *a, const struct rule_entry *b,
                        int32_t today)
{
    const enum action action = rule_entry_action(a, today);
    const enum action other = rule_entry_action(b, today);

    if (action != other)
        return action > other;
    if (a->on_update != b->on_update)
        return a->on_update > b->on_update;
    return will_change(a, today) && !will_change(b, today);
}

static bool some_class_has_rules(const struct class *const *classes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (classes[i]->rules != NULL)
            return true;
    }
    return false;
}

void dispositions_add_classes(const struct inquiry *inquiry,
                              const struct class *const *classes, size_t n,
                              struct dispositions *dispositions)
{
    if (!some_class_has_rules(classes, n))
        return;
    for (size_t rule = 0; rule < RULE_COUNT; rule++) {
        const struct rule_entry *strictest = NULL;

        if (inquiry->tenant != NULL && inquiry->tenant->rules[rule] != NULL)
            continue;
        for (size_t i = 0; i < n; i++) {
            const struct rule_entry *entry =
                classes[i]->rules == NULL ? NULL : classes[i]->rules[rule];

            if (entry == NULL)
                entry = dispositions->entry[rule]; /* without a class */
            if (strictest == NULL || is_stricter(entry, strictest, inquiry->today))
                strictest = entry;
        }
        assert(strictest != NULL);
        dispositions->entry[rule] = strictest;
        dispositions->action[rule] = rule_entry_action(strictest, inquiry->today);
    }
    dispositions->action[RULE_CLASS_AGREES] = ACTION_DENY;
}

void dispositions_of(const struct inquiry *inquiry, struct dispositions *ret)
{
    size_t n;
    const struct exemption *exemptions = policy_exemptions(inquiry->policy, &n);

    memset(ret->excused, 0, sizeof ret->excused);
    for (size_t rule = 0; rule < RULE_COUNT; rule++) {
        ret->entry[rule] = inquiry_rule_entry(inquiry, (enum rule_id)rule);
        ret->action[rule] = rule_entry_action(ret->entry[rule], inquiry->today);
    }
    ret->action[RULE_CLASS_AGREES] = ACTION_DENY;
    for (size_t i = 0; i < n; i++) {
        if (matches(&exemptions[i], inquiry))
            excuse(&exemptions[i], ret);
    }
}

bool dispositions_let_go(const struct dispositions *dispositions, enum rule_id rule)
{
    return dispositions->excused[rule] != NULL ||
           dispositions->action[rule] == ACTION_ALLOW;
}

bool disposition_is_announced(const struct rule_entry *entry)
{
    return entry->then == ACTION_DENY;
}
