/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entry-point: who may choose another entry point, by which key and with which value.
 */
#include "judged_rows.h"

#define ALB "alb.ingress.kubernetes.io/"

static const char several[] = HEAD
    "profiles:\n"
    "  own: {keyPrefixes: [own.example/], entryPointKeys: [\"own.example/way-*\"]}\n"
    "  like: {like: gce, prefix: like.example/}\n"
    "classes:\n"
    "  alb: {profile: aws-load-balancer-controller}\n"
    "  traefik: {profile: traefik}\n"
    "  gce: {profile: gce}\n"
    "  gce-two: {profile: like}\n"
    "  kong: {profile: kong}\n"
    "  haproxy: {profile: haproxy-ingress}\n"
    "  nic: {profile: nginx-inc}\n"
    "  azure: {profile: azure-application-gateway}\n"
    "  cilium: {profile: cilium}\n"
    "  nginx: {profile: ingress-nginx}\n"
    "  own: {profile: own}\n" TAIL "rules: {class-present: allow, host-present: allow}\n";

#define AT(key) "deny entry-point " key

static const struct row keys[] = {
    {"another load balancer, whatever the mode of the source ranges",
     {.object = "class=alb\n@" ALB "scheme=internet-facing\n@" ALB "group.name=g\n@" ALB
                "security-groups=s\n@" ALB "subnets=s\n@" ALB
                "enable-frontend-nlb=true\n@" ALB "frontend-nlb-scheme=internal\n"},
     AT(ALB "enable-frontend-nlb " ALB "frontend-nlb-scheme " ALB "group.name " ALB
            "scheme " ALB "security-groups " ALB "subnets")},
    {"the user chooses the order in a group",
     {.object = "class=alb\n@" ALB "group.order=1\n"},
     ""},
    {"an empty value counts, too",
     {.object = "class=alb\n@" ALB "scheme=\n"},
     AT(ALB "scheme")},
    {"the controller of another class does not read the key",
     {.object = "class=nginx\n@" ALB "scheme=internal\n"},
     ""},
    {"Traefik's key, in any case",
     {.object = "class=traefik\n@traefik.ingress.kubernetes.io/Router.EntryPoints=web\n"},
     AT("traefik.ingress.kubernetes.io/Router.EntryPoints")},
    {"keys under a prefix that other programs share",
     {.object = "class=gce\n@kubernetes.io/ingress.global-static-ip-name=a\n"
                "@kubernetes.io/ingress.regional-static-ip-name=a\n"
                "@kubernetes.io/ingress.class=gce\n"},
     AT("kubernetes.io/ingress.global-static-ip-name "
        "kubernetes.io/ingress.regional-static-ip-name")},
    {"with another prefix, these keys keep theirs",
     {.object = "class=gce-two\n@kubernetes.io/ingress.global-static-ip-name=a\n"
                "@kubernetes.io/ingress.class=gce-two\n"
                "@like.example/ingress.global-static-ip-name=a\n"},
     AT("kubernetes.io/ingress.global-static-ip-name")},
    {"Kong's protocols",
     {.object = "class=kong\n@konghq.com/protocols=http\n"},
     AT("konghq.com/protocols")},
    {"front ends and binds, under both prefixes, even if switched off",
     {.object = "class=haproxy\n@ingress.kubernetes.io/bind-ip-addr-http=10.0.0.1\n"
                "@haproxy-ingress.github.io/use-proxy-protocol=false\n"
                "@haproxy-ingress.github.io/http-frontend=x\n"
                "@haproxy-ingress.github.io/tcp-service-port=7\n"
                "@ingress.kubernetes.io/tcp-service-proxy-protocol=v1\n"},
     AT("haproxy-ingress.github.io/http-frontend "
        "haproxy-ingress.github.io/tcp-service-port "
        "haproxy-ingress.github.io/use-proxy-protocol "
        "ingress.kubernetes.io/bind-ip-addr-http "
        "ingress.kubernetes.io/tcp-service-proxy-protocol")},
    {"ports of F5, under both prefixes",
     {.object =
          "class=nic\n@nginx.org/listen-ports=81\n@nginx.com/listen-ports-ssl=444\n"},
     AT("nginx.com/listen-ports-ssl nginx.org/listen-ports")},
    {"an address and a port of the gateway",
     {.object = "class=azure\n@appgw.ingress.kubernetes.io/use-private-ip=true\n"
                "@appgw.ingress.kubernetes.io/override-frontend-port=81\n"},
     AT("appgw.ingress.kubernetes.io/override-frontend-port "
        "appgw.ingress.kubernetes.io/use-private-ip")},
    {"a load balancer of its own",
     {.object = "class=cilium\n@ingress.cilium.io/loadbalancer-mode=dedicated\n"
                "@ingress.cilium.io/service-type=NodePort\n"
                "@ingress.cilium.io/host-listener-port=81\n"},
     AT("ingress.cilium.io/host-listener-port ingress.cilium.io/loadbalancer-mode "
        "ingress.cilium.io/service-type")},
    {"keys of a profile that the policy defines",
     {.object = "class=own\n@own.example/way-in=x\n@own.example/other=x\n"},
     AT("own.example/way-in")},
    {"without a class any controller of the policy may read the key",
     {.object = "@" ALB "scheme=internal\n@own.example/way-in=x\n"},
     AT(ALB "scheme own.example/way-in")},
    {"with a new claim a stored key does not stay",
     {.object = "class=alb\nhost=b.example.com\n@" ALB "scheme=internal\n",
      .stored = "class=alb\nhost=a.example.com\n@" ALB "scheme=internal\n"},
     AT(ALB "scheme")},
    {"otherwise a stored key is held",
     {.object = "class=alb\nhost=a.example.com\npath=/a\n@" ALB "scheme=internal\n",
      .stored = "class=alb\nhost=a.example.com\n@" ALB "scheme=internal\n"},
     "held entry-point " ALB "scheme"},
};

static void which_keys(void **state)
{
    (void)state;
    judge_rows(several, keys, ARRAY_LEN(keys));
}

static const char entries[] = HEAD
    "networks: {office: [198.51.100.0/24]}\n"
    "classes:\n"
    "  alb:\n"
    "    profile: aws-load-balancer-controller\n"
    "    sourceRanges: {mode: narrow, networks: [office]}\n"
    "    annotations:\n"
    "      - {key: alb.ingress.kubernetes.io/scheme, value: internal, mode: require}\n"
    "      - key: alb.ingress.kubernetes.io/group.name\n"
    "        mode: optional\n"
    "        values: [\"shop-*\"]\n"
    "        unless: [example.com/alone]\n"
    "      - {key: x.example/free, mode: optional, values: [a, \"b*\"]}\n"
    "      - {key: alb.ingress.kubernetes.io/security-groups, mode: optional,\n"
    "         values: [sg-1]}\n" TAIL "annotations:\n"
    "  add:\n"
    "    - {key: alb.ingress.kubernetes.io/subnets, mode: optional, values: [\"*\"]}\n"
    "rules: {class-present: allow, host-present: allow}\n";

#define HERE "class=alb\n@" ALB "inbound-cidrs=198.51.100.0/24\n@" ALB "scheme=internal\n"

static const struct row values[] = {
    {"a value that the policy writes", {.object = HERE}, ""},
    {"another value is reported by one rule only",
     {.object = "class=alb\n@" ALB "inbound-cidrs=198.51.100.0/24\n@" ALB
                "scheme=internet-facing\n"},
     AT(ALB "scheme")},
    {"a missing key is reported by another rule",
     {.object = "class=alb\n@" ALB "inbound-cidrs=198.51.100.0/24\n"},
     "deny annotation-required " ALB "scheme"},
    {"a value that an entry lists", {.object = HERE "@" ALB "group.name=shop-a\n"}, ""},
    {"patterns are matched whole",
     {.object = HERE "@" ALB "group.name=a-shop-a\n"},
     AT(ALB "group.name")},
    {"a moot entry permits nothing",
     {.object = HERE "@example.com/alone=\n@" ALB "group.name=shop-a\n"},
     AT(ALB "group.name")},
    {"an entry of annotations.add permits values, too",
     {.object = HERE "@" ALB "subnets=net\n"},
     ""},
    {"but not for an object without a class",
     {.object = "@" ALB "subnets=net\n@" ALB "scheme=internal\n"},
     AT(ALB "scheme")},
    {"a permitted entry point still undoes the list",
     {.object = HERE "@" ALB "security-groups=sg-1\n"},
     "deny source-ranges " ALB "security-groups"},
    {"a forbidden one is reported once",
     {.object = HERE "@" ALB "security-groups=sg-2\n"},
     AT(ALB "security-groups")},
    {"keys that entry-point does not know are left to source-ranges",
     {.object = HERE "@" ALB "security-group-prefix-lists=pl\n"},
     "deny source-ranges " ALB "security-group-prefix-lists"},
    {"an optional key may be absent, or have one of the values",
     {.object = HERE "@x.example/free=bcd\n"},
     ""},
    {"but no other value",
     {.object = HERE "@x.example/free=ab\n"},
     "deny annotation-required "
     "x.example/free"},
    {"nor an empty one",
     {.object = HERE "@x.example/free=\n"},
     "deny annotation-required x.example/free"},
};

static void which_values(void **state)
{
    (void)state;
    judge_rows(entries, values, ARRAY_LEN(values));
}

/* If entry-point does not deny, no other rule is silent because of it. */
static void not_denied(void **state)
{
    static const struct row rows[] = {
        {"both rules report it",
         {.object = "class=alb\n@" ALB "inbound-cidrs=198.51.100.0/24\n@" ALB
                    "scheme=x\n@" ALB "security-groups=s\n"},
         "warn entry-point " ALB "scheme " ALB "security-groups\n"
         "deny source-ranges " ALB "security-groups\n"
         "deny annotation-required " ALB "scheme " ALB "security-groups"},
    };
    (void)state;
    judge_with(entries, "rules: {", "rules: {entry-point: warn, ", rows, ARRAY_LEN(rows));
}

/* An optional entry writes nothing, and its key is no longer the platform's. */
static void optional_writes(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(policy_unref) struct policy *policy = deciding_policy(entries);
    const struct question fresh = {.object = HERE};
    const struct question listed = {
        .object =
            HERE "@x.example/free=old\n@ingress-warden.dev/managed=x.example/free\n",
        .stored =
            HERE "@x.example/free=old\n@ingress-warden.dev/managed=x.example/free\n"};
    struct decision decision = deciding_ask(policy, &fresh, STAGE_MUTATE, &arena);

    (void)state;
    check_true(!str_contains(deciding_edits(&decision, &arena), STR("free")),
               "nothing is written");
    decision = deciding_ask(policy, &listed, STAGE_MUTATE, &arena);
    check_true(str_contains(deciding_edits(&decision, &arena), STR("-x.example/free")),
               "a value that was written before is removed by the next update");
}

static void sentences(void **state)
{
    static const struct sentence_row rows[] = {
        {"the value that the policy writes is permitted",
         "class=alb\n@" ALB "scheme=x\n@" ALB "inbound-cidrs=198.51.100.0/24\n",
         "\"x\" chooses another entry point than that of class \"alb\"; permitted: "
         "internal"},
        {"the values of an entry are permitted", HERE "@" ALB "group.name=x\n",
         "\"x\" chooses another entry point than that of class \"alb\"; permitted: "
         "shop-*"},
        {"nothing is permitted", HERE "@" ALB "enable-frontend-nlb=x\n",
         "\"x\" chooses another entry point than that of class \"alb\"; use the class of "
         "that entry point, or ask for this value to be permitted"},
        {"the values of an optional entry", HERE "@x.example/free=x\n",
         "\"x\" is not permitted for class \"alb\"; permitted: a, b*"},
    };

    (void)state;
    judge_sentences(entries, rows, ARRAY_LEN(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(which_keys), cmocka_unit_test(which_values),
        cmocka_unit_test(not_denied), cmocka_unit_test(optional_writes),
        cmocka_unit_test(sentences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
