/* SPDX-License-Identifier: Apache-2.0 */
/* policy_services: what a policy says about Gateways and Services: classes, gateways,
 * tenants. */
#include "core/policy/policy.h"
#include "unit.h"
#include "yaml/policy/read.h"

#define TODAY 20779 /* 2026-11-22 */

static const char document[] =
    "apiVersion: ingress-warden.dev/v1\n"
    "kind: IngressPolicy\n"
    "networks:\n"
    "  office: [198.51.100.0/24, \"2001:db8:100::/48\", 198.51.100.7]\n"
    "  vips: [192.0.2.9]\n"
    "externalDNS:\n"
    "  public: {annotationPrefixes: [dns.example.com/], maxFirstLabel: 57}\n"
    "  other: {annotationPrefixes: [other.example.com/]}\n"
    "kinds: {Service: enforce, Gateway: enforce, ListenerSet: enforce,\n"
    "  HTTPRoute: enforce, Middleware.traefik.io: {grant: listed}}\n"
    "profiles:\n"
    "  lab: {service: {exposing: [lab.example.com/*], exclusive: true,\n"
    "    spellings: [lab.example.com/ranges], undoneBy: [lab.example.com/open]}}\n"
    "  idle: {service: {addressing: [idle.example.com/ip]}}\n"
    "classes:\n"
    "  open:\n"
    "    profile: ingress-nginx\n"
    "    gateway: {classes: [envoy], infrastructure: {annotations: "
    "[\"a.example.com/*\"],\n"
    "      parameters: [P.example.com/*], addresses: [vips]}}\n"
    "  filtered:\n"
    "    sourceRanges: {mode: narrow, networks: [office]}\n"
    "    gateway: {sourceRanges: {mode: reference,\n"
    "      filter: {group: traefik.io, kind: Middleware, name: office}}}\n"
    "  outside: {sourceRanges: {mode: elsewhere}, gateway: {classes: [istio]}}\n"
    "  nlb:\n"
    "    sourceRanges: {mode: narrow, networks: [office]}\n"
    "    service: {profile: aws-nlb, loadBalancerClass: service.k8s.aws/nlb,\n"
    "      marks: {service.beta.kubernetes.io/aws-load-balancer-scheme: internal},\n"
    "      families: [IPv4], nodePorts: deny}\n"
    "  lab: {service: {profile: lab, marks: {lab.example.com/zone: a},\n"
    "    sourceRanges: {mode: fixed, networks: [vips, office]}, nodePorts: deny}}\n"
    "  plain: {service: {loadBalancerClass: plain}}\n"
    "gateways:\n"
    "  infra/public: {class: open}\n"
    "  infra/shop: {class: open, tenants: [shop], hostless: allow, default: true}\n"
    "  own/int-*: {class: filtered}\n"
    "  own/closed: {class: filtered, hostless: deny}\n"
    "  infra/*: {class: outside}\n"
    "tenantDefaults:\n"
    "  services: {types: [ClusterIP, LoadBalancer], defaultClass: nlb,\n"
    "    classOf: {headless: filtered}, nodePorts: [32000]}\n"
    "tenants:\n"
    "  - {name: infra, namespaces: [infra], classes: [\"*\"]}\n"
    "  - name: shop\n"
    "    namespaces: [shop]\n"
    "    classes: [open, lab]\n"
    "    services: {types: [ExternalName, NodePort], classOf: {NodePort: open},\n"
    "      externalNames: [DB.example.net, \".\"], externalIPs: [vips, office],\n"
    "      nodePorts: [30080-30090, 32000]}\n"
    "  - {name: other, namespaces: [other], classes: [open]}\n";

static struct policy *read_document(void)
{
    AUTO(problems_clear) struct problems problems;
    const struct policy_file file = {"p.yaml", str_from(document)};
    struct policy *policy = NULL;

    problems_init(&problems);
    policy = policy_read(&file, 1, STR("0123456789ab"), TODAY, &problems);
    if (policy == NULL)
        fail_msg("%u:%u: %s", problems.all[0].place.line, problems.all[0].place.column,
                 problems.all[0].text);
    return policy;
}

static const struct class *class_of(const struct policy *policy, const char *name)
{
    const struct class *class = policy_class(policy, str_from(name));

    assert_non_null(class);
    return class;
}

static void classes_need_no_profile(void **state)
{
    AUTO(policy_unref) struct policy *policy = read_document();
    size_t n = 0;

    (void)state;
    check_true(class_of(policy, "open")->has_profile, "Ingresses can use the class");
    check_true(!class_of(policy, "nlb")->has_profile, "this class is not for Ingresses");
    check_true(class_of(policy, "nlb")->profile == &profile_none,
               "its profile has no keys");
    (void)policy_profiles_in_use(policy, &n);
    check_true(n == 1, "profile_none is not among the profiles in use");
}

static void classes_have_gateways(void **state)
{
    AUTO(policy_unref) struct policy *policy = read_document();
    const struct class_gateway *open = class_of(policy, "open")->gateway;
    const struct class_gateway *filtered = class_of(policy, "filtered")->gateway;

    (void)state;
    check_text(open->classes[0], STR("envoy"), "the GatewayClass");
    check_true(open->n_classes == 1 && filtered->n_classes == 0,
               "other classes have no GatewayClass");
    check_true(policy_class_of_gateway_class(policy, STR("envoy")) ==
                   class_of(policy, "open"),
               "the class of the GatewayClass");
    check_true(open->ranges == GATEWAY_RANGES_OPEN, "open like the class");
    check_true(class_of(policy, "outside")->gateway->ranges == GATEWAY_RANGES_ELSEWHERE,
               "elsewhere like the class");
    check_true(filtered->ranges == GATEWAY_RANGES_FILTER, "a filter, as written");
    check_text(filtered->filter.group, STR("traefik.io"), "the group of the filter");
    check_text(filtered->filter.kind, STR("Middleware"), "its kind");
    check_text(filtered->filter.name, STR("office"), "its name");
    check_text(open->annotations[0], STR("a.example.com/*"), "the annotation pattern");
    check_text(open->parameters[0], STR("P.example.com/*"), "the parameters");
    check_true(open->has_addresses && !filtered->has_addresses,
               "addresses are permitted");
    check_text(open->networks, STR("vips"), "the networks of the addresses");
    check_true(class_of(policy, "plain")->gateway == NULL, "a class without gateway");
}

static const struct {
    const char *why;
    struct str namespace;
    struct str name;
    const char *class; /* NULL: no entry */
    bool is_hostless;
} parents[] = {
    {"the entry with this name", STR_INIT("infra"), STR_INIT("public"), "open", false},
    {"an entry that is hostless", STR_INIT("infra"), STR_INIT("shop"), "open", true},
    {"the first matching entry", STR_INIT("infra"), STR_INIT("shops"), "outside", false},
    {"namespace own, without host names", STR_INIT("web"), STR_INIT("int-a"), "filtered",
     true},
    {"namespace own, not hostless", STR_INIT("web"), STR_INIT("closed"), "filtered",
     false},
    {"own is not the name of a namespace", STR_INIT("own"), STR_INIT("int-a"), NULL,
     false},
    {"no entry", STR_INIT("web"), STR_INIT("other"), NULL, false},
};

static void parents_have_classes(void **state)
{
    AUTO(policy_unref) struct policy *policy = read_document();
    size_t n = 0;
    const struct tenant *tenants = policy_tenants(policy, &n);
    const struct gateway_entry *entries = policy_gateways(policy, &n);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(parents); i++) {
        const struct gateway_entry *entry =
            policy_gateway(policy, parents[i].namespace, STR("web"), parents[i].name);

        check_true((entry != NULL) == (parents[i].class != NULL), parents[i].why);
        if (entry == NULL)
            continue;
        check_text(entry->class->name, str_from(parents[i].class), parents[i].why);
        check_true(entry->is_hostless == parents[i].is_hostless, parents[i].why);
    }
    check_true(n == 5, "five entries");
    check_true(!entries[0].is_default && entries[1].is_default, "one default entry");
    check_true(!gateway_is_for(&entries[1], &tenants[0]) &&
                   gateway_is_for(&entries[1], &tenants[1]),
               "an entry for one tenant");
    check_true(gateway_is_for(&entries[0], NULL), "an entry for all tenants");
}

static void classes_have_services(void **state)
{
    AUTO(policy_unref) struct policy *policy = read_document();
    const struct class_service *nlb = class_of(policy, "nlb")->service;
    const struct class_service *lab = class_of(policy, "lab")->service;
    const struct class_service *plain = class_of(policy, "plain")->service;

    (void)state;
    check_text(nlb->profile->name, STR("aws-nlb"), "the profile");
    check_text(nlb->class, STR("service.k8s.aws/nlb"), "loadBalancerClass");
    check_true(nlb->n_marks == 1, "one mark of the class");
    check_text(nlb->marks[0].value, STR("internal"), "the value of the mark");
    check_true(nlb->has_ipv4 && !nlb->has_ipv6 && nlb->node_ports_denied,
               "families and node ports, as written");
    check_true(nlb->ranges->mode == RANGE_NARROW, "the mode of ranges of the class");
    check_text(nlb->ranges->text, STR("198.51.100.0/24"),
               "without the other family, and without networks inside others");
    check_true(nlb->n_items == 1 && nlb->ranges->set.v6.n == 0, "one range");
    check_true(class_of(policy, "nlb")->ranges.set.v6.n == 1,
               "the ranges of the class have both families");
    check_true(lab->ranges->mode == RANGE_FIXED && lab->n_items == 3,
               "a mode of the service itself");
    check_text(lab->items[0], STR("192.0.2.9/32"), "a bare address gets a length");
    check_text(lab->ranges->networks, STR("vips, office"), "the networks for messages");
    check_true(lab->has_ipv4 && lab->has_ipv6, "both families");
    check_text(plain->profile->name, STR("none"), "without a profile");
    check_true(plain->ranges->mode == RANGE_OPEN && plain->n_items == 0,
               "without ranges");
    check_true(!plain->node_ports_denied, "node ports are allowed");
}

static void profiles_describe_services(void **state)
{
    AUTO(policy_unref) struct policy *policy = read_document();
    const struct service_profile *lab = class_of(policy, "lab")->service->profile;
    size_t n = 0;

    (void)state;
    check_text(lab->name, STR("lab"), "the name");
    check_true(lab->is_exclusive && lab->n_addressing == 0, "exclusive, as written");
    check_text(lab->exposing[0], STR("lab.example.com/*"), "the exposing key");
    check_text(lab->spellings[0], STR("lab.example.com/ranges"), "the spelling");
    check_text(lab->undoing[0].key, STR("lab.example.com/open"), "the undoing key");
    check_true(lab->undoing[0].but.ptr == NULL, "any value undoes");
    check_text(policy_own_service_profiles(policy, &n)[1]->name, STR("idle"),
               "a profile that is not used");
    check_true(n == 2, "two are defined");
    check_text(policy_service_profiles_in_use(policy, &n)[2]->name, STR("none"), "used");
    check_true(n == 3, "three are used");
    (void)policy_own_profiles(policy, &n);
    check_true(n == 0, "no profile for Ingresses is defined");
}

static void tenants_fill_in_defaults(void **state)
{
    AUTO(policy_unref) struct policy *policy = read_document();
    size_t n = 0;
    const struct tenant *tenants = policy_tenants(policy, &n);
    const struct tenant_services *infra = tenants[0].services;
    const struct tenant_services *shop = tenants[1].services;
    const struct tenant_services *other = tenants[2].services;

    (void)state;
    check_true(infra == policy_services(policy),
               "without settings the tenant has those of all");
    check_true(infra->types[SERVICE_CLUSTER_IP] && infra->types[SERVICE_HEADLESS] &&
                   infra->types[SERVICE_LOAD_BALANCER] &&
                   !infra->types[SERVICE_NODE_PORT],
               "the types of all tenants");
    check_true(infra->default_class == class_of(policy, "nlb"), "the default class");
    check_true(infra->class_of[SERVICE_HEADLESS] == class_of(policy, "filtered"),
               "the class of headless Services");
    check_true(!shop->types[SERVICE_CLUSTER_IP] && !shop->types[SERVICE_HEADLESS] &&
                   shop->types[SERVICE_EXTERNAL_NAME],
               "the types of the tenant");
    check_text(shop->type_names[1], STR("NodePort"), "the types as listed");
    check_true(shop->class_of[SERVICE_HEADLESS] == NULL &&
                   shop->class_of[SERVICE_NODE_PORT] == class_of(policy, "open"),
               "a setting replaces the whole default");
    check_true(shop->n_external_names == 2, "two domains");
    check_text(shop->external_names[0], STR("db.example.net"), "in canonical form");
    check_true(shop->addresses.set == NULL && shop->external_ips.set != NULL,
               "only external addresses are permitted");
    check_text(shop->external_ips.text,
               STR("vips (192.0.2.9), office (198.51.100.0/24, 2001:db8:100::/48, "
                   "198.51.100.7)"),
               "the names and the texts of the networks");
    check_true(shop->n_node_ports == 2 && shop->node_ports[0].first == 30080 &&
                   shop->node_ports[0].last == 30090 &&
                   shop->node_ports[1].first == 32000 &&
                   shop->node_ports[1].last == 32000,
               "a range and a port");
    check_text(shop->node_port_text, STR("30080-30090, 32000"),
               "the node ports as listed");
    check_true(shop->default_class == NULL && other->default_class == NULL,
               "a default class that the tenant may not use does not count");
    check_true(other->n_node_ports == 1 && other->types[SERVICE_LOAD_BALANCER],
               "other defaults do");
}

static void instances_have_a_longest_label(void **state)
{
    AUTO(policy_unref) struct policy *policy = read_document();
    size_t n = 0;
    const struct dns_instance *instances = policy_instances(policy, &n);

    (void)state;
    check_true(instances[0].max_first_label == 57, "the length as written");
    check_true(instances[1].max_first_label == 0, "no length is set");
}

static void without_services_only_cluster_ips(void **state)
{
    AUTO(problems_clear) struct problems problems;
    const struct policy_file file = {
        "p.yaml", STR("apiVersion: ingress-warden.dev/v1\nkind: IngressPolicy\n"
                      "classes: {a: {profile: ingress-nginx}}\n"
                      "tenants: [{name: t, namespaces: [t], classes: [a]}]\n")};
    size_t n = 0;

    (void)state;
    problems_init(&problems);

    AUTO(policy_unref)
    struct policy *policy = policy_read(&file, 1, STR("abc"), TODAY, &problems);

    assert_non_null(policy);
    check_true(policy_tenants(policy, &n)[0].services == policy_services(policy),
               "the tenant has the default services");
    check_true(policy_services(policy)->types[SERVICE_CLUSTER_IP] &&
                   !policy_services(policy)->types[SERVICE_LOAD_BALANCER],
               "with one type");
    check_text(policy_services(policy)->type_names[0], STR("ClusterIP"), "ClusterIP");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_need_no_profile),
        cmocka_unit_test(classes_have_gateways),
        cmocka_unit_test(parents_have_classes),
        cmocka_unit_test(classes_have_services),
        cmocka_unit_test(profiles_describe_services),
        cmocka_unit_test(tenants_fill_in_defaults),
        cmocka_unit_test(instances_have_a_longest_label),
        cmocka_unit_test(without_services_only_cluster_ips),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
