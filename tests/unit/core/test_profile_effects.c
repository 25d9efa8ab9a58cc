/*
 * Every key that was found to matter to a controller, profile by profile, and what is
 * made of it: the rules that it breaks by itself, and the groups under which a policy can
 * forbid it.  A key without either is let through as it is.
 *
 * `a|b` is the first of the two that is a rule: one is silent where the other denies.
 * What is not a rule, and groups where a policy cannot name any, are not looked for.
 */
#include "deciding.h"
#include "unit.h"
#include "yaml/policy/read.h"

struct effect {
    const char *key; /* under the first prefix, unless it has one */
    const char *value;
    const char *rules;
    const char *groups;
};

struct controller {
    const char *profile;
    const char *ranges;  /* of its class */
    const char *carrier; /* of the class */
    const char *base;    /* annotations that its objects have, but for the key at hand */
    const struct effect *effects;
    size_t n;
};

#define CONTROL  "a%01b" /* what no value may hold */
#define REDIRECT "", "@redirects"
#define UPSTREAM "", "@upstreams"
#define AUTH     "", "@auth"
#define MIRROR   "", "@mirrors"
#define OFFERED  "", "@entry-points"
#define ENTRY    "entry-point", "@entry-points"
#define SAFE     "annotation-safe", ""
#define LOCAL    "reference-local", ""
#define NOTHING  "", ""

static const struct effect ingress_nginx[] = {
    {"canary", "true", "canary-host", ""},
    {"permanent-redirect", "x", REDIRECT},
    {"temporal-redirect", "x", REDIRECT},
    {"app-root", "/x", REDIRECT},
    {"rewrite-target", "/x", UPSTREAM},
    {"default-backend", "x", UPSTREAM},
    {"upstream-vhost", "x", UPSTREAM},
    {"proxy-redirect-from", "x", UPSTREAM},
    {"proxy-redirect-to", "x", UPSTREAM},
    {"proxy-ssl-name", "x", UPSTREAM},
    {"auth-url", "http://x", AUTH},
    {"auth-signin", "http://x", AUTH},
    {"enable-global-auth", "false", AUTH},
    {"mirror-target", "http://x", MIRROR},
    {"mirror-host", "x", MIRROR},
    {"custom-http-errors", "413", "source-ranges", ""},
    {"modsecurity-transaction-id", "a;b", SAFE},
    {"modsecurity-transaction-id", "\"a'b", NOTHING},
    {"x-forwarded-prefix", "a;b", SAFE},
    {"proxy-cookie-path", "a;b", SAFE},
    {"proxy-cookie-domain", "a;b", SAFE},
    {"auth-secret", "bank/x", "reference-local", "@auth"},
    {"auth-tls-secret", "bank/x", "reference-local", "@auth"},
    {"auth-proxy-set-headers", "bank/x", "reference-local", "@auth"},
    {"proxy-ssl-secret", "bank/x", LOCAL},
    {"custom-headers", "bank/x", LOCAL},
    {"fastcgi-params-configmap", "bank/x", LOCAL},
};

static const struct effect nginx_inc[] = {
    {"mergeable-ingress-type", "minion", NOTHING},
    {"rewrites", "x", UPSTREAM},
    {"rewrite-target", "x", UPSTREAM},
    {"proxy-redirect-from", "x", UPSTREAM},
    {"app-root", "/x", REDIRECT},
    {"nginx.com/jwt-login-url", "http://x", AUTH},
    {"basic-auth-secret", "x", AUTH},
    {"jwt-key", "x", AUTH},
    {"nginx.com/policies", "bank/x", "source-ranges reference-local", ""},
    {"nginx.org/policies", "p/office,shop/x", "source-ranges", ""},
    {"nginx.org/policies", "p/office,bank/x", "source-ranges reference-local", ""},
    {"custom-http-errors", "404", "source-ranges", ""},
    {"listen-ports", "8080", ENTRY},
    {"listen-ports-ssl", "8443", ENTRY},
    {"proxy-set-headers", CONTROL, SAFE},
    {"add-header", CONTROL, SAFE},
    {"server-tokens", "a;b", SAFE},
    {"limit-req-key", "a;b", SAFE},
    {"appprotect.f5.com/app-protect-policy", "bank/x", NOTHING},
    {"appprotect.f5.com/app-protect-security-log", "bank/x", NOTHING},
    {"appprotect.f5.com/app-protect-security-log-destination", "x", NOTHING},
    {"appprotectdos.f5.com/app-protect-dos-resource", "bank/x", NOTHING},
};

static const struct effect haproxy_ingress[] = {
    {"redirect-to", "x", REDIRECT},
    {"app-root", "/x", REDIRECT},
    {"auth-url", "http://x", AUTH},
    {"auth-url", "svc://bank/x", AUTH},
    {"auth-signin", "http://x", AUTH},
    {"oauth", "oauth2_proxy", AUTH},
    {"oauth-uri-prefix", "/x", AUTH},
    {"blue-green-deploy", "x", UPSTREAM},
    {"blue-green-mode", "x", UPSTREAM},
    {"allowlist-source-range", "10.0.0.0/8,! 10.1.0.0/16", "source-ranges", ""},
    {"use-proxy-protocol", "true", ENTRY},
    {"tcp-service-proxy-protocol", "true", ENTRY},
    {"http-frontend", "x", ENTRY},
    {"tcp-service-port", "5432", ENTRY},
    {"bind-http", "x", ENTRY},
    {"bind-https", "x", ENTRY},
    {"bind-http-passthrough", "x", ENTRY},
    {"bind-fronting-proxy", "x", ENTRY},
    {"bind-ip-addr-http", "x", ENTRY},
    {"http-passthrough", "true", OFFERED},
    {"use-forwarded-proto", "true", OFFERED},
    {"ssl-passthrough", "true", OFFERED},
    {"ssl-passthrough-http-port", "80", OFFERED},
    {"headers", CONTROL, SAFE},
    {"headers", "a%0Ab", NOTHING},
    {"request-set-headers", CONTROL, SAFE},
    {"response-add-headers", CONTROL, SAFE},
    {"peers-table", CONTROL, SAFE},
    {"fcgi-app", CONTROL, SAFE},
    {"tcp-service-log-format", CONTROL, SAFE},
    {"session-cookie-keywords", CONTROL, SAFE},
    {"http-response-503", CONTROL, SAFE},
    {"path-type", CONTROL, SAFE},
    {"auth-secret", "bank/x", "reference-local", "@auth"},
    {"auth-tls-secret", "file:///x", "reference-local", "@auth"},
    {"secure-crt-secret", "bank/x", LOCAL},
    {"secure-verify-ca-secret", "file:///x", LOCAL},
    {"cert-signer", "x", NOTHING},
    {"kubernetes.io/tls-acme", "true", NOTHING},
};

static const struct effect haproxytech[] = {
    {"route-acl", "x", "source-ranges", "@snippets"},
    {"backend-config-snippet", "x", "source-ranges", "@snippets"},
    {"request-redirect", "x", REDIRECT},
    {"path-rewrite", "x", UPSTREAM},
    {"set-host", "x", UPSTREAM},
    {"cr-backend", "bank/x", UPSTREAM},
    {"ssl-passthrough", "true", "source-ranges", ""},
    {"x.example.net/ssl-passthrough", "true", "source-ranges", ""},
    {"x.example.net/allow-list", "0.0.0.0/0", "source-ranges", ""},
    {"x.example.net/ingress.class", "other", "class-agrees class-permitted", ""},
    {"ingress.class", "other", "class-agrees class-permitted", ""},
    {"request-set-header", CONTROL, SAFE},
    {"request-set-header", "a%0Ab", NOTHING},
    {"response-set-header", CONTROL, SAFE},
    {"request-capture", CONTROL, SAFE},
    {"auth-realm", CONTROL, "annotation-safe", "@auth"},
    {"backend.x", CONTROL, NOTHING},
    {"frontend.x", CONTROL, NOTHING},
    {"auth-secret", "bank/x", "reference-local", "@auth"},
    {"server-ca", "bank/x", LOCAL},
    {"server-crt", "bank/x", LOCAL},
};

static const struct effect traefik[] = {
    {"router.pathmatcher", "Host(`x`) || PathPrefix", "host-valid", ""},
    {"router.middlewares", "shop-x@kubernetescrd,office@file", "source-ranges", ""},
    {"router.middlewares", "office@file,bank-x@kubernetescrd", LOCAL},
    {"router.Middlewares", "x@file", "source-ranges", ""},
    {"service.middlewares", "x@file", NOTHING},
    {"router.entrypoints", "web", "entry-point|source-ranges", "@entry-points"},
    {"router.priority", "9", OFFERED},
    {"router.rulesyntax", "v2", OFFERED},
    {"router.tls.options", "x@file", NOTHING},
};

static const struct effect kong[] = {
    {"rewrite", "/x", UPSTREAM},
    {"path-handling", "v1", UPSTREAM},
    {"override", "x", UPSTREAM},
    {"headers.x", "y", UPSTREAM},
    {"methods", "GET", UPSTREAM},
    {"regex-priority", "9", UPSTREAM},
    {"plugins", "p:office,own", NOTHING},
    {"plugins", "p:office,bank:x", LOCAL},
    {"plugins", "own", "source-ranges", ""},
    {"protocols", "http", ENTRY},
};

static const struct effect aws[] = {
    {"actions.x", "{}", REDIRECT},
    {"actions.x", "[{\"field\":\"host-header\",\"values\":[\"bank.org\"]}]",
     "host-permitted", "@redirects"},
    {"transforms.x", "[]", UPSTREAM},
    {"conditions.x", "[{\"field\":\"host-header\",\"values\":[\"b*.org\"]}]",
     "host-valid", ""},
    {"auth-idp-oidc", "{\"secretName\":\"x\"}", AUTH},
    {"auth-idp-cognito", "{}", AUTH},
    {"jwt-validation", "{}", AUTH},
    {"scheme", "internet-facing", "entry-point|source-ranges", "@entry-points"},
    {"group.name", "x", "entry-point|source-ranges", "@entry-points"},
    {"security-groups", "x", "entry-point|source-ranges", "@entry-points"},
    {"security-group-prefix-lists", "x", "source-ranges", "@entry-points"},
    {"subnets", "x", ENTRY},
    {"enable-frontend-nlb", "true", "entry-point|source-ranges", "@entry-points"},
    {"frontend-nlb-scheme", "internal", "entry-point|source-ranges", "@entry-points"},
    {"listen-ports", "[]", OFFERED},
    {"load-balancer-name", "x", OFFERED},
    {"group.order", "1", OFFERED},
    {"ip-address-type", "ipv4", OFFERED},
    {"target-type", "ip", OFFERED},
    {"frontend-nlb-subnets", "x", OFFERED},
    {"customer-owned-ipv4-pool", "x", OFFERED},
    {"ipam-ipv4-pool-id", "x", OFFERED},
    {"wafv2-acl-arn", "x", OFFERED},
    {"waf-acl-id", "x", OFFERED},
    {"web-acl-id", "x", OFFERED},
    {"shield-advanced-protection", "true", OFFERED},
    {"load-balancer-attributes", "x", OFFERED},
    {"certificate-arn", "x", OFFERED},
    {"create-acm-cert", "true", OFFERED},
    {"acm-pca-arn", "x", OFFERED},
    {"mutual-authentication", "[]", OFFERED},
    {"kubernetes.io/ingress.class", "c", "class-agrees", ""},
};

static const struct effect apisix[] = {
    {"http-redirect", "x", REDIRECT},
    {"rewrite-target", "/x", UPSTREAM},
    {"rewrite-target-regex", "/x", UPSTREAM},
    {"response-rewrite-body", "x", UPSTREAM},
    {"enable-response-rewrite", "true", NOTHING},
    {"upstream-scheme", "https", UPSTREAM},
    {"auth-uri", "http://x", AUTH},
    {"plugin-config-name", "x", "source-ranges", ""},
    {"csrf-key", CONTROL, SAFE},
    {"svc-namespace", "bank", "reference-local", "@upstreams"},
};

static const struct effect contour[] = {
    {"kubernetes.io/ingress.allow-http", "false", OFFERED},
    {"ingress.kubernetes.io/force-ssl-redirect", "true", NOTHING},
    {"tls-cert-namespace", "bank", NOTHING},
};

static const struct effect azure[] = {
    {"backend-hostname", "x", UPSTREAM},
    {"backend-path-prefix", "/x", UPSTREAM},
    {"rewrite-rule-set", "x", UPSTREAM},
    {"rewrite-rule-set-custom-resource", "x", UPSTREAM},
    {"health-probe-hostname", "x", UPSTREAM},
    {"waf-policy-for-path", "x", NOTHING},
    {"use-private-ip", "true", ENTRY},
    {"override-frontend-port", "81", ENTRY},
    {"rule-priority", "1", OFFERED},
    {"appgw-ssl-certificate", "x", OFFERED},
    {"appgw-ssl-profile", "x", OFFERED},
};

static const struct effect skipper[] = {
    {"skipper-filter", "redirectTo(302)", "", "@redirects @mirrors"},
    {"skipper-backend", "loopback", UPSTREAM},
    {"backend-weights", "{}", UPSTREAM},
    {"skipper-ingress-redirect", "true", REDIRECT},
    {"skipper-ingress-redirect-code", "302", REDIRECT},
    {"aws-load-balancer-scheme", "internal", OFFERED},
    {"aws-waf-web-acl-id", "x", OFFERED},
    {"skipper-predicate", CONTROL, SAFE},
    {"ratelimit", CONTROL, SAFE},
    {"skipper-loadbalancer", CONTROL, SAFE},
    {"skipper-routes", "x", "host-valid", "@snippets"},
};

static const struct effect gce[] = {
    {"kubernetes.io/ingress.global-static-ip-name", "x", ENTRY},
    {"kubernetes.io/ingress.regional-static-ip-name", "x", ENTRY},
    {"kubernetes.io/ingress.allow-http", "false", OFFERED},
};

static const struct effect cilium[] = {
    {"loadbalancer-mode", "dedicated", ENTRY},
    {"service-type", "NodePort", ENTRY},
    {"host-listener-port", "81", ENTRY},
    {"service.beta.kubernetes.io/x", "y", NOTHING},
    {"lbipam.cilium.io/ips", "192.0.2.1", NOTHING},
};

/* Keys of no controller. */
static const struct effect istio[] = {
    {"external-dns.alpha.kubernetes.io/cloudflare-custom-hostname-x", "bank.org",
     "host-permitted", ""},
    {"cert-manager.io/ip-sans", "192.0.2.1", "", "@sans"},
    {"cert-manager.io/uri-sans", "spiffe://x", "", "@sans"},
    {"cert-manager.io/email-sans", "a@b.org", "", "@sans"},
    {"cert-manager.io/subject-organizations", "x", NOTHING},
    {"cert-manager.io/secret-template", "{}", NOTHING},
    {"cert-manager.io/issuer", "x", NOTHING},
    {"acme.cert-manager.io/http01-edit-in-place", "true", NOTHING},
    {"acme.cert-manager.io/http01-ingress-class", "x", NOTHING},
};

#define FIXED         "{mode: fixed, networks: [office]}"
#define OPEN          "{mode: open}"
#define REFERENCE(to) "{mode: reference, object: '" to "'}"
#define FIELD         "class=c\n"
#define OFFICE        "=10.0.0.0/8\n"
#define OF(list)      list, ARRAY_LEN(list)

static const struct controller controllers[] = {
    {"ingress-nginx", FIXED, FIELD,
     "@nginx.ingress.kubernetes.io/whitelist-source-range" OFFICE, OF(ingress_nginx)},
    {"nginx-inc", REFERENCE("p/office"), FIELD, "@nginx.org/policies=p/office\n",
     OF(nginx_inc)},
    {"haproxy-ingress", FIXED, FIELD,
     "@haproxy-ingress.github.io/allowlist-source-range" OFFICE, OF(haproxy_ingress)},
    {"haproxytech", FIXED, FIELD, "@haproxy.org/allow-list" OFFICE, OF(haproxytech)},
    {"traefik", REFERENCE("office@file"), FIELD,
     "@traefik.ingress.kubernetes.io/router.middlewares=office@file\n", OF(traefik)},
    {"kong", REFERENCE("p:office"), FIELD, "@konghq.com/plugins=p:office\n", OF(kong)},
    {"aws-load-balancer-controller", FIXED, FIELD,
     "@alb.ingress.kubernetes.io/inbound-cidrs" OFFICE, OF(aws)},
    {"apisix", FIXED, FIELD, "@k8s.apisix.apache.org/allowlist-source-range" OFFICE,
     OF(apisix)},
    {"contour", OPEN, FIELD, "", OF(contour)},
    {"azure-application-gateway", OPEN, FIELD, "", OF(azure)},
    {"skipper", OPEN, FIELD, "", OF(skipper)},
    {"gce", OPEN, "@kubernetes.io/ingress.class=c\n", "", OF(gce)},
    {"cilium", OPEN, FIELD, "", OF(cilium)},
    {"istio", OPEN, FIELD, "", OF(istio)},
};

/* NULL: the policy cannot be read. */
static struct policy *make_policy(const struct controller *controller, const char *group)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct str forbid =
        group == NULL
            ? STR("")
            : arena_format(&arena, "annotations: {forbid: [{keys: ['%s'], reason: x}]}\n",
                           group);
    struct policy_file file = {
        "policy.yaml",
        arena_format(
            &arena,
            "apiVersion: ingress-warden.dev/v1\nkind: IngressPolicy\n"
            "networks: {office: [10.0.0.0/8]}\n"
            "classes: {c: {profile: %s, sourceRanges: %s}}\n"
            "tenants: [{name: shop, namespaces: [shop], classes: [c], domains: [a.org]}]"
            "\n%.*s",
            controller->profile, controller->ranges, STR_ARGS(forbid))};
    struct problems problems;
    struct policy *policy;

    problems_init(&problems);
    policy =
        policy_read(&file, 1, STR("0123abcd"), deciding_day("2026-11-22"), &problems);
    problems_clear(&problems);
    return policy;
}

static struct str full_key(const struct policy *policy,
                           const struct controller *controller, const char *name,
                           struct arena *arena)
{
    const struct profile *profile =
        policy_builtin_profile(policy, str_from(controller->profile));

    if (strchr(name, '/') != NULL || strcmp(name, "ingress.class") == 0 ||
        strcmp(name, "backend.x") == 0 || strcmp(name, "frontend.x") == 0)
        return str_from(name);
    return arena_format(arena, "%.*s%s", STR_ARGS(profile->prefixes[0]), name);
}

static struct decision judge(const struct policy *policy,
                             const struct controller *controller,
                             const struct effect *effect, struct str key,
                             struct arena *arena)
{
    struct str line = arena_format(arena, "@%.*s=", STR_ARGS(key));
    const char *base =
        strncmp(controller->base, line.ptr, line.len) == 0 ? "" : controller->base;
    const struct question question = {
        .object = arena_format(arena, "%s%s%.*s%s\nhost=a.org\n", controller->carrier,
                               base, STR_ARGS(line), effect->value)
                      .ptr};

    return deciding_ask(policy, &question, STAGE_VALIDATE, arena);
}

static bool breaks(const struct decision *decision, struct str key, enum rule_id rule)
{
    for (size_t i = 0; i < decision->n_violations; i++) {
        if (decision->violations[i].rule == rule &&
            str_equal(decision->violations[i].path.key, key))
            return true;
    }
    return false;
}

/* The first of `a|b|c` that is a rule. */
static void mark_first(struct str alternatives, bool *expected)
{
    struct str name;
    bool done = false;
    enum rule_id rule;

    while (str_next_item(&alternatives, '|', &done, &name)) {
        if (rule_id_from_name(name, &rule)) {
            expected[rule] = true;
            return;
        }
    }
}

static void check_rules(const struct decision *decision, const struct effect *effect,
                        struct str key)
{
    bool expected[RULE_COUNT] = {false};
    struct str rest = str_from(effect->rules);
    struct str word;
    bool done = false;

    while (str_next_item(&rest, ' ', &done, &word))
        mark_first(word, expected);
    for (enum rule_id rule = 0; rule < RULE_COUNT; rule++) {
        if (breaks(decision, key, rule) != expected[rule])
            fail_msg("%.*s=%s: %.*s is%s broken", STR_ARGS(key), effect->value,
                     STR_ARGS(rule_id_name(rule)), expected[rule] ? " not" : "");
    }
}

static void every_key_has_its_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(controllers); i++) {
        struct policy *policy = make_policy(&controllers[i], NULL);

        assert_non_null(policy);
        for (size_t j = 0; j < controllers[i].n; j++) {
            AUTO(arena_clear) struct arena arena = {0};
            const struct effect *effect = &controllers[i].effects[j];
            struct str key = full_key(policy, &controllers[i], effect->key, &arena);
            struct decision decision =
                judge(policy, &controllers[i], effect, key, &arena);

            check_rules(&decision, effect, key);
        }
        policy_unref(policy);
    }
}

static const char *const groups[] = {"@snippets", "@redirects", "@upstreams",
                                     "@mirrors",  "@auth",      "@entry-points",
                                     "@sans"};

static bool is_in(const char *list, const char *group)
{
    struct str rest = str_from(list);
    struct str word;
    bool done = false;

    while (str_next_item(&rest, ' ', &done, &word)) {
        if (str_equal(word, str_from(group)))
            return true;
    }
    return false;
}

static void check_group(const struct controller *controller, const char *group)
{
    struct policy *policy = make_policy(controller, group);

    for (size_t i = 0; policy != NULL && i < controller->n; i++) {
        AUTO(arena_clear) struct arena arena = {0};
        const struct effect *effect = &controller->effects[i];
        struct str key = full_key(policy, controller, effect->key, &arena);
        struct decision decision = judge(policy, controller, effect, key, &arena);
        bool is_forbidden = breaks(&decision, key, RULE_ANNOTATION_FORBIDDEN);

        if (is_forbidden != is_in(effect->groups, group))
            fail_msg("%.*s is%s in %s", STR_ARGS(key), is_forbidden ? "" : " not", group);
    }
    policy_unref(policy);
}

static void every_key_has_its_groups(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(controllers); i++) {
        for (size_t j = 0; j < ARRAY_LEN(groups); j++)
            check_group(&controllers[i], groups[j]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_has_its_rules),
        cmocka_unit_test(every_key_has_its_groups),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
