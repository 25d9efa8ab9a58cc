/* SPDX-License-Identifier: Apache-2.0 */
/* policy_lint: the example has no findings; each warning and each note; profiles that a
 * policy defines. */
#include "changed_policy.h"

#include <string.h>

#define OFFICE(text)                                                                     \
    {                                                                                    \
        "[198.51.100.0/24, \"2001:db8:100::/48\"]", "[" text "]"                         \
    }
#define EVERYONE(text)                                                                   \
    {                                                                                    \
        "namespaces: [\"*\"]", "namespaces: [" text "]"                                  \
    }
#define TARGET(text)                                                                     \
    {                                                                                    \
        "target: int-lb.corp.example.net", "target: " text                               \
    }
#define NETWORKS(text)                                                                   \
    {                                                                                    \
        "networks: [office, vpn]", "networks: [" text "]"                                \
    }
#define DOMAINS(text)                                                                    \
    {                                                                                    \
        "[shop.example.com, shop.corp.example.net]", "[" text "]"                        \
    }
#define ALL_DOMAINS(text)                                                                \
    {                                                                                    \
        "[apps.corp.example.net]", "[" text "]"                                          \
    }
#define MIDDLE(text)                                                                     \
    {                                                                                    \
        "    profile: traefik\n", "    profile: traefik\n    domains: [" text "]\n"      \
    }
#define EXPIRES(text)                                                                    \
    {                                                                                    \
        "expires: 2027-12-31", "expires: " text                                          \
    }

static const struct {
    const char *why;
    struct change changes[3];
    const char *name; /* NULL: no warning in changed lines */
    const char *text; /* the beginning of the text */
} cases[] = {
    {"the unchanged example", {{NULL, NULL}}, NULL, NULL},
    {"a restricted class whose controller prefers annotations of Services",
     {{"ingress-nginx # of internal", "haproxy-ingress"},
      {"  internal:\n", "  internal:  \n"}},
     "service-overrides",
     "the controller of class \"internal\" prefers annotations of Services"},
    {"the same with a reference",
     {{"  middle:\n    profile: traefik\n", "  middle:  \n    profile: haproxytech\n"},
      {"object: infra-office@kubernetescrd", "object: patterns/office"}},
     "service-overrides",
     "the controller of class \"middle\" prefers annotations of Services"},
    {"an open class has no ranges that a Service could replace",
     {{"ingress-nginx # of external", "haproxy-ingress"}},
     NULL,
     NULL},
    {"a network of all addresses",
     {OFFICE("0.0.0.0/0")},
     "open-network",
     "\"0.0.0.0/0\": this network allows"},
    {"a network of all IPv6 addresses",
     {OFFICE("\"::/0\"")},
     "open-network",
     "\"::/0\": this network allows"},
    {"a namespace of an earlier tenant",
     {{"    domains: [apps.corp.example.net]\n",
       "    domains: [apps.corp.example.net]\n"
       "  - {name: late, namespaces: [late], classes: [external]}\n"}},
     "namespace-never-reached",
     "namespace \"late\" of tenant \"late\" is never reached: tenant \"everyone\" comes "
     "first"},
    {"a namespace that an earlier tenant lists",
     {EVERYONE("shop")},
     "namespace-never-reached",
     "namespace \"shop\" of tenant \"everyone\""},
    {"a longer pattern than that of an earlier tenant",
     {EVERYONE("\"shop-a-*\"")},
     "namespace-never-reached",
     "namespace \"shop-a-*\" of tenant \"everyone\""},
    {"a shorter name is reached", {EVERYONE("sho")}, NULL, NULL},
    {"an earlier pattern of the same tenant",
     {EVERYONE("\"team-*\", team-a")},
     "namespace-never-reached",
     "namespace \"team-a\" of tenant \"everyone\" is never reached: an earlier pattern "
     "of "
     "the same tenant covers it"},
    {"a name before the pattern of the same tenant",
     {EVERYONE("team-a, \"team-*\"")},
     NULL,
     NULL},
    {"an allowed key that the class writes",
     {{"[set-identifier, \"aws-*\"]", "[target]"}},
     "allow-without-effect",
     "users may not write \"target\": the class writes it"},
    {"the key for the names that are published",
     {{"[set-identifier, \"aws-*\"]", "[ingress-hostname-source]"}},
     "allow-without-effect",
     "users may not write \"ingress-hostname-source\": it follows from \"names\""},
    {"a default may be replaced",
     {{"target: edge.example.com", "target: {value: edge.example.com, mode: default}"},
      {"[set-identifier, \"aws-*\"]", "[target]"}},
     NULL,
     NULL},
    {"a pattern permits other keys",
     {{"[set-identifier, \"aws-*\"]", "[\"t*\"]"}},
     NULL,
     NULL},
    {"a class that no tenant may use",
     {{"classes: [\"*\"]", "classes: [internal]"}, {"  middle:\n", "  middle:  \n"}},
     "unused-class",
     "no tenant may use class \"middle\""},
    {"IPv4 networks before an IPv6 target",
     {OFFICE("10.0.0.0/8"), TARGET("\"2001:db8::1\""), NETWORKS("office")},
     "v4-only-ranges",
     "the networks of class \"internal\" are IPv4 only"},
    {"with IPv6 networks",
     {TARGET("[192.0.2.1, \"2001:db8::1\"]"), NETWORKS("office")},
     NULL,
     NULL},
    {"a domain outside the classes",
     {DOMAINS("shop.example.org")},
     "unreachable-domain",
     "nobody can reach domain \"shop.example.org\": no class of tenant \"shop\" serves "
     "it"},
    {"a domain above a domain of the class", {DOMAINS("net")}, NULL, NULL},
    {"a domain above a domain of another class only",
     {DOMAINS("org"), MIDDLE("example.org")},
     "unreachable-domain",
     "nobody can reach domain \"org\""},
    {"the root is above all domains", {DOMAINS(".")}, NULL, NULL},
    {"a host outside the classes",
     {{"[www.example.com, \"*.wild.example.com\"]", "[\"*.example.org\"]"}},
     "unreachable-host",
     "nobody can reach host \"*.example.org\""},
    {"all classes, one of them without domains",
     {ALL_DOMAINS("example.org")},
     NULL,
     NULL},
    {"all classes, each with domains",
     {ALL_DOMAINS("example.org"), MIDDLE("example.edu")},
     "unreachable-domain",
     "nobody can reach domain \"example.org\""},
    {"all classes, one with a domain below",
     {ALL_DOMAINS("edu"), MIDDLE("example.edu")},
     NULL,
     NULL},
    {"a built-in prefix that no instance lists",
     {{"  public:\n", "  public:  \n"},
      {"[external-dns.kubernetes.io/, external-dns.alpha.kubernetes.io/]",
       "[external-dns.kubernetes.io/]"}},
     "unlisted-prefix",
     "no instance lists the built-in prefix \"external-dns.alpha.kubernetes.io/\""},
    {"an exemption that expired yesterday",
     {EXPIRES("2026-11-21")},
     "expired-exemption",
     "exemption \"acme-solver\" expired on \"2026-11-21\""},
    {"an exemption on its last day",
     {EXPIRES("2026-11-22")},
     "exemption-ends-soon",
     "exemption \"acme-solver\" ends in 0 days"},
    {"an exemption that ends tomorrow",
     {EXPIRES("2026-11-23")},
     "exemption-ends-soon",
     "exemption \"acme-solver\" ends in 1 day"},
    {"an exemption that ends in sixty days",
     {EXPIRES("2027-01-21")},
     "exemption-ends-soon",
     "exemption \"acme-solver\" ends in 60 days"},
    {"sixty-one days", {EXPIRES("2027-01-22")}, NULL, NULL},
    {"an exemption with names only",
     {{"name: acme-solver", "name: a"},
      {"users: [\"system:serviceaccount:cert-manager:cert-manager\"]",
       "names: [\"cm-acme-http-solver-*\"]"}},
     "exemption-anywhere",
     "exemption \"a\" has neither namespaces nor users nor groups"},
    {"a group restricts an exemption",
     {{"name: acme-solver", "name: a"},
      {"users: [\"system:serviceaccount:cert-manager:cert-manager\"]",
       "names: [\"cm-acme-http-solver-*\"]\n    groups: [acme:on-call]"}},
     NULL,
     NULL},
    {"a group that contains everybody",
     {{"users: [\"system:serviceaccount:cert-manager:cert-manager\"]",
       "groups: [acme:on-call, \"system:authenticated\"]"}},
     "exemption-anywhere",
     "every user is in group \"system:authenticated\""},
    {"an unused placeholder",
     {EVERYONE("\"team-{x}\"")},
     "unused-placeholder",
     "no domain, host or value of tenant \"everyone\" uses the placeholder of "
     "\"team-{x}\""},
    {"a placeholder that is used in a value",
     {EVERYONE("\"team-{x}\""), {"{tenant}/{namespace}", "{tenant}/{x}"}},
     NULL,
     NULL},
    {"a placeholder that is used in a domain",
     {EVERYONE("\"team-{x}\""), ALL_DOMAINS("\"{x}.apps.corp.example.net\"")},
     NULL,
     NULL},
    {"a family outside the classes",
     {EVERYONE("\"team-{x}\""), ALL_DOMAINS("\"{x}.example.edu\""),
      MIDDLE("example.org")},
     "unreachable-domain",
     "nobody can reach domain \"{x}.example.edu\": no class of tenant \"everyone\""},
    {"a host family outside the classes",
     {EVERYONE("\"team-{x}\""),
      {"[apps.corp.example.net]",
       "[apps.corp.example.net]\n    hosts: [\"h-{x}.example.edu\"]"},
      MIDDLE("example.org")},
     "unreachable-host",
     "nobody can reach host \"h-{x}.example.edu\": no class of tenant \"everyone\""},
    {"a wildcard family outside the classes",
     {EVERYONE("\"team-{x}\""),
      {"[apps.corp.example.net]",
       "[apps.corp.example.net]\n    hosts: [\"*.{x}.example.edu\"]"},
      MIDDLE("example.org")},
     "unreachable-host",
     "nobody can reach host \"*.{x}.example.edu\": no class of tenant \"everyone\""},
    {"a family above a domain of a class",
     {EVERYONE("\"team-{x}\""), ALL_DOMAINS("\"{x}.example.edu\""),
      MIDDLE("a.b.example.edu")},
     NULL,
     NULL},
    {"a domain that belongs to another class",
     {DOMAINS("x.wild.example.com"),
      MIDDLE("wild.example.com"),
      {"[www.example.com, \"*.wild.example.com\"]", "[www.example.com]"}},
     "unreachable-domain",
     "nobody can reach domain \"x.wild.example.com\": no class of tenant \"shop\""},
    {"a pattern that an earlier, more general pattern covers",
     {{"[shop, \"shop-*\"]", "[\"s*p\"]"}, EVERYONE("\"sh*op\"")},
     "namespace-never-reached",
     "namespace \"sh*op\" of tenant \"everyone\""},
    {"a star matches the empty text, an earlier placeholder does not",
     {{"[shop, \"shop-*\"]", "[\"s{x}\"]"},
      EVERYONE("\"s*\""),
      {"{tenant}/{namespace}", "{tenant}/{x}"}},
     NULL,
     NULL},
    {"a placeholder that an earlier star covers",
     {{"[shop, \"shop-*\"]", "[\"s*\"]"},
      EVERYONE("\"s{x}\""),
      {"{tenant}/{namespace}", "{tenant}/{x}"}},
     "namespace-never-reached",
     "namespace \"s{x}\" of tenant \"everyone\""},
};

static const struct {
    const char *why;
    struct change change;
    const char *name;
} notes[] = {
    {"an exemption that never expires", EXPIRES("never"), "exemption-never-expires"},
    {"a namespace pattern", {"[shop, \"shop-*\"]", "[\"team-*\"]"}, "namespace-pattern"},
    {"a pattern of all namespaces", EVERYONE("\"*\""), "namespace-pattern"},
    {"a default class",
     {"classes: [external, internal]",
      "classes: [external, internal]\n    defaultClass: internal"},
     "default-class-cluster"},
    {"a default class for all tenants",
     {"tenants:\n  - name: shop\n",
      "tenantDefaults: {defaultClass: internal}\ntenants:\n  - name: shop\n"},
     "default-class-cluster"},
    {"a default class that one tenant may not use",
     {"tenants:\n  - name: shop\n    namespaces: [shop, \"shop-*\"]\n"
      "    classes: [external, internal]\n",
      "tenantDefaults: {defaultClass: middle}\ntenants:\n  - name: shop\n"
      "    namespaces: [shop, \"shop-*\"]\n    classes: [external, internal]\n"},
     "default-class-unused"},
    {"a domain of a class inside that of another",
     {"domains: [corp.example.net]", "domains: [corp.example.net, a.example.com]"},
     "class-domain-inside"},
    {"a host inside the domain of another tenant",
     {"[apps.corp.example.net]", "[apps.corp.example.net, b.shop.example.com]"},
     "tenant-name-inside"},
    {"a controller whose entry points decide about plain HTTP",
     {"  middle:\n    profile: traefik\n",
      "  middle:\n    profile: traefik\n    tls: required\n"},
     "traefik-plain"},
};

/* Counts problems of the severity in changed lines; name NULL: of any name. */
static size_t count(const struct changed *changed, enum severity severity,
                    const char *name, const char *text)
{
    size_t n = 0;

    for (size_t i = 0; i < changed->problems.n; i++) {
        const struct problem *problem = &changed->problems.all[i];

        n += problem->severity == severity && changed_holds(changed, problem) &&
             (name == NULL || (strcmp(problem->name, name) == 0 &&
                               str_has_prefix(str_from(problem->text), str_from(text))));
    }
    return n;
}

static void warnings(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(changed_clear) struct changed changed = {0};
        const size_t n = cases[i].name == NULL ? 0 : 1;

        changed_read(&changed, cases[i].changes, ARRAY_LEN(cases[i].changes));

        const size_t n_all = count(&changed, SEVERITY_WARNING, NULL, NULL);
        const size_t n_wanted =
            n == 0 ? 0 : count(&changed, SEVERITY_WARNING, cases[i].name, cases[i].text);

        if (changed.policy == NULL || n_all != n || n_wanted != n)
            changed_print(&changed);
        check_true(changed.policy != NULL, cases[i].why);
        check_true(n_wanted == n, cases[i].why);
        check_true(n_all == n, cases[i].why);
    }
}

static void noted(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(notes); i++) {
        AUTO(changed_clear) struct changed changed = {0};

        changed_read(&changed, &notes[i].change, 1);
        check_true(changed.policy != NULL && changed.problems.n_warnings == 0,
                   notes[i].why);
        check_true(count(&changed, SEVERITY_NOTE, notes[i].name, "") == 1, notes[i].why);
    }
}

/* A valid profile that a class uses. */
#define OWN                                                                              \
    {"classes:\n  external:", "profiles:\n"                                              \
                              "  edge:\n"                                                \
                              "    keyPrefixes: [edge.example.net/]\n"                   \
                              "    hostKeys: [edge.example.net/aliases]\n"               \
                              "    sourceRanges:\n"                                      \
                              "      key: edge.example.net/allow\n"                      \
                              "      aliases: [edge.example.net/permit]\n"               \
                              "      separator: \" \"\n"                                 \
                              "      bareAddresses: true\n"                              \
                              "      undoneBy: [edge.example.net/allow-header]\n"        \
                              "classes:\n  external:"},                                  \
    {                                                                                    \
        "ingress-nginx # of internal", "edge # of internal"                              \
    }
#define OF_EDGE(text)                                                                    \
    {                                                                                    \
        "    keyPrefixes:", "    " text "\n    keyPrefixes:"                             \
    }

static const struct {
    const char *why;
    struct change changes[4];
    const char *name; /* NULL: valid */
    const char *text;
} profiles[] = {
    {"the valid profile", {OWN}, NULL, NULL},
    {"the name of a built-in profile",
     {OWN, {"  edge:\n", "  kong:\n"}, {"edge # of internal", "kong"}},
     "built-in-profile",
     "profile \"kong\" is built in"},
    {"a prefix without a slash",
     {OWN, {"[edge.example.net/]", "[edge.example.net]"}},
     "prefix-slash",
     "prefix \"edge.example.net\" does not end in \"/\""},
    {"no prefixes",
     {OWN, {"    keyPrefixes: [edge.example.net/]\n", ""}},
     "missing-field",
     "profile \"edge\" needs keyPrefixes"},
    {"a list and a reference",
     {OWN, OF_EDGE("reference: {key: edge.example.net/ref}")},
     "profile-ranges",
     "a profile has sourceRanges or a reference, not both"},
    {"a list without a key",
     {OWN, {"      key: edge.example.net/allow\n", ""}},
     "missing-field",
     "sourceRanges of profile \"edge\" needs \"key\""},
    {"a separator of two characters",
     {OWN, {"separator: \" \"", "separator: \", \""}},
     "bad-separator",
     "separator \", \" must be one character"},
    {"a separator that addresses contain",
     {OWN, {"separator: \" \"", "separator: \":\""}},
     "bad-separator",
     "separator \":\" must be one character"},
    {"an invalid key",
     {OWN, {"key: edge.example.net/allow\n", "key: edge/allow/x\n"}},
     "bad-key",
     "\"edge/allow/x\" is not an annotation key"},
    {"an alias equal to the key",
     {OWN, {"[edge.example.net/permit]", "[edge.example.net/allow]"}},
     "duplicate-key",
     "key \"edge.example.net/allow\" is listed twice"},
    {"like beside other fields",
     {OWN, OF_EDGE("like: kong\n    prefix: a.b/")},
     "profile-like",
     "a profile with \"like\" has \"prefix\" or \"prefixes\", and nothing else"},
    {"like without a prefix",
     {OWN, OF_EDGE("like: kong")},
     "missing-field",
     "\"like\" needs \"prefix\""},
    {"an unknown profile in like",
     {OWN, OF_EDGE("like: kng\n    prefix: a.b/")},
     "unknown-profile",
     "unknown built-in profile \"kng\"; did you mean \"kong\"?"},
    {"a prefix without like",
     {OWN, OF_EDGE("prefix: a.b/")},
     "profile-like",
     "\"prefix\" needs \"like\""},
};

static void own_profiles(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
        AUTO(changed_clear) struct changed changed = {0};
        const char *name = profiles[i].name;

        changed_read(&changed, profiles[i].changes, ARRAY_LEN(profiles[i].changes));

        const bool found =
            name == NULL || count(&changed, SEVERITY_ERROR, name, profiles[i].text) == 1;

        if (!found)
            changed_print(&changed);
        check_true(found, profiles[i].why);
        check_true((changed.policy != NULL) == (name == NULL), profiles[i].why);
    }
}

static void own_profile_in_use(void **state)
{
    AUTO(changed_clear) struct changed changed = {0};
    const struct change changes[] = {OWN};

    (void)state;
    changed_read(&changed, changes, ARRAY_LEN(changes));
    assert_non_null(changed.policy);

    const struct class *class = policy_class(changed.policy, STR("internal"));

    check_text(class->profile->name, STR("edge"), "the class has the defined profile");
    check_text(class->ranges.text,
               STR("198.51.100.0/24 2001:db8:100::/48 203.0.113.64/26"),
               "ranges are joined with its separator");
    check_true(profile_is_list_key(class->profile, STR("edge.example.net/permit")),
               "aliases are list keys");
    check_true(class->profile->host_keys[0].grammar == HOST_LIST, "host keys hold lists");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warnings),
        cmocka_unit_test(noted),
        cmocka_unit_test(own_profiles),
        cmocka_unit_test(own_profile_in_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
