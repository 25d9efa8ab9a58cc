/*
 * profile: the table of built-in controllers, one row each, and nothing else.
 *
 * To add a controller, add its lists and a row; no code reads a controller's name.
 */
#include "core/policy/profile.h"

#define TEXT(literal) STR_INIT(literal)
#define LIST(array)   (array), ARRAY_LEN(array)
#define HOSTS(glob, grammar)                                                             \
    {                                                                                    \
        TEXT(glob), (grammar)                                                            \
    }
#define UNDOES(keys)                                                                     \
    {                                                                                    \
        .glob = TEXT(keys)                                                               \
    }
#define UNLESS(keys, values)                                                             \
    {                                                                                    \
        .glob = TEXT(keys), .harmless = (values), .n_harmless = ARRAY_LEN(values)        \
    }
#define MAY(glob, bytes)                                                                 \
    {                                                                                    \
        TEXT(glob), TEXT(bytes), false                                                   \
    }

/* What ends or opens something in a configuration file of nginx. */
#define NGINX_UNSAFE "{};#\\`"

/* ingress-nginx */
#define P "nginx.ingress.kubernetes.io/"
static const struct str nginx_false[] = {TEXT("0"),     TEXT("f"),     TEXT("F"),
                                         TEXT("false"), TEXT("False"), TEXT("FALSE")};
static const struct str nginx_all[] = {TEXT("all")};
static const struct str nginx_prefixes[] = {TEXT(P)};
static const struct host_key nginx_hosts[] = {
    HOSTS(P "server-alias", HOST_LIST),
    HOSTS(P "from-to-www-redirect", HOST_WWW_TWIN),
};
/* Every release reads the older spelling, so it is the first. */
static const struct str nginx_lists[] = {
    TEXT(P "whitelist-source-range"),
    TEXT(P "allowlist-source-range"),
};
static const struct undoing_key nginx_undoing[] = {
    UNLESS(P "satisfy", nginx_all),
    UNLESS(P "ssl-passthrough", nginx_false),
    UNDOES(P "*-snippet"),
    /* Those who are shut out would be sent to a back end of the user's. */
    {.glob = TEXT(P "custom-http-errors"), .holding = TEXT("403")},
};
static const struct unsafe_exception nginx_exceptions[] = {
    MAY(P "auth-tls-match-cn", "\\"),
    {.glob = TEXT(P "upstream-hash-by"), .may_hold_variable = true},
};
#undef P

/* nginx-inc */
static const struct str nic_prefixes[] = {TEXT("nginx.org/"), TEXT("nginx.com/")};
static const struct undoing_key nic_undoing[] = {
    UNDOES("nginx.org/server-snippets"),
    UNDOES("nginx.org/location-snippets"),
    UNDOES("nginx.com/server-snippets"),
    UNDOES("nginx.com/location-snippets"),
};
static const struct unsafe_exception nic_exceptions[] = {
    MAY("nginx.org/rewrites", ";"),
    MAY("nginx.com/sticky-cookie-services", ";"),
};

/* haproxy-ingress */
#define P "haproxy-ingress.github.io/"
#define Q "ingress.kubernetes.io/"
static const struct str haproxy_prefixes[] = {TEXT(P), TEXT(Q)};
#define BOTH(row, key)          row(P key), row(Q key)
#define BOTH_WITH(row, key, it) row(P key, it), row(Q key, it)
static const struct host_key haproxy_hosts[] = {
    BOTH_WITH(HOSTS, "server-alias", HOST_LIST),
    BOTH_WITH(HOSTS, "redirect-from", HOST_LIST),
    BOTH_WITH(HOSTS, "server-alias-regex", HOST_UNJUDGEABLE),
    BOTH_WITH(HOSTS, "redirect-from-regex", HOST_UNJUDGEABLE),
};
static const struct str haproxy_lists[] = {
    BOTH(TEXT, "allowlist-source-range"),
    BOTH(TEXT, "whitelist-source-range"),
};
static const struct undoing_key haproxy_undoing[] = {
    BOTH(UNDOES, "allowlist-source-header"),
    BOTH(UNDOES, "config-*"),
};
static const struct unsafe_exception haproxy_exceptions[] = {
    BOTH_WITH(MAY, "headers", "\n"),
    BOTH_WITH(MAY, "config-*", "\n"),
};
#undef P

/* haproxytech: three prefixes, and some keys without any.  A glob without a prefix would
 * reach into the keys of others, so the sections that have snippets are named. */
#define P "haproxy.org/"
#define R "haproxy.com/"
static const struct str tech_prefixes[] = {TEXT(P), TEXT(R), TEXT(Q)};
#define THREE(row, key)          row(P key), row(R key), row(Q key)
#define THREE_WITH(row, key, it) row(P key, it), row(R key, it), row(Q key, it)
static const struct str tech_lists[] = {
    THREE(TEXT, "allow-list"),
    TEXT("allow-list"),
    THREE(TEXT, "whitelist"),
    TEXT("whitelist"),
};
static const struct undoing_key tech_undoing[] = {
    THREE(UNDOES, "src-ip-header"),
    UNDOES("src-ip-header"),
    THREE(UNDOES, "*-config-snippet"),
    {.glob = TEXT("*-config-snippet"), .unprefixed = true},
    THREE(UNDOES, "route-acl"),
    UNDOES("route-acl"),
};
static const struct unsafe_exception tech_exceptions[] = {
    THREE_WITH(MAY, "request-set-header", "\n"),
    THREE_WITH(MAY, "response-set-header", "\n"),
    THREE_WITH(MAY, "backend-config-snippet", "\n"),
    MAY("backend-config-snippet", "\n"),
};
#undef P
#undef Q
#undef R

/* traefik */
#define P "traefik.ingress.kubernetes.io/"
static const struct str traefik_prefixes[] = {TEXT(P)};
static const struct host_key traefik_hosts[] = {
    HOSTS(P "router.tls.domains.*.main", HOST_ONE),
    HOSTS(P "router.tls.domains.*.sans", HOST_LIST),
};
static const struct undoing_key traefik_undoing[] = {UNDOES(P "router.entrypoints")};
#undef P

/* kong */
static const struct str kong_prefixes[] = {TEXT("konghq.com/")};
static const struct host_key kong_hosts[] = {
    HOSTS("konghq.com/host-aliases", HOST_LIST),
    HOSTS("konghq.com/snis", HOST_LIST),
};

/* aws-load-balancer-controller */
#define P "alb.ingress.kubernetes.io/"
static const struct str aws_prefixes[] = {TEXT(P)};
static const struct host_key aws_hosts[] = {HOSTS(P "conditions.*", HOST_CONDITION)};
static const struct str aws_lists[] = {TEXT(P "inbound-cidrs")};
static const struct undoing_key aws_undoing[] = {
    UNDOES(P "security-groups"),
    UNDOES(P "security-group-prefix-lists"),
    UNDOES(P "scheme"),
    UNDOES(P "group.name"),
    UNDOES(P "enable-frontend-nlb"),
    UNDOES(P "frontend-nlb-scheme"),
};
#undef P

/* apisix */
static const struct str apisix_prefixes[] = {TEXT("k8s.apisix.apache.org/")};
static const struct str apisix_lists[] = {
    TEXT("k8s.apisix.apache.org/allowlist-source-range"),
};

/* Those that know no source ranges. */
static const struct str contour_prefixes[] = {TEXT("projectcontour.io/")};
static const struct str azure_prefixes[] = {TEXT("appgw.ingress.kubernetes.io/")};
static const struct host_key azure_hosts[] = {
    HOSTS("appgw.ingress.kubernetes.io/hostname-extension", HOST_LIST),
};
static const struct str skipper_prefixes[] = {TEXT("zalando.org/")};
static const struct host_key skipper_hosts[] = {
    HOSTS("zalando.org/skipper-routes", HOST_UNJUDGEABLE),
};
static const struct str gce_prefixes[] = {TEXT("networking.gke.io/")};
static const struct str cilium_prefixes[] = {TEXT("ingress.cilium.io/")};
static const struct str istio_prefixes[] = {TEXT("istio.io/")};

#define PREFIXES(array)  .prefixes = (array), .n_prefixes = ARRAY_LEN(array)
#define HOST_KEYS(array) .host_keys = (array), .n_host_keys = ARRAY_LEN(array)
#define LIST_KEYS(array) .list_keys = (array), .n_list_keys = ARRAY_LEN(array)
#define UNDONE_BY(array) .undone_by = (array), .n_undone_by = ARRAY_LEN(array)
#define EXCEPT(array)    .exceptions = (array), .n_exceptions = ARRAY_LEN(array)

static const struct profile rows[] = {
    {.name = TEXT("ingress-nginx"),
     .kind = PROFILE_INGRESS_NGINX,
     PREFIXES(nginx_prefixes),
     HOST_KEYS(nginx_hosts),
     LIST_KEYS(nginx_lists),
     .separator = ',',
     .bare_addresses = true,
     UNDONE_BY(nginx_undoing),
     .unsafe = TEXT(NGINX_UNSAFE),
     EXCEPT(nginx_exceptions),
     .canary_key = TEXT("nginx.ingress.kubernetes.io/canary")},
    {.name = TEXT("nginx-inc"),
     PREFIXES(nic_prefixes),
     .separator = ',',
     .reference_key = TEXT("nginx.org/policies"),
     UNDONE_BY(nic_undoing),
     .unsafe = TEXT(NGINX_UNSAFE),
     EXCEPT(nic_exceptions)},
    {.name = TEXT("haproxy-ingress"),
     PREFIXES(haproxy_prefixes),
     HOST_KEYS(haproxy_hosts),
     LIST_KEYS(haproxy_lists),
     .separator = ',',
     .bare_addresses = true,
     .exclusions = true,
     UNDONE_BY(haproxy_undoing),
     EXCEPT(haproxy_exceptions)},
    {.name = TEXT("haproxytech"),
     PREFIXES(tech_prefixes),
     LIST_KEYS(tech_lists),
     .separator = ',',
     .bare_addresses = true,
     UNDONE_BY(tech_undoing),
     EXCEPT(tech_exceptions)},
    {.name = TEXT("traefik"),
     PREFIXES(traefik_prefixes),
     HOST_KEYS(traefik_hosts),
     .separator = ',',
     .reference_key = TEXT("traefik.ingress.kubernetes.io/router.middlewares"),
     .any_case = true,
     UNDONE_BY(traefik_undoing)},
    {.name = TEXT("contour"), PREFIXES(contour_prefixes), .separator = ','},
    {.name = TEXT("kong"),
     PREFIXES(kong_prefixes),
     HOST_KEYS(kong_hosts),
     .separator = ',',
     .reference_key = TEXT("konghq.com/plugins")},
    {.name = TEXT("aws-load-balancer-controller"),
     PREFIXES(aws_prefixes),
     HOST_KEYS(aws_hosts),
     LIST_KEYS(aws_lists),
     .separator = ',',
     UNDONE_BY(aws_undoing)},
    {.name = TEXT("gce"), PREFIXES(gce_prefixes), .separator = ','},
    {.name = TEXT("istio"), PREFIXES(istio_prefixes), .separator = ','},
    {.name = TEXT("cilium"), PREFIXES(cilium_prefixes), .separator = ','},
    {.name = TEXT("azure-application-gateway"),
     PREFIXES(azure_prefixes),
     HOST_KEYS(azure_hosts),
     .separator = ','},
    {.name = TEXT("skipper"),
     PREFIXES(skipper_prefixes),
     HOST_KEYS(skipper_hosts),
     .separator = ','},
    {.name = TEXT("apisix"),
     PREFIXES(apisix_prefixes),
     LIST_KEYS(apisix_lists),
     .separator = ',',
     .bare_addresses = true},
};

static const struct str row_names[] = {
    TEXT("ingress-nginx"),
    TEXT("nginx-inc"),
    TEXT("haproxy-ingress"),
    TEXT("haproxytech"),
    TEXT("traefik"),
    TEXT("contour"),
    TEXT("kong"),
    TEXT("aws-load-balancer-controller"),
    TEXT("gce"),
    TEXT("istio"),
    TEXT("cilium"),
    TEXT("azure-application-gateway"),
    TEXT("skipper"),
    TEXT("apisix"),
};
_Static_assert(ARRAY_LEN(rows) == ARRAY_LEN(row_names), "every row is named");

const struct profile *profile_builtin(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_equal(rows[i].name, name))
            return &rows[i];
    }
    return NULL;
}

const struct str *profile_builtin_names(size_t *ret_n)
{
    *ret_n = ARRAY_LEN(row_names);
    return row_names;
}
