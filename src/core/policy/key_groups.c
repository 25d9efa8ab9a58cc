/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_groups: a table with one row for each group and profile.  A name with a slash is a
 * whole key.
 */
#include "core/policy/key_groups.h"

const struct str key_group_names[GROUP_COUNT] = {
    [GROUP_SNIPPETS] = STR_INIT("@snippets"),
    [GROUP_REDIRECTS] = STR_INIT("@redirects"),
    [GROUP_UPSTREAMS] = STR_INIT("@upstreams"),
    [GROUP_MIRRORS] = STR_INIT("@mirrors"),
    [GROUP_AUTH] = STR_INIT("@auth"),
    [GROUP_ENTRY_POINTS] = STR_INIT("@entry-points"),
    [GROUP_SANS] = STR_INIT("@sans"),
};

#define NGINX       STR_INIT("ingress-nginx")
#define NGINX_INC   STR_INIT("nginx-inc")
#define HAPROXY     STR_INIT("haproxy-ingress")
#define HAPROXYTECH STR_INIT("haproxytech")
#define TRAEFIK     STR_INIT("traefik")
#define KONG        STR_INIT("kong")
#define ALB         STR_INIT("aws-load-balancer-controller")
#define APISIX      STR_INIT("apisix")
#define AZURE       STR_INIT("azure-application-gateway")
#define SKIPPER     STR_INIT("skipper")
#define GCE         STR_INIT("gce")
#define CILIUM      STR_INIT("cilium")

static const struct {
    enum key_group group;
    struct str profile; /* len 0: whole keys of no profile */
    struct str names;   /* separated by blanks */
} rows[] = {
    {GROUP_SNIPPETS, NGINX, STR_INIT("*-snippet")},
    {GROUP_SNIPPETS, NGINX_INC, STR_INIT("*-snippets")},
    {GROUP_SNIPPETS, HAPROXY, STR_INIT("config-*")},
    {GROUP_SNIPPETS, HAPROXYTECH, STR_INIT("*-config-snippet route-acl")},
    {GROUP_SNIPPETS, SKIPPER, STR_INIT("skipper-routes")},

    {GROUP_REDIRECTS, NGINX, STR_INIT("permanent-redirect temporal-redirect app-root")},
    {GROUP_REDIRECTS, NGINX_INC, STR_INIT("app-root")},
    {GROUP_REDIRECTS, HAPROXY, STR_INIT("redirect-to app-root")},
    {GROUP_REDIRECTS, HAPROXYTECH, STR_INIT("request-redirect")},
    {GROUP_REDIRECTS, APISIX, STR_INIT("http-redirect")},
    {GROUP_REDIRECTS, ALB, STR_INIT("actions.*")},
    {GROUP_REDIRECTS, SKIPPER,
     STR_INIT("skipper-filter skipper-ingress-redirect skipper-ingress-redirect-code")},

    {GROUP_UPSTREAMS, NGINX,
     STR_INIT("default-backend upstream-vhost rewrite-target proxy-redirect-* "
              "proxy-ssl-name")},
    {GROUP_UPSTREAMS, NGINX_INC, STR_INIT("rewrites rewrite-target proxy-redirect-*")},
    {GROUP_UPSTREAMS, HAPROXY, STR_INIT("rewrite-target blue-green-*")},
    {GROUP_UPSTREAMS, HAPROXYTECH, STR_INIT("path-rewrite set-host cr-backend")},
    {GROUP_UPSTREAMS, ALB, STR_INIT("transforms.*")},
    {GROUP_UPSTREAMS, SKIPPER, STR_INIT("skipper-backend backend-weights")},
    {GROUP_UPSTREAMS, KONG,
     STR_INIT("rewrite path-handling override headers.* methods regex-priority")},
    {GROUP_UPSTREAMS, APISIX,
     STR_INIT("rewrite-target* response-rewrite-* svc-namespace upstream-scheme")},
    {GROUP_UPSTREAMS, AZURE,
     STR_INIT("backend-hostname backend-path-prefix rewrite-rule-set "
              "rewrite-rule-set-custom-resource health-probe-hostname")},

    {GROUP_MIRRORS, NGINX, STR_INIT("mirror-target mirror-host")},
    {GROUP_MIRRORS, SKIPPER, STR_INIT("skipper-filter")},

    {GROUP_AUTH, NGINX, STR_INIT("auth-* enable-global-auth")},
    {GROUP_AUTH, NGINX_INC, STR_INIT("basic-auth-* jwt-*")},
    {GROUP_AUTH, HAPROXY, STR_INIT("auth-* oauth oauth-*")},
    {GROUP_AUTH, HAPROXYTECH, STR_INIT("auth-*")},
    {GROUP_AUTH, APISIX, STR_INIT("auth-*")},
    {GROUP_AUTH, ALB, STR_INIT("auth-* jwt-validation")},

    {GROUP_ENTRY_POINTS, NGINX_INC, STR_INIT("listen-ports listen-ports-ssl")},
    {GROUP_ENTRY_POINTS, HAPROXY,
     STR_INIT("http-frontend tcp-service-port tcp-service-proxy-protocol "
              "use-proxy-protocol bind-* http-passthrough use-forwarded-proto "
              "ssl-passthrough ssl-passthrough-http-port")},
    {GROUP_ENTRY_POINTS, TRAEFIK,
     STR_INIT("router.entrypoints router.priority router.rulesyntax")},
    {GROUP_ENTRY_POINTS, KONG, STR_INIT("protocols")},
    {GROUP_ENTRY_POINTS, ALB,
     STR_INIT("scheme group.name security-groups subnets enable-frontend-nlb "
              "frontend-nlb-* listen-ports load-balancer-name group.order "
              "ip-address-type target-type customer-owned-ipv4-pool ipam-ipv4-pool-id "
              "load-balancer-attributes security-group-prefix-lists wafv2-acl-* "
              "waf-acl-id web-acl-id shield-advanced-protection certificate-arn "
              "create-acm-cert acm-pca-arn mutual-authentication")},
    {GROUP_ENTRY_POINTS, AZURE,
     STR_INIT("use-private-ip override-frontend-port rule-priority "
              "appgw-ssl-certificate appgw-ssl-profile")},
    {GROUP_ENTRY_POINTS, SKIPPER, STR_INIT("aws-load-balancer-* aws-waf-web-acl-id")},
    {GROUP_ENTRY_POINTS, GCE,
     STR_INIT("kubernetes.io/ingress.global-static-ip-name "
              "kubernetes.io/ingress.regional-static-ip-name")},
    {GROUP_ENTRY_POINTS, CILIUM,
     STR_INIT("loadbalancer-mode service-type host-listener-port")},
    {GROUP_ENTRY_POINTS, STR_INIT(""), STR_INIT("kubernetes.io/ingress.allow-http")},

    {GROUP_SANS, STR_INIT(""),
     STR_INIT("cert-manager.io/ip-sans cert-manager.io/uri-sans "
              "cert-manager.io/email-sans")},
};

void key_patterns_add(struct key_patterns *patterns, struct str pattern)
{
    if (patterns->n == patterns->cap)
        patterns->all = arena_grow(patterns->arena, patterns->all, &patterns->cap,
                                   sizeof *patterns->all);
    patterns->all[patterns->n++] = pattern;
}

static void add_under_prefixes(const struct profile *profile, struct str name,
                               struct key_patterns *keys)
{
    for (size_t i = 0; i < profile->n_prefixes; i++)
        key_patterns_add(keys,
                         arena_format(keys->arena, "%.*s%.*s",
                                      STR_ARGS(profile->prefixes[i]), STR_ARGS(name)));
}

void key_group_of_profile(enum key_group group, const struct profile *profile,
                          struct key_patterns *keys, struct key_patterns *names)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str rest = rows[i].names;
        struct str name;
        bool done = false;
        size_t slash;

        if (rows[i].group != group || rows[i].profile.len == 0 ||
            !str_equal(rows[i].profile, profile->like))
            continue;
        while (str_next_item(&rest, ' ', &done, &name)) {
            if (str_find(name, '/', &slash))
                key_patterns_add(keys, name);
            else if (profile->any_prefix)
                key_patterns_add(names, name);
            else
                add_under_prefixes(profile, name, keys);
        }
    }
}

void key_group_of_none(enum key_group group, struct key_patterns *keys)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str rest = rows[i].names;
        struct str name;
        bool done = rows[i].group != group || rows[i].profile.len > 0;

        while (str_next_item(&rest, ' ', &done, &name))
            key_patterns_add(keys, name);
    }
}
