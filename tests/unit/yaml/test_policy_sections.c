/* SPDX-License-Identifier: Apache-2.0 */
/* policy_sections: what the sections of a valid document become. */
#include "changed_policy.h"

static void make(struct changed *made, const struct change *changes, size_t n)
{
    changed_read(made, changes, n);
    if (made->policy == NULL)
        changed_print(made);
    assert_non_null(made->policy);
}

static void document(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(changed_clear) struct changed made = {0};
    size_t n = 0;

    (void)state;
    make(&made, NULL, 0);
    check_text(policy_name(made.policy), STR("acme-platform"), "the name");
    check_text(policy_hash(made.policy), STR("0123456789ab"), "the hash");
    check_text(policy_contact(made.policy, STR("r"), &arena), STR("ask in #platform"),
               "the contact");
    check_true(policy_mode(made.policy) == POLICY_ENFORCE, "enforced by default");
    check_true(policy_on_update(made.policy) == ON_UPDATE_RATCHET, "ratchet by default");
    check_text(policy_class_names(made.policy, &n)[1], STR("internal"), "in file order");
    check_true(n == 3, "three classes");
    check_text(policy_profiles_in_use(made.policy, &n)[1]->name, STR("traefik"),
               "the second profile");
    check_true(n == 2, "two classes share a profile");
    check_text(policy_unchecked_keys(made.policy, &n)[0],
               STR("nginx.ingress.kubernetes.io/canary-by-header-pattern"), "unchecked");
    check_text(policy_host_keys(made.policy, &n)[0], STR("edge.example.net/also-serve"),
               "host keys");
    check_true(policy_class(made.policy, STR("External")) == NULL,
               "names of classes are case-sensitive");
}

static const struct {
    const char *why;
    struct str namespace;
    const char *tenant; /* NULL: no tenant */
} namespaces[] = {
    {"an exact name", STR_INIT("shop"), "shop"},
    {"a pattern", STR_INIT("shop-eu"), "shop"},
    {"a pattern whose star matches nothing", STR_INIT("shop-"), "shop"},
    {"a name that the pattern does not match", STR_INIT("shopping"), "late"},
    {"the first tenant that lists it wins", STR_INIT("shop-eu-2"), "shop"},
    {"none", STR_INIT("other"), NULL},
    {"an empty name", STR_INIT(""), NULL},
    {"a name shorter than the pattern", STR_INIT("sho"), NULL},
};

static void namespace_lookup(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    const struct change changes[] = {
        {"namespaces: [\"*\"]", "namespaces: [shop-eu-2, nobody]"},
        {"    domains: [apps.corp.example.net]\n",
         "    domains: [apps.corp.example.net]\n"
         "  - {name: late, namespaces: [\"shopp*\", shop], classes: [middle]}\n"},
    };

    (void)state;
    make(&made, changes, ARRAY_LEN(changes));
    for (size_t i = 0; i < ARRAY_LEN(namespaces); i++) {
        const struct tenant *tenant =
            policy_tenant_of(made.policy, namespaces[i].namespace);

        check_true((tenant != NULL) == (namespaces[i].tenant != NULL), namespaces[i].why);
        if (tenant != NULL)
            check_text(tenant->name, str_from(namespaces[i].tenant), namespaces[i].why);
    }
}

static void everybody(void **state)
{
    AUTO(changed_clear) struct changed made = {0};

    (void)state;
    make(&made, NULL, 0);
    check_text(policy_tenant_of(made.policy, STR("anything"))->name, STR("everyone"),
               "a star matches every namespace");
    check_text(policy_tenant_of(made.policy, STR("shop-1"))->name, STR("shop"),
               "unless an earlier tenant lists it");
}

static void classes(void **state)
{
    AUTO(changed_clear) struct changed made = {0};

    (void)state;
    make(&made, NULL, 0);
    const struct class *external = policy_class(made.policy, STR("external"));
    const struct class *internal = policy_class(made.policy, STR("internal"));
    const struct class *middle = policy_class(made.policy, STR("middle"));
    const struct tenant *shop = policy_tenant_of(made.policy, STR("shop"));
    const struct tenant *everyone = policy_tenant_of(made.policy, STR("x"));

    check_text(external->dns->entries[0].value, STR("edge.example.com"), "the target");
    check_true(external->dns->entries[1].mode == WANTED_REQUIRE, "a ttl is fixed");
    check_true(internal->dns->entries[1].ttl_min == 60 &&
                   internal->dns->entries[1].ttl_max == 3600,
               "or has a range");
    check_true(middle->n_dns == 0, "or is absent");
    check_text(external->dns->instance->name, STR("public"), "the instance");
    check_true(external->tls == TLS_SECRET_REQUIRED, "tls");
    check_true(external->ranges.mode == RANGE_OPEN, "mode open by default");
    check_true(internal->ranges.mode == RANGE_NARROW, "narrow");
    check_text(internal->ranges.text,
               STR("198.51.100.0/24,2001:db8:100::/48,203.0.113.64/26"),
               "the networks in the policy's order, without those inside others");
    check_text(internal->ranges.networks, STR("office, vpn"), "the names as listed");
    check_true(internal->ranges.set.v4.n == 2 && internal->ranges.set.v6.n == 1,
               "the ranges as a set");
    check_text(middle->ranges.object, STR("infra-office@kubernetescrd"), "a reference");
    check_true(tenant_permits_class(shop, internal), "a listed class");
    check_true(!tenant_permits_class(shop, middle), "a class that is not listed");
    check_true(tenant_permits_class(everyone, middle) && everyone->n_classes == 3,
               "all classes");
}

static void bare_addresses(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    const struct change changes[] = {
        {"ingress-nginx # of internal", "aws-load-balancer-controller"},
        {"[198.51.100.0/24, \"2001:db8:100::/48\"]",
         "[192.0.2.1, \"2001:DB8::1\", 192.0.2.1/32, 192.0.2.2]"},
        {"[203.0.113.64/26, 198.51.100.7, 203.0.113.64/26]",
         "[192.0.2.2/31, \"2001:db8::/64\"]"},
    };

    (void)state;
    make(&made, changes, ARRAY_LEN(changes));
    check_text(policy_class(made.policy, STR("internal"))->ranges.text,
               STR("192.0.2.1/32,192.0.2.2/31,2001:db8::/64"),
               "bare addresses get a length if the controller requires one");
}

static void names(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    const struct name www = {STR_INIT("www.example.com"), STR_INIT("www.example.com"),
                             false, false};
    const struct name wild = {STR_INIT("*.wild.example.com"),
                              STR_INIT("wild.example.com"), true, false};
    const struct name other = {STR_INIT("a.b"), STR_INIT("a.b"), false, false};
    const struct tenant_values values = {.namespace = STR("shop")};

    (void)state;
    make(&made, NULL, 0);
    const struct tenant *shop = policy_tenant_of(made.policy, STR("shop"));
    const struct tenant *everyone = policy_tenant_of(made.policy, STR("x"));

    check_true(policy_permits_name(made.policy, shop, &values, &www),
               "an exact host of the tenant");
    check_true(!policy_permits_name(made.policy, everyone, &values, &www),
               "a host of another tenant");
    check_true(!policy_permits_name(made.policy, NULL, &values, &www),
               "without a tenant nothing is permitted");
    check_true(policy_permits_wildcard_literally(made.policy, shop, &values, &wild),
               "a listed wildcard");
    check_true(!policy_permits_wildcard_literally(made.policy, NULL, &values, &wild),
               "without a tenant no wildcard is listed");
    check_true(!policy_permits_wildcard_literally(made.policy, shop, &values, &www),
               "a name that is not a wildcard");
    check_true(policy_covers_name(made.policy, &www), "a name of some tenant");
    check_true(!policy_covers_name(made.policy, &other), "a name of no tenant");
    check_true(class_serves_name(policy_class(made.policy, STR("external")), &wild),
               "a wildcard is looked up by its base");
    check_true(!class_serves_name(policy_class(made.policy, STR("internal")), &www),
               "a name that another class serves");
    check_true(class_serves_name(policy_class(made.policy, STR("middle")), &other),
               "a class without domains serves every name");
}

static void overlapping_namespaces(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    const struct change change = {"namespaces: [\"*\"]",
                                  "namespaces: [\"*\", \"shop-a*\"]"};

    (void)state;
    make(&made, &change, 1);
    check_text(policy_tenant_of(made.policy, STR("shop-ab"))->name, STR("shop"),
               "the first matching tenant decides, not the longest pattern");
    check_text(policy_tenant_of(made.policy, STR("shap"))->name, STR("everyone"),
               "the other namespaces belong to the later tenant");
}

static void dns_prefixes(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    const struct change changes[] = {
        {"[external-dns.kubernetes.io/, external-dns.alpha.kubernetes.io/]",
         "[external-dns.kubernetes.io/]"},
        {"target: edge.example.com",
         "target: [\"192.0.2.1,192.0.2.2\", \"2001:db8::1\"]\n"
         "      set: {cloudflare-proxied: \"true\"}\n"
         "      optOut: true"},
    };
    size_t n = 0;

    (void)state;
    make(&made, changes, ARRAY_LEN(changes));
    const struct dns_prefix *prefixes = policy_dns_prefixes(made.policy, &n);
    const struct class_dns *dns = policy_class(made.policy, STR("external"))->dns;

    check_true(n == 3, "each prefix is listed once");
    check_text(prefixes[2].prefix, STR("external-dns.alpha.kubernetes.io/"),
               "a built-in prefix");
    check_true(prefixes[2].instance == NULL, "no instance lists it");
    check_text(prefixes[1].instance->name, STR("private"), "the other instance");
    check_text(dns->entries[0].value, STR("192.0.2.1,192.0.2.2,2001:db8::1"),
               "addresses are joined by commas");
    check_true(dns->n_entries == 4 && dns->n_allow == 2 && dns->opt_out,
               "set, allow, optOut");
}

static void annotations(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    const struct change changes[] = {
        {"unless: [cert-manager.io/issuer]\n",
         "unless: [cert-manager.io/issuer]\n"
         "      - {key: example.net/owner, value: us, mode: require}\n"},
        {"  forbid:\n",
         "    - {key: example.net/cost, value: \"line 1\\nline 2\", mode: enforce}\n"
         "  forbid:\n"},
    };

    (void)state;
    make(&made, changes, ARRAY_LEN(changes));
    const struct class *external = policy_class(made.policy, STR("external"));
    const struct class *middle = policy_class(made.policy, STR("middle"));

    check_true(external->n_annotations == 3,
               "an entry of the class hides one of annotations.add");
    check_text(external->annotations[0].unless[0], STR("cert-manager.io/issuer"),
               "unless");
    check_text(external->annotations[1].value, STR("us"), "the value of the class");
    check_true(external->annotations[1].mode == WANTED_REQUIRE, "the mode of the class");
    check_text(external->annotations[2].key, STR("example.net/cost"),
               "the other entries follow");
    check_true(middle->n_annotations == 2, "only the entries of annotations.add");
    check_true(middle->annotations[0].mode == WANTED_DEFAULT, "mode default by default");
    check_true(middle->annotations[1].mode == WANTED_ENFORCE, "enforce");
}

static void rules(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    const struct change changes[] = {
        {"rules:\n  tls-required:\n",
         "onUpdate: strict\n"
         "rules:\n"
         "  host-wildcard: {action: deny, onUpdate: ratchet}\n"
         "  tls-required:\n"},
        {"host-wildcard: audit\n",
         "host-wildcard: audit\n"
         "      tls-required: {action: audit, onUpdate: ratchet}\n"},
    };

    (void)state;
    make(&made, changes, ARRAY_LEN(changes));
    const struct tenant *shop = policy_tenant_of(made.policy, STR("shop"));
    const struct rule_entry *tls =
        policy_rule_entry(made.policy, NULL, RULE_TLS_REQUIRED);
    const struct rule_entry *shop_tls =
        policy_rule_entry(made.policy, shop, RULE_TLS_REQUIRED);
    int32_t from = 0;

    check_true(day_parse(STR("2027-03-01"), &from) && tls->from_day == from,
               "the first day of the later action");
    check_true(tls->action == ACTION_WARN && tls->then == ACTION_DENY,
               "the action and the later action");
    check_text(tls->from, STR("2027-03-01"), "the day as written");
    check_true(tls->on_update == ON_UPDATE_STRICT,
               "onUpdate of the policy, if the rule has none");
    check_true(shop_tls->on_update == ON_UPDATE_RATCHET, "onUpdate of the entry");
    check_true(shop_tls->action == ACTION_AUDIT && shop_tls->then == ACTION_AUDIT &&
                   shop_tls->from_day == DAY_NEVER,
               "an entry inherits nothing from the entry that it hides");
    check_true(policy_rule_entry(made.policy, shop, RULE_HOST_WILDCARD)->action ==
                   ACTION_AUDIT,
               "the tenant's entry comes first");
    check_true(policy_rule_entry(made.policy, NULL, RULE_HOST_WILDCARD)->on_update ==
                   ON_UPDATE_RATCHET,
               "onUpdate of the rule, whatever that of the policy");
    check_true(policy_rule_entry(made.policy, shop, RULE_PATH_SAFE)->action ==
                   ACTION_DENY,
               "the default action");
}

static void lists(void **state)
{
    AUTO(changed_clear) struct changed made = {0};
    size_t n = 0;

    (void)state;
    make(&made, NULL, 0);
    const struct exemption *exemption = policy_exemptions(made.policy, &n);

    check_true(n == 1 && exemption->n_users == 1, "one exemption");
    check_true(exemption->rules[RULE_SOURCE_RANGES] &&
                   exemption->rules[RULE_TLS_REQUIRED] &&
                   !exemption->rules[RULE_PATH_SAFE],
               "the rules of the exemption");
    const struct forbidden *forbidden = policy_forbidden(made.policy, &n);

    check_true(n == 1 && forbidden->n_globs == 2 && forbidden->except.n_tenants == 1,
               "one forbidden entry");
    check_text(forbidden->except.tenants[0]->name, STR("shop"),
               "with a tenant as exception");
}

static void references(void **state)
{
    AUTO(changed_clear) struct changed made = {0};

    (void)state;
    make(&made, NULL, 0);
    policy_ref(made.policy);
    policy_unref(made.policy);
    check_text(policy_name(made.policy), STR("acme-platform"),
               "a policy lives as long as it is referred to");
    policy_unref(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(document),
        cmocka_unit_test(namespace_lookup),
        cmocka_unit_test(everybody),
        cmocka_unit_test(classes),
        cmocka_unit_test(bare_addresses),
        cmocka_unit_test(names),
        cmocka_unit_test(overlapping_namespaces),
        cmocka_unit_test(dns_prefixes),
        cmocka_unit_test(annotations),
        cmocka_unit_test(rules),
        cmocka_unit_test(lists),
        cmocka_unit_test(references),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
