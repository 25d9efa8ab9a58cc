/* SPDX-License-Identifier: Apache-2.0 */
/* policy: reads a text as a policy, and asks the policy questions. */
#include "core/policy/policy.h"
#include "core/values/domain.h"
#include "fuzz.h"
#include "yaml/policy/read.h"

#define TODAY 20779 /* 2026-11-22 */

static void check_problems(const struct problems *problems)
{
    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *at = &problems->all[i];

        FUZZ_LAW(at->place.line > 0, "each problem has a line");
        FUZZ_LAW(at->place.column > 0, "each problem has a column");
        FUZZ_LAW(at->text[0] != '\0' && at->name[0] != '\0',
                 "each problem has a sentence and a name");
        for (const char *byte = at->text; *byte != '\0'; byte++)
            FUZZ_LAW((unsigned char)*byte >= 0x20 && *byte != 0x7f,
                     "a sentence has no control characters");
    }
}

static void ask_classes(const struct policy *policy, const struct tenant *tenant)
{
    size_t n = 0;
    size_t n_names = 0;
    const struct class *classes = policy_classes(policy, &n);
    const struct str *names = policy_class_names(policy, &n_names);

    FUZZ_LAW(n > 0 && n_names == n, "a policy has classes with names");
    for (size_t i = 0; i < n; i++) {
        FUZZ_LAW(policy_class(policy, names[i]) != NULL, "a class is found by its name");
        if (tenant != NULL)
            (void)tenant_permits_class(tenant, &classes[i]);
    }
}

static void ask_names(struct arena *arena, const struct policy *policy,
                      const struct tenant *tenant)
{
    static const char *const names[] = {"shop.example.com", "*.shop.example.com", "x",
                                        "www.example.com.", "a.b.c.d.corp.example.net"};
    const struct tenant_values values = tenant_values_of(tenant, STR("shop-eu"));
    size_t n = 0;
    const struct class *classes = policy_classes(policy, &n);

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct name name;
        const char *reason = NULL;

        if (!name_parse(arena, str_from(names[i]), &name, &reason))
            continue;
        if (policy_permits_name(policy, tenant, &values, &name))
            FUZZ_LAW(tenant != NULL, "without a tenant no name is permitted");
        if (policy_permits_wildcard_literally(policy, tenant, &values, &name))
            FUZZ_LAW(policy_permits_name(policy, tenant, &values, &name),
                     "a listed wildcard is permitted");
        (void)class_serves_name(&classes[0], &name);
    }
}

static void ask(struct arena *arena, const struct policy *policy)
{
    static const char *const namespaces[] = {"shop", "shop-eu", "retail-a", "", "kube"};
    size_t n_tenants = 0;
    size_t n = 0;
    const struct tenant *tenants = policy_tenants(policy, &n_tenants);

    FUZZ_LAW(n_tenants > 0, "a policy has tenants");
    ask_names(arena, policy, NULL);
    for (size_t i = 0; i < ARRAY_LEN(namespaces); i++) {
        const struct tenant *tenant = policy_tenant_of(policy, str_from(namespaces[i]));

        FUZZ_LAW(tenant == NULL || (tenant >= tenants && tenant < tenants + n_tenants),
                 "the tenant is one of the policy's");
        ask_classes(policy, tenant);
        ask_names(arena, policy, tenant);
        for (size_t rule = 0; rule < RULE_COUNT; rule++)
            FUZZ_LAW(policy_rule_entry(policy, tenant, (enum rule_id)rule) != NULL,
                     "each rule has an entry");
    }
    (void)policy_exemptions(policy, &n);
    (void)policy_forbidden(policy, &n);
    (void)policy_dns_prefixes(policy, &n);
    FUZZ_LAW(n >= 2, "both built-in prefixes are known");
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems = {0};
    AUTO(policy_unref) struct policy *policy = NULL;
    const struct policy_file file = {"policy.yaml", bytes};

    problems_init(&problems);
    policy = policy_read(&file, 1, STR("0123456789ab"), TODAY, &problems);
    FUZZ_LAW((policy == NULL) == (problems.n_errors > 0),
             "there is a policy if, and only if, there is no error");
    check_problems(&problems);
    if (policy != NULL)
        ask(&arena, policy);
}
