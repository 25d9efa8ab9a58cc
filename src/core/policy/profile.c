/*
 * profile: the table of built-in controllers, one row each.
 *
 * A row has the names of keys without their prefixes; multiplied with the prefixes they
 * are a profile.  A name with a slash is a whole key, under a prefix of somebody else. To
 * add a controller, add a row; no code reads a controller's name.
 */
#include "core/policy/profile.h"

#include <assert.h>

#define TEXT(literal) STR_INIT(literal)
#define KEY(name)     .glob = TEXT(name)

/* A column of a row: its elements, and how many they are. */
#define COLUMN(column, type, ...)                                                        \
    .column = (const type[]){__VA_ARGS__},                                               \
    .n_##column = ARRAY_LEN(((const type[]){__VA_ARGS__}))
#define PREFIXES(...)     COLUMN(prefixes, struct str, __VA_ARGS__)
#define LIST_KEYS(...)    COLUMN(list_keys, struct str, __VA_ARGS__)
#define HOST_KEYS(...)    COLUMN(host_keys, struct profile_key, __VA_ARGS__)
#define UNDONE_BY(...)    COLUMN(undone_by, struct profile_key, __VA_ARGS__)
#define EXCEPTIONS(...)   COLUMN(exceptions, struct profile_key, __VA_ARGS__)
#define FOREIGN_KEYS(...) COLUMN(foreign_keys, struct profile_key, __VA_ARGS__)
#define TLS_KEYS(...)     COLUMN(tls_keys, struct profile_key, __VA_ARGS__)
#define CANARY_KEYS(...)  COLUMN(canary_keys, struct profile_key, __VA_ARGS__)
#define ENTRY_POINTS(...) COLUMN(entry_points, struct profile_key, __VA_ARGS__)

/* An exception for values of several lines. */
#define LINES(name)                                                                      \
    {                                                                                    \
        KEY(name), .may_hold = TEXT("\n")                                                \
    }

/* What ends or opens something in a configuration file of nginx. */
#define NGINX_UNSAFE "{};#\\`"

static bool is_among(struct str value, const struct str *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_equal(value, words[i]))
            return true;
    }
    return false;
}

bool profile_value_is_off(struct str value)
{
    static const struct str words[] = {TEXT("0"),     TEXT("f"),     TEXT("F"),
                                       TEXT("false"), TEXT("False"), TEXT("FALSE")};

    return is_among(value, words, ARRAY_LEN(words));
}

bool profile_value_is_on(struct str value)
{
    static const struct str words[] = {TEXT("1"),    TEXT("t"),    TEXT("T"),
                                       TEXT("true"), TEXT("True"), TEXT("TRUE")};

    return is_among(value, words, ARRAY_LEN(words));
}

static bool is_white(struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        const char c = value.ptr[i];

        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return false;
    }
    return true;
}

static bool is_all(struct str value)
{
    return str_equal(value, STR("all"));
}

static bool lacks_403(struct str value)
{
    return !str_contains(value, STR("403"));
}

static bool is_minion(struct str value)
{
    return str_equal(value, STR("minion"));
}

static bool is_true(struct str value)
{
    return str_equal(value, STR("true"));
}

static bool is_not_blank(struct str value)
{
    return !is_white(value);
}

static const struct profile rows[] = {
    {
        .name = TEXT("ingress-nginx"),
        PREFIXES(TEXT("nginx.ingress.kubernetes.io/")),
        .paths = PATH_NGINX,
        HOST_KEYS({KEY("server-alias"), .grammar = HOST_LIST},
                  {KEY("from-to-www-redirect"), .grammar = HOST_WWW_TWIN}),
        /* Every release reads the older spelling, so it is the first. */
        LIST_KEYS(TEXT("whitelist-source-range"), TEXT("allowlist-source-range")),
        .bare_addresses = true,
        /* With errors 403, those who are shut out would be sent to a back end of the
         * user's. */
        UNDONE_BY({KEY("satisfy"), .harmless = is_all},
                  {KEY("ssl-passthrough"), .harmless = profile_value_is_off},
                  {KEY("*-snippet")}, {KEY("custom-http-errors"), .harmless = lacks_403}),
        .unsafe = TEXT(NGINX_UNSAFE),
        EXCEPTIONS({KEY("auth-tls-match-cn"), .may_hold = TEXT("\\")},
                   {KEY("upstream-hash-by"), .may_hold_variable = true}),
        /* v1.15.1, internal/ingress/controller/controller.go getBackendServers: without
         * another object of the host the paths go to the server of every other name;
         * internal/ingress/annotations/parser/main.go: strconv.ParseBool */
        CANARY_KEYS({KEY("canary")}),
        /* v1.15.1, internal/ingress/annotations/{auth,authtls,proxyssl,authreq,
         * customheaders,fastcgi}/main.go: allow-cross-namespace-resources */
        FOREIGN_KEYS({KEY("auth-secret"), .form = FOREIGN_SLASH},
                     {KEY("auth-tls-secret"), .form = FOREIGN_SLASH},
                     {KEY("proxy-ssl-secret"), .form = FOREIGN_SLASH},
                     {KEY("auth-proxy-set-headers"), .form = FOREIGN_SLASH},
                     {KEY("custom-headers"), .form = FOREIGN_SLASH},
                     {KEY("fastcgi-params-configmap"), .form = FOREIGN_SLASH}),
        /* v1.15.1, internal/ingress/controller/controller.go createServers: the other
         * object has the certificate, or TLS ends behind the controller */
        TLS_KEYS({KEY("canary"), .applies = profile_value_is_on, .effect = TLS_IS_MET},
                 {KEY("ssl-passthrough"), .applies = profile_value_is_on,
                  .effect = TLS_NEEDS_NO_SECRET}),
    },
    {
        .name = TEXT("nginx-inc"),
        PREFIXES(TEXT("nginx.org/"), TEXT("nginx.com/")),
        .paths = PATH_NGINX,
        .reference_key = TEXT("policies"),
        .reference_noun = TEXT("Policy objects"),
        UNDONE_BY({KEY("server-snippets")}, {KEY("location-snippets")}),
        /* v5.5.4, internal/configs/annotations.go */
        ENTRY_POINTS({KEY("listen-ports")}, {KEY("listen-ports-ssl")}),
        /* v5.5.4, internal/k8s/policies/policy_refs.go, both prefixes */
        FOREIGN_KEYS({KEY("policies"), .form = FOREIGN_SLASH_ITEMS}),
        /* v5.5.4, internal/k8s/validation.go: a minion may have no tls entry, its master
         * has it */
        TLS_KEYS({KEY("mergeable-ingress-type"), .nth_prefix = 1, .applies = is_minion,
                  .effect = TLS_IS_MET}),
        .unsafe = TEXT(NGINX_UNSAFE),
        /* v5.5.4, internal/k8s/validation.go, internal/configs/annotations.go */
        EXCEPTIONS({KEY("limit-req-key"), .may_hold_variable = true},
                   {KEY("rewrites"), .nth_prefix = 1, .may_hold = TEXT(";")},
                   {KEY("sticky-cookie-services"), .may_hold = TEXT(";")},
                   {KEY("proxy-redirect-from"), .nth_prefix = 1, .may_hold = TEXT("\\")},
                   {KEY("proxy-redirect-to"), .nth_prefix = 1, .may_hold = TEXT("\\")}),
    },
    {
        .name = TEXT("haproxy-ingress"),
        PREFIXES(TEXT("haproxy-ingress.github.io/"), TEXT("ingress.kubernetes.io/")),
        .paths = PATH_HAPROXY,
        HOST_KEYS({KEY("server-alias"), .grammar = HOST_LIST},
                  {KEY("redirect-from"), .grammar = HOST_LIST},
                  {KEY("server-alias-regex"), .grammar = HOST_UNJUDGEABLE},
                  {KEY("redirect-from-regex"), .grammar = HOST_UNJUDGEABLE}),
        LIST_KEYS(TEXT("allowlist-source-range"), TEXT("whitelist-source-range")),
        .bare_addresses = true,
        .exclusions = true,
        /* v0.17.0-alpha.2, pkg/converters/ingress/annotations/{backend,frontend}.go: with
         * the PROXY protocol the front end believes a stranger's word for his address. */
        UNDONE_BY({KEY("allowlist-source-header")}, {KEY("config-*")},
                  {KEY("tcp-service-proxy-protocol"), .harmless = profile_value_is_off},
                  {KEY("use-proxy-protocol"), .harmless = profile_value_is_off}),
        /* v0.17.0-alpha.2, pkg/converters/ingress/annotations/frontend.go,
         * pkg/converters/types/annotations.go */
        ENTRY_POINTS({KEY("http-frontend")}, {KEY("tcp-service-port")},
                     {KEY("tcp-service-proxy-protocol")}, {KEY("use-proxy-protocol")},
                     {KEY("bind-*")}),
        /* v0.17.0-alpha.2, pkg/converters/ingress/annotations/{backend,host,mapper}.go:
         * also file:// and svc:// */
        FOREIGN_KEYS({KEY("auth-secret"), .form = FOREIGN_SLASH_OR_URL},
                     {KEY("auth-tls-secret"), .form = FOREIGN_SLASH_OR_URL},
                     {KEY("secure-crt-secret"), .form = FOREIGN_SLASH_OR_URL},
                     {KEY("secure-verify-ca-secret"), .form = FOREIGN_SLASH_OR_URL}),
        /* v0.17.0-alpha.2, pkg/converters/ingress/ingress.go */
        TLS_KEYS({KEY("ssl-passthrough"), .applies = profile_value_is_on,
                  .effect = TLS_NEEDS_NO_SECRET}),
        /* v0.17.0-alpha.2, docs/content/en/docs/configuration/keys.md */
        EXCEPTIONS(LINES("headers"), LINES("config-*"), LINES("request-set-headers"),
                   LINES("request-add-headers"), LINES("response-set-headers"),
                   LINES("response-add-headers"), LINES("http-header-match"),
                   LINES("http-header-match-regex"), LINES("http-response-*"),
                   LINES("peers-table")),
    },
    {
        .name = TEXT("haproxytech"),
        PREFIXES(TEXT("haproxy.org/"), TEXT("haproxy.com/"),
                 TEXT("ingress.kubernetes.io/")),
        .paths = PATH_HAPROXY,
        .reads_unprefixed = true,
        LIST_KEYS(TEXT("allow-list"), TEXT("whitelist")),
        .bare_addresses = true,
        UNDONE_BY({KEY("src-ip-header")}, {KEY("*-config-snippet")}, {KEY("route-acl")}),
        /* v3.2.11, pkg/annotations/annotations.go, pkg/annotations/ingress/basicAuth.go
         */
        FOREIGN_KEYS({KEY("auth-secret"), .form = FOREIGN_SLASH},
                     {KEY("server-crt"), .form = FOREIGN_SLASH},
                     {KEY("server-ca"), .form = FOREIGN_SLASH}),
        /* v3.2.11, pkg/ingress/ingress.go; it also knows `on` and `enabled` */
        TLS_KEYS({KEY("ssl-passthrough"), .applies = profile_value_is_on,
                  .effect = TLS_NEEDS_NO_SECRET}),
        /* v3.2.11, pkg/annotations/ingress/{reqSetHdr,reqPathRewrite,reqCapture}.go,
         * pkg/annotations/cfgSnippet.go */
        EXCEPTIONS(LINES("request-set-header"), LINES("response-set-header"),
                   LINES("path-rewrite"), LINES("request-capture"),
                   LINES("*-config-snippet")),
    },
    {
        .name = TEXT("traefik"),
        PREFIXES(TEXT("traefik.ingress.kubernetes.io/")),
        .paths = PATH_TRAEFIK,
        .values = VALUES_PARSED,
        .any_case = true,
        HOST_KEYS({KEY("router.tls.domains.*.main"), .grammar = HOST_ONE},
                  {KEY("router.tls.domains.*.sans"), .grammar = HOST_LIST}),
        .reference_key = TEXT("router.middlewares"),
        .reference_noun = TEXT("Middleware objects"),
        /* v3.7.9, its manual: NAMESPACE-NAME@kubernetescrd */
        FOREIGN_KEYS({KEY("router.middlewares"), .form = FOREIGN_MIDDLEWARES}),
        /* v3.7.9, pkg/provider/kubernetes/ingress/kubernetes.go */
        ENTRY_POINTS({KEY("router.entrypoints")}),
        /* v3.7.9, pkg/provider/kubernetes/ingress/annotations.go: the key switches TLS
         * on, tls entries only load certificates */
        TLS_KEYS({KEY("router.tls"), .applies = is_true, .effect = TLS_IS_MET}),
        .plain_http_is_elsewhere = true,
    },
    {
        .name = TEXT("contour"),
        PREFIXES(TEXT("projectcontour.io/")),
        .values = VALUES_PARSED,
    },
    {
        .name = TEXT("kong"),
        PREFIXES(TEXT("konghq.com/")),
        .values = VALUES_PARSED,
        HOST_KEYS({KEY("host-aliases"), .grammar = HOST_LIST},
                  {KEY("snis"), .grammar = HOST_LIST}),
        .reference_key = TEXT("plugins"),
        .reference_noun = TEXT("KongPlugin objects"),
        /* v3.5.0, internal/dataplane/kongstate/plugin.go */
        FOREIGN_KEYS({KEY("plugins"), .form = FOREIGN_COLON_ITEMS}),
        /* v3.5.0, internal/dataplane/kongstate/route.go */
        ENTRY_POINTS({KEY("protocols")}),
    },
    {
        .name = TEXT("aws-load-balancer-controller"),
        PREFIXES(TEXT("alb.ingress.kubernetes.io/")),
        .values = VALUES_PARSED,
        HOST_KEYS({KEY("conditions.*"), .grammar = HOST_CONDITION}),
        LIST_KEYS(TEXT("inbound-cidrs")),
        UNDONE_BY({KEY("security-groups")}, {KEY("security-group-prefix-lists")}),
        /* v3.5.0, pkg/ingress/model_build_load_balancer.go, group_loader.go,
         * model_build_frontend_nlb.go */
        ENTRY_POINTS({KEY("scheme")}, {KEY("group.name")}, {KEY("security-groups")},
                     {KEY("subnets")}, {KEY("enable-frontend-nlb")},
                     {KEY("frontend-nlb-scheme")}),
    },
    {
        .name = TEXT("gce"),
        PREFIXES(TEXT("networking.gke.io/")),
        .values = VALUES_PARSED,
        /* v1.41.0, pkg/annotations/ingress.go: whole keys */
        ENTRY_POINTS({KEY("kubernetes.io/ingress.global-static-ip-name")},
                     {KEY("kubernetes.io/ingress.regional-static-ip-name")}),
        /* v1.41.0, pkg/annotations/ingress.go, pkg/metrics/features.go: certificates
         * that are no Secrets */
        TLS_KEYS(
            {KEY("ingress.gcp.kubernetes.io/pre-shared-cert"), .applies = is_not_blank,
             .effect = TLS_IS_MET},
            {KEY("managed-certificates"), .applies = is_not_blank, .effect = TLS_IS_MET}),
    },
    {
        .name = TEXT("istio"),
        PREFIXES(TEXT("istio.io/")),
        .values = VALUES_PARSED,
    },
    {
        .name = TEXT("cilium"),
        PREFIXES(TEXT("ingress.cilium.io/")),
        .values = VALUES_PARSED,
        /* Documentation/network/servicemesh/ingress.rst; the source was not read */
        ENTRY_POINTS({KEY("loadbalancer-mode")}, {KEY("service-type")},
                     {KEY("host-listener-port")}),
    },
    {
        .name = TEXT("azure-application-gateway"),
        PREFIXES(TEXT("appgw.ingress.kubernetes.io/")),
        .values = VALUES_PARSED,
        HOST_KEYS({KEY("hostname-extension"), .grammar = HOST_LIST}),
        /* 1.8.0-rc1, pkg/annotations/ingress_annotations.go */
        ENTRY_POINTS({KEY("use-private-ip")}, {KEY("override-frontend-port")}),
    },
    {
        .name = TEXT("skipper"),
        PREFIXES(TEXT("zalando.org/")),
        .values = VALUES_PARSED,
        HOST_KEYS({KEY("skipper-routes"), .grammar = HOST_UNJUDGEABLE}),
    },
    {
        .name = TEXT("apisix"),
        PREFIXES(TEXT("k8s.apisix.apache.org/")),
        .values = VALUES_PARSED,
        LIST_KEYS(TEXT("allowlist-source-range")),
        .bare_addresses = true,
        /* 2.2.0, internal/adc/translator/annotations/servicenamespace */
        FOREIGN_KEYS({KEY("svc-namespace"), .form = FOREIGN_NAMESPACE}),
    },
};

/* A row and the prefixes that its names get. */
struct product {
    struct arena *arena;
    const struct profile *row;
    const struct str *prefixes;
    size_t n_prefixes;
    size_t n_spellings; /* of a name: under each prefix, and perhaps without one */
};

/* Spelling i of a name; the last one may be the name itself. */
static struct str spell(const struct product *product, struct str name, size_t i)
{
    if (i == product->n_prefixes)
        return name;
    return arena_format(product->arena, "%.*s%.*s", STR_ARGS(product->prefixes[i]),
                        STR_ARGS(name));
}

static struct str spell_first(const struct product *product, struct str name)
{
    return name.len == 0 ? name : spell(product, name, 0);
}

/* Name by name, each under every prefix. */
static const struct str *spell_names(const struct product *product,
                                     const struct str *names, size_t n, size_t *ret_n)
{
    struct str *all = ARENA_NEW(product->arena, struct str, n * product->n_spellings);

    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < product->n_spellings; j++)
            all[(*ret_n)++] = spell(product, names[i], j);
    }
    return all;
}

static bool is_whole_key(struct str name)
{
    size_t slash;

    return str_find(name, '/', &slash);
}

/* A whole key is its only spelling. */
static const struct profile_key *spell_keys(const struct product *product,
                                            const struct profile_key *keys, size_t n,
                                            size_t *ret_n)
{
    struct profile_key *all =
        ARENA_NEW(product->arena, struct profile_key, n * product->n_spellings);

    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < product->n_spellings; j++) {
            struct profile_key *key = &all[*ret_n];

            if (keys[i].nth_prefix > 0 && product->n_prefixes > 1 &&
                keys[i].nth_prefix != j + 1)
                continue;
            *key = keys[i];
            (*ret_n)++;
            if (is_whole_key(keys[i].glob))
                break;
            key->glob = spell(product, keys[i].glob, j);
            key->unprefixed = j == product->n_prefixes;
        }
    }
    return all;
}

static void multiply(const struct product *product, struct profile *ret)
{
    const struct profile *row = product->row;
    struct product prefixed = *product;

    prefixed.n_spellings = prefixed.n_prefixes;
    *ret = *row;
    ret->is_built_in = true;
    ret->separator = ',';
    ret->prefixes = product->prefixes;
    ret->n_prefixes = product->n_prefixes;
    ret->list_keys =
        spell_names(product, row->list_keys, row->n_list_keys, &ret->n_list_keys);
    ret->host_keys =
        spell_keys(product, row->host_keys, row->n_host_keys, &ret->n_host_keys);
    ret->undone_by =
        spell_keys(product, row->undone_by, row->n_undone_by, &ret->n_undone_by);
    ret->entry_points =
        spell_keys(product, row->entry_points, row->n_entry_points, &ret->n_entry_points);
    ret->exceptions =
        spell_keys(product, row->exceptions, row->n_exceptions, &ret->n_exceptions);
    ret->reference_key = spell_first(product, row->reference_key);
    ret->foreign_keys =
        spell_keys(product, row->foreign_keys, row->n_foreign_keys, &ret->n_foreign_keys);
    ret->tls_keys =
        spell_keys(&prefixed, row->tls_keys, row->n_tls_keys, &ret->n_tls_keys);
    ret->canary_keys =
        spell_keys(product, row->canary_keys, row->n_canary_keys, &ret->n_canary_keys);
}

const struct profile *profile_builtins(struct arena *arena, size_t *ret_n)
{
    struct profile *all = ARENA_NEW(arena, struct profile, ARRAY_LEN(rows));

    *ret_n = ARRAY_LEN(rows);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct profile *row = &rows[i];
        const struct product product = {arena, row, row->prefixes, row->n_prefixes,
                                        row->n_prefixes + row->reads_unprefixed};

        multiply(&product, &all[i]);
    }
    return all;
}

const struct profile *profile_under_prefix(struct arena *arena,
                                           const struct profile *like, struct str name,
                                           struct str prefix)
{
    const struct profile *row = profile_named(rows, ARRAY_LEN(rows), like->name);
    struct profile *profile = ARENA_NEW(arena, struct profile, 1);
    struct str *prefixes = ARENA_NEW(arena, struct str, 1);
    struct product product = {arena, row, prefixes, 1, 1};

    assert(row != NULL);
    prefixes[0] = prefix;
    product.n_spellings += row->reads_unprefixed;
    multiply(&product, profile);
    profile->name = name;
    return profile;
}
