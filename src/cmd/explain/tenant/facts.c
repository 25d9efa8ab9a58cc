/* SPDX-License-Identifier: Apache-2.0 */
/* facts: finds the entries of the policy that concern a tenant. */
#include "cmd/explain/tenant/tenant.h"
#include "core/policy/forbidden.h"

/* True if the texts around the two holes allow a namespace that matches both. */
static bool patterns_meet(const struct name_pattern *a, const struct name_pattern *b)
{
    const size_t a_tail = a->text.len - a->hole - 1;
    const size_t b_tail = b->text.len - b->hole - 1;
    const size_t head = a->hole < b->hole ? a->hole : b->hole;
    const size_t tail = a_tail < b_tail ? a_tail : b_tail;

    return str_equal(str_head(a->text, head), str_head(b->text, head)) &&
           str_equal(str_skip(a->text, a->text.len - tail),
                     str_skip(b->text, b->text.len - tail));
}

/* True if the pattern of an exemption matches a namespace of the tenant. */
static bool matches_tenant(const struct tenant_answer *answer,
                           const struct name_pattern *pattern)
{
    const struct tenant *tenant = answer->tenant;

    if (answer->values.namespace.len > 0)
        return name_pattern_matches(pattern, answer->values.namespace);
    if (!name_pattern_has_hole(pattern))
        return policy_tenant_of(answer->asking->desk->policy, pattern->text) == tenant;
    for (size_t i = 0; i < tenant->n_namespaces; i++) {
        const struct name_pattern *own = &tenant->namespaces[i];

        if (name_pattern_has_hole(own) ? patterns_meet(own, pattern)
                                       : name_pattern_matches(pattern, own->text))
            return true;
    }
    return false;
}

bool tenant_is_excused(const struct tenant_answer *answer,
                       const struct exemption *exemption)
{
    if (exemption->last_day < answer->asking->today)
        return false;
    for (size_t i = 0; i < exemption->n_namespaces; i++) {
        if (matches_tenant(answer, &exemption->namespaces[i]))
            return true;
    }
    return exemption->n_namespaces == 0;
}

bool tenant_is_forbidden(const struct tenant_answer *answer,
                         const struct forbidden *forbidden)
{
    for (size_t i = 0; i < forbidden->except.n_tenants; i++) {
        if (forbidden->except.tenants[i] == answer->tenant)
            return false;
    }
    return true;
}

const struct entry *tenant_rule(const struct tenant_answer *answer, enum rule_id rule,
                                const struct rule_entry **ret)
{
    *ret = policy_rule_entry(answer->asking->desk->policy, answer->tenant, rule);
    return entries_find(answer->asking->desk->entries, *ret);
}

size_t tenant_texts(const struct tenant_answer *answer, const void *of, const char *field,
                    struct arena *arena, struct str **ret)
{
    const struct places *places = entries_places(answer->asking->desk->entries);
    const struct entry *whole = entries_find(answer->asking->desk->entries, of);
    const struct entry *list =
        whole == NULL ? NULL
                      : places_findf(places, "%.*s.%s", STR_ARGS(whole->address), field);
    const struct entry *item;
    size_t cap = 0;
    size_t n = 0;

    *ret = NULL;
    while (list != NULL && (item = places_item(places, list, n)) != NULL) {
        if (n == cap)
            *ret = arena_grow(arena, *ret, &cap, sizeof **ret);
        (*ret)[n++] = places_text(item, list);
    }
    return n;
}
