/* policy_build: what a good document becomes, question by question. */
#include "example_parts.h"

struct built {
    struct arena arena;
    struct problems problems;
    struct policy *policy;
};

static void built_clear(struct built *built)
{
    policy_unref(built->policy);
    problems_clear(&built->problems);
    arena_clear(&built->arena);
}
DEFINE_AUTO_CLEAR(built_clear, struct built);

static void build(struct built *built, const struct alteration *changes, size_t n)
{
    struct parts parts;

    arena_init(&built->arena);
    problems_init(&built->problems);
    make_example(&built->arena, &parts);
    for (size_t i = 0; i < n; i++)
        alter(&built->arena, &parts, &changes[i], ALTERED_LINE);
    built->policy = build_parts(&parts, &built->problems);
    for (size_t i = 0; i < built->problems.n && built->policy == NULL; i++)
        print_message("  %s\n", built->problems.all[i].text);
    assert_non_null(built->policy);
}

static void document(void **state)
{
    AUTO(built_clear) struct built built = {0};
    size_t n = 0;

    (void)state;
    build(&built, NULL, 0);
    check_text(policy_name(built.policy), STR("acme-platform"), "the name");
    check_text(policy_hash(built.policy), STR("0123456789ab"), "the hash");
    check_text(policy_contact(built.policy), STR("ask in #platform"), "the contact");
    check_true(policy_mode(built.policy) == POLICY_ENFORCE, "enforced when not said");
    check_true(policy_on_update(built.policy) == ON_UPDATE_RATCHET,
               "ratchet when not said");
    check_text(policy_class_names(built.policy, &n)[1], STR("internal"), "in file order");
    check_true(n == 3, "three classes");
    check_text(policy_profiles_in_use(built.policy, &n)[1]->name, STR("traefik"),
               "the second profile");
    check_true(n == 2, "two classes share a profile");
    check_text(policy_unchecked_keys(built.policy, &n)[0],
               STR("nginx.ingress.kubernetes.io/canary-by-header-pattern"), "unchecked");
    check_text(policy_host_keys(built.policy, &n)[0], STR("edge.example.net/also-serve"),
               "host keys");
    check_true(policy_class(built.policy, STR("External")) == NULL,
               "class names have case");
}

static const struct {
    const char *why;
    struct str namespace;
    const char *tenant; /* NULL: none */
} namespaces[] = {
    {"an exact name", STR_INIT("shop"), "shop"},
    {"a beginning", STR_INIT("shop-eu"), "shop"},
    {"the beginning itself", STR_INIT("shop-"), "shop"},
    {"not that beginning", STR_INIT("shopping"), "late"},
    {"the first tenant that lists it wins", STR_INIT("shop-eu-2"), "shop"},
    {"none", STR_INIT("other"), NULL},
    {"an empty name", STR_INIT(""), NULL},
    {"no prefix of a pattern", STR_INIT("sho"), NULL},
};

static void namespace_lookup(void **state)
{
    AUTO(built_clear) struct built built = {0};
    const struct alteration changes[] = {
        LIST_OF(tenants[1].namespaces, "shop-eu-2|nobody"),
        TEXT_OF(tenants[2].name, "late"),
        LIST_OF(tenants[2].namespaces, "shopp*|shop"),
    };

    (void)state;
    build(&built, changes, ARRAY_LEN(changes));
    for (size_t i = 0; i < ARRAY_LEN(namespaces); i++) {
        const struct tenant *tenant =
            policy_tenant_of(built.policy, namespaces[i].namespace);

        check_true((tenant != NULL) == (namespaces[i].tenant != NULL), namespaces[i].why);
        if (tenant != NULL)
            check_text(tenant->name, str_from(namespaces[i].tenant), namespaces[i].why);
    }
}

static void everybody(void **state)
{
    AUTO(built_clear) struct built built = {0};

    (void)state;
    build(&built, NULL, 0);
    check_text(policy_tenant_of(built.policy, STR("anything"))->name, STR("everyone"),
               "a star holds every namespace");
    check_text(policy_tenant_of(built.policy, STR("shop-1"))->name, STR("shop"),
               "that no earlier tenant lists");
}

static void classes(void **state)
{
    AUTO(built_clear) struct built built = {0};

    (void)state;
    build(&built, NULL, 0);
    const struct class *external = policy_class(built.policy, STR("external"));
    const struct class *internal = policy_class(built.policy, STR("internal"));
    const struct class *middle = policy_class(built.policy, STR("middle"));
    const struct tenant *shop = policy_tenant_of(built.policy, STR("shop"));
    const struct tenant *everyone = policy_tenant_of(built.policy, STR("x"));

    check_text(external->dns.target, STR("edge.example.com"), "the target");
    check_true(external->dns.ttl_min == 60 && external->dns.ttl_max == 60,
               "a ttl is fixed");
    check_true(internal->dns.ttl_min == 60 && internal->dns.ttl_max == 3600, "or ranges");
    check_true(!middle->dns.has_ttl && middle->dns.instance == NULL, "or is not said");
    check_text(external->dns.instance->name, STR("public"), "the instance");
    check_true(external->tls == TLS_SECRET_REQUIRED, "tls");
    check_true(external->ranges.mode == RANGE_OPEN, "open when not said");
    check_true(internal->ranges.mode == RANGE_NARROW, "narrow");
    check_text(internal->ranges.text,
               STR("198.51.100.0/24,2001:db8:100::/48,203.0.113.64/26"),
               "in the policy's order, without what lies inside another");
    check_text(internal->ranges.networks, STR("office, vpn"), "as listed");
    check_true(internal->ranges.set.n_v4 == 2 && internal->ranges.set.n_v6 == 1,
               "as a set");
    check_text(middle->ranges.object, STR("infra-office@kubernetescrd"), "a reference");
    check_true(tenant_permits_class(shop, internal), "listed");
    check_true(!tenant_permits_class(shop, middle), "not listed");
    check_true(tenant_permits_class(everyone, middle) && everyone->n_classes == 3, "all");
}

static void bare_addresses(void **state)
{
    AUTO(built_clear) struct built built = {0};
    const struct alteration changes[] = {
        TEXT_OF(classes[1].profile, "aws-load-balancer-controller"),
        LIST_OF(networks[0].entries, "192.0.2.1|2001:DB8::1|192.0.2.1/32|192.0.2.2"),
        LIST_OF(networks[1].entries, "192.0.2.2/31|2001:db8::/64"),
    };

    (void)state;
    build(&built, changes, ARRAY_LEN(changes));
    check_text(policy_class(built.policy, STR("internal"))->ranges.text,
               STR("192.0.2.1/32,192.0.2.2/31,2001:db8::/64"),
               "a length is written where bare addresses are not legal");
}

static void names(void **state)
{
    AUTO(built_clear) struct built built = {0};
    const struct name www = {STR_INIT("www.example.com"), STR_INIT("www.example.com"),
                             false};
    const struct name wild = {STR_INIT("*.wild.example.com"),
                              STR_INIT("wild.example.com"), true};
    const struct name other = {STR_INIT("a.b"), STR_INIT("a.b"), false};

    (void)state;
    build(&built, NULL, 0);
    const struct tenant *shop = policy_tenant_of(built.policy, STR("shop"));
    const struct tenant *everyone = policy_tenant_of(built.policy, STR("x"));

    check_true(policy_permits_name(built.policy, shop, &www), "an exact host");
    check_true(!policy_permits_name(built.policy, everyone, &www), "of one tenant");
    check_true(!policy_permits_name(built.policy, NULL, &www), "no tenant, no grant");
    check_true(policy_permits_wildcard_literally(built.policy, shop, &wild), "literally");
    check_true(!policy_permits_wildcard_literally(built.policy, NULL, &wild), "nobody");
    check_true(!policy_permits_wildcard_literally(built.policy, shop, &www),
               "no wildcard");
    check_true(policy_covers_name(built.policy, &www), "somebody's");
    check_true(!policy_covers_name(built.policy, &other), "nobody's");
    check_true(class_serves_name(policy_class(built.policy, STR("external")), &wild),
               "a wildcard is looked up by its base");
    check_true(!class_serves_name(policy_class(built.policy, STR("internal")), &www),
               "another class's");
    check_true(class_serves_name(policy_class(built.policy, STR("middle")), &other),
               "a class without domains serves every name");
}

static void overlapping_namespaces(void **state)
{
    AUTO(built_clear) struct built built = {0};
    const struct alteration change = LIST_OF(tenants[1].namespaces, "*|shop-a*");

    (void)state;
    build(&built, &change, 1);
    check_text(policy_tenant_of(built.policy, STR("shop-ab"))->name, STR("shop"),
               "the first tenant of whom a pattern fits, not the longest pattern");
    check_text(policy_tenant_of(built.policy, STR("shap"))->name, STR("everyone"),
               "the others have the rest");
}

static void dns_prefixes(void **state)
{
    AUTO(built_clear) struct built built = {0};
    const struct alteration changes[] = {
        LIST_OF(instances[0].prefixes, "external-dns.kubernetes.io/"),
        LIST_OF(classes[0].dns_target, "192.0.2.1,192.0.2.2|2001:db8::1"),
        TEXT_OF(pairs[0].key, "cloudflare-proxied"),
        TEXT_OF(pairs[0].value, "true"),
        TEXT_OF(classes[0].dns_opt_out, "true"),
    };
    size_t n = 0;

    (void)state;
    build(&built, changes, ARRAY_LEN(changes));
    const struct dns_prefix *prefixes = policy_dns_prefixes(built.policy, &n);
    const struct class_dns *dns = &policy_class(built.policy, STR("external"))->dns;

    check_true(n == 3, "each prefix once");
    check_text(prefixes[2].prefix, STR("external-dns.alpha.kubernetes.io/"), "built in");
    check_true(prefixes[2].instance == NULL, "no instance lists it");
    check_text(prefixes[1].instance->name, STR("private"), "the other instance");
    check_text(dns->target, STR("192.0.2.1,192.0.2.2,2001:db8::1"), "joined by commas");
    check_true(dns->n_set == 1 && dns->n_allow == 2 && dns->opt_out,
               "set, allow, optOut");
}

static void annotations(void **state)
{
    AUTO(built_clear) struct built built = {0};
    const struct alteration changes[] = {
        TEXT_OF(entries[1].key, "example.net/owner"),
        TEXT_OF(entries[1].value, "us"),
        TEXT_OF(entries[1].mode, "require"),
        TEXT_OF(added[1].key, "example.net/cost"),
        TEXT_OF(added[1].value, "line 1\nline 2"),
        TEXT_OF(added[1].mode, "enforce"),
    };

    (void)state;
    build(&built, changes, ARRAY_LEN(changes));
    const struct class *external = policy_class(built.policy, STR("external"));
    const struct class *middle = policy_class(built.policy, STR("middle"));

    check_true(external->n_annotations == 3, "an own entry hides an added one");
    check_text(external->annotations[0].unless[0], STR("cert-manager.io/issuer"),
               "unless");
    check_text(external->annotations[1].value, STR("us"), "its own value");
    check_true(external->annotations[1].mode == WANTED_REQUIRE, "its own mode");
    check_text(external->annotations[2].key, STR("example.net/cost"), "then the others");
    check_true(middle->n_annotations == 2, "the added ones alone");
    check_true(middle->annotations[0].mode == WANTED_DEFAULT, "default when not said");
    check_true(middle->annotations[1].mode == WANTED_ENFORCE, "enforce");
}

static void rules(void **state)
{
    AUTO(built_clear) struct built built = {0};
    const struct alteration changes[] = {
        TEXT_OF(document.on_update, "strict"),
        TEXT_OF(rules[1].name, "host-wildcard"),
        TEXT_OF(rules[1].on_update, "ratchet"),
        TEXT_OF(tenant_rules[1].name, "tls-required"),
        TEXT_OF(tenant_rules[1].on_update, "ratchet"),
    };

    (void)state;
    build(&built, changes, ARRAY_LEN(changes));
    const struct tenant *shop = policy_tenant_of(built.policy, STR("shop"));
    const struct rule_entry *tls =
        policy_rule_entry(built.policy, NULL, RULE_TLS_REQUIRED);
    const struct rule_entry *shop_tls =
        policy_rule_entry(built.policy, shop, RULE_TLS_REQUIRED);
    int32_t from = 0;

    check_true(day_parse(STR("2027-03-01"), &from) && tls->from_day == from,
               "the first day");
    check_true(tls->action == ACTION_WARN && tls->then == ACTION_DENY, "dated");
    check_text(tls->from, STR("2027-03-01"), "as written");
    check_true(tls->on_update == ON_UPDATE_STRICT, "the policy's when it has none");
    check_true(shop_tls->on_update == ON_UPDATE_RATCHET, "the entry's own");
    check_true(shop_tls->action == ACTION_WARN && shop_tls->from_day == from,
               "an entry without action changes nothing else");
    check_true(policy_rule_entry(built.policy, shop, RULE_HOST_WILDCARD)->action ==
                   ACTION_AUDIT,
               "the tenant's entry comes first");
    check_true(policy_rule_entry(built.policy, NULL, RULE_HOST_WILDCARD)->on_update ==
                   ON_UPDATE_RATCHET,
               "onUpdate alone");
    check_true(policy_rule_entry(built.policy, shop, RULE_PATH_SAFE)->action ==
                   ACTION_DENY,
               "the default");
}

static void lists(void **state)
{
    AUTO(built_clear) struct built built = {0};
    size_t n = 0;

    (void)state;
    build(&built, NULL, 0);
    const struct exemption *exemption = policy_exemptions(built.policy, &n);

    check_true(n == 1 && exemption->n_users == 1, "one exemption");
    check_true(exemption->rules[RULE_SOURCE_RANGES] &&
                   exemption->rules[RULE_TLS_REQUIRED] &&
                   !exemption->rules[RULE_PATH_SAFE],
               "its rules");
    const struct forbidden *forbidden = policy_forbidden(built.policy, &n);

    check_true(n == 1 && forbidden->n_globs == 2 && forbidden->n_except == 1,
               "one entry");
    check_text(forbidden->except[0]->name, STR("shop"), "except a tenant");
}

static void references(void **state)
{
    AUTO(built_clear) struct built built = {0};

    (void)state;
    build(&built, NULL, 0);
    policy_ref(built.policy);
    policy_unref(built.policy);
    check_text(policy_name(built.policy), STR("acme-platform"),
               "it lives while referred to");
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
