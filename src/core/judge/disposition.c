/*
 * disposition: entries of today, and exemptions that match.
 */
#include "core/judge/disposition.h"

static bool some_pattern_matches(const struct name_pattern *patterns, size_t n,
                                 struct str name)
{
    for (size_t i = 0; i < n; i++) {
        if (name_pattern_matches(&patterns[i], name))
            return true;
    }
    return n == 0;
}

static bool some_user_is(const struct exemption *exemption, struct str user)
{
    for (size_t i = 0; i < exemption->n_users; i++) {
        if (str_equal(exemption->users[i], user))
            return true;
    }
    return exemption->n_users == 0;
}

/* A name that the API server made up proves nothing about who asks. */
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
           some_user_is(exemption, inquiry->user) &&
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

void dispositions_of(const struct inquiry *inquiry, struct dispositions *ret)
{
    size_t n;
    const struct exemption *exemptions = policy_exemptions(inquiry->policy, &n);

    memset(ret->excused, 0, sizeof ret->excused);
    for (size_t rule = 0; rule < RULE_COUNT; rule++) {
        const struct rule_entry *entry =
            policy_rule_entry(inquiry->policy, inquiry->tenant, (enum rule_id)rule);

        ret->entry[rule] = entry;
        ret->action[rule] =
            inquiry->today >= entry->from_day ? entry->then : entry->action;
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
