/* example_parts: see example_parts.h. */
#include "example_parts.h"

static struct text_at text_at_line(const char *value, uint32_t line)
{
    return (struct text_at){str_from(value), {"policy.yaml", line, 3}};
}

static struct texts_at list_at_line(struct arena *arena, const char *value, uint32_t line)
{
    struct text_at *items = ARENA_NEW(arena, struct text_at, 1000);
    struct texts_at list = {items, 0, {"policy.yaml", line, 1}};
    struct str rest = str_from(value);
    struct str item;
    bool done = false;

    while (str_next_item(&rest, '|', &done, &item))
        items[list.n++] = (struct text_at){item, {"policy.yaml", line, 3}};
    return list;
}

void alter(struct arena *arena, struct parts *parts, const struct alteration *change,
           uint32_t line)
{
    char *at = (char *)parts + change->at;
    struct text_at text = {STR_NONE, {NULL, 0, 0}};
    struct texts_at list = {NULL, 0, {NULL, 0, 0}};

    if (change->kind == ALTER_TEXT) {
        if (change->value != NULL)
            text = text_at_line(change->value, line);
        memcpy(at, &text, sizeof text);
    } else if (change->kind == ALTER_LIST) {
        if (change->value != NULL)
            list = list_at_line(arena, change->value, line);
        memcpy(at, &list, sizeof list);
    }
}

const struct alteration example[] = {
    TEXT_OF(document.name, "acme-platform"),
    TEXT_OF(document.contact, "ask in #platform"),
    TEXT_OF(networks[0].name, "office"),
    LIST_OF(networks[0].entries, "198.51.100.0/24|2001:db8:100::/48"),
    TEXT_OF(networks[1].name, "vpn"),
    LIST_OF(networks[1].entries, "203.0.113.64/26|198.51.100.7|203.0.113.64/26"),
    TEXT_OF(instances[0].name, "public"),
    LIST_OF(instances[0].prefixes,
            "external-dns.kubernetes.io/|external-dns.alpha.kubernetes.io/"),
    TEXT_OF(instances[1].name, "private"),
    LIST_OF(instances[1].prefixes, "internal-dns.example.net/"),
    TEXT_OF(classes[0].name, "external"),
    TEXT_OF(classes[0].profile, "ingress-nginx"),
    LIST_OF(classes[0].domains, "example.com"),
    TEXT_OF(classes[0].dns_instance, "public"),
    LIST_OF(classes[0].dns_target, "edge.example.com"),
    TEXT_OF(classes[0].dns_ttl, "60"),
    LIST_OF(classes[0].dns_allow, "set-identifier|aws-*"),
    TEXT_OF(classes[0].tls, "required"),
    TEXT_OF(entries[0].key, "cert-manager.io/cluster-issuer"),
    TEXT_OF(entries[0].value, "letsencrypt"),
    TEXT_OF(entries[0].mode, "default"),
    LIST_OF(entries[0].unless, "cert-manager.io/issuer"),
    TEXT_OF(classes[1].name, "internal"),
    TEXT_OF(classes[1].profile, "ingress-nginx"),
    LIST_OF(classes[1].domains, "corp.example.net"),
    TEXT_OF(classes[1].dns_instance, "private"),
    LIST_OF(classes[1].dns_target, "int-lb.corp.example.net"),
    TEXT_OF(classes[1].dns_ttl, "300"),
    TEXT_OF(classes[1].dns_ttl_min, "60"),
    TEXT_OF(classes[1].dns_ttl_max, "3600"),
    TEXT_OF(classes[1].ranges_mode, "narrow"),
    LIST_OF(classes[1].ranges_networks, "office|vpn"),
    TEXT_OF(classes[2].name, "middle"),
    TEXT_OF(classes[2].profile, "traefik"),
    TEXT_OF(classes[2].ranges_mode, "reference"),
    TEXT_OF(classes[2].ranges_object, "infra-office@kubernetescrd"),
    TEXT_OF(tenants[0].name, "shop"),
    LIST_OF(tenants[0].namespaces, "shop|shop-*"),
    LIST_OF(tenants[0].classes, "external|internal"),
    LIST_OF(tenants[0].domains, "shop.example.com|shop.corp.example.net"),
    LIST_OF(tenants[0].hosts, "www.example.com|*.wild.example.com"),
    TEXT_OF(tenant_rules[0].name, "host-wildcard"),
    TEXT_OF(tenant_rules[0].action, "audit"),
    TEXT_OF(tenants[1].name, "everyone"),
    LIST_OF(tenants[1].namespaces, "*"),
    LIST_OF(tenants[1].classes, "*"),
    LIST_OF(tenants[1].domains, "apps.corp.example.net"),
    TEXT_OF(rules[0].name, "tls-required"),
    TEXT_OF(rules[0].action, "warn"),
    TEXT_OF(rules[0].then, "deny"),
    TEXT_OF(rules[0].from, "2027-03-01"),
    TEXT_OF(added[0].key, "example.net/owner"),
    TEXT_OF(added[0].value, "{tenant}/{namespace}/{name}"),
    LIST_OF(forbids[0].keys, "*-snippet|*-snippets"),
    TEXT_OF(forbids[0].reason, "snippets read secrets"),
    LIST_OF(forbids[0].except_tenants, "shop"),
    TEXT_OF(exemptions[0].name, "acme-solver"),
    TEXT_OF(exemptions[0].reason, "challenges"),
    TEXT_OF(exemptions[0].expires, "2027-12-31"),
    LIST_OF(exemptions[0].users, "system:serviceaccount:cert-manager:cert-manager"),
    LIST_OF(exemptions[0].rules, "source-ranges|tls-required"),
    LIST_OF(unchecked, "nginx.ingress.kubernetes.io/canary-by-header-pattern"),
    LIST_OF(host_keys, "edge.example.net/also-serve"),
};

const size_t n_example = ARRAY_LEN(example);

void make_example(struct arena *arena, struct parts *parts)
{
    *parts = (struct parts){.document = {.name = {STR_NONE, {NULL, 0, 0}}}};
    for (size_t i = 0; i < ARRAY_LEN(example); i++)
        alter(arena, parts, &example[i], (uint32_t)i + 1);
}

#define EACH(list, given)                                                                \
    for (size_t i = 0; i < ARRAY_LEN(list); i++)                                         \
        if (text_at_given(&(list)[i].given))

static void add_owned(struct policy_builder *builder, struct parts *parts)
{
    struct build_class *class = &parts->classes[0];
    struct build_tenant *tenant = &parts->tenants[0];

    EACH(parts->pairs, key) class->n_dns_set = i + 1;
    EACH(parts->entries, key) class->n_annotations = i + 1;
    EACH(parts->tenant_rules, name) tenant->n_rules = i + 1;
    class->dns_set = parts->pairs;
    class->annotations = parts->entries;
    tenant->rules = parts->tenant_rules;
    EACH(parts->classes, name) policy_build_class(builder, &parts->classes[i]);
    EACH(parts->tenants, name) policy_build_tenant(builder, &parts->tenants[i]);
}

struct policy *build_parts(struct parts *parts, struct problems *problems)
{
    AUTO(policy_builder_free)
    struct policy_builder *builder = policy_builder_new(problems);

    policy_build_document(builder, &parts->document);
    add_owned(builder, parts);
    EACH(parts->networks, name) policy_build_network(builder, &parts->networks[i]);
    EACH(parts->instances, name) policy_build_instance(builder, &parts->instances[i]);
    EACH(parts->profiles, name) policy_build_profile(builder, &parts->profiles[i]);
    EACH(parts->rules, name) policy_build_rule(builder, &parts->rules[i]);
    EACH(parts->added, key) policy_build_annotation(builder, &parts->added[i]);
    EACH(parts->exemptions, name) policy_build_exemption(builder, &parts->exemptions[i]);
    for (size_t i = 0; i < ARRAY_LEN(parts->forbids); i++) {
        if (parts->forbids[i].keys.n > 0 || text_at_given(&parts->forbids[i].reason))
            policy_build_forbid(builder, &parts->forbids[i]);
    }
    policy_build_unchecked(builder, &parts->unchecked);
    policy_build_host_keys(builder, &parts->host_keys);
    return policy_build_finish(builder, STR("0123456789ab"), TODAY);
}
