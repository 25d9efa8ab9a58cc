/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile: the table of built-in controllers, one row each.
 *
 * A row has the names of keys without prefixes; a profile has each name under each
 * prefix. A name with a slash is a whole key, under another prefix. To add a controller,
 * add a row; no code reads a controller's name.
 */
#include "core/policy/profile.h"

#include <assert.h>

#define TEXT(literal) STR_INIT(literal)
#define KEY(name)     .glob = TEXT(name)

/* A column of a row: its elements and their number. */
#define COLUMN(column, type, ...)                                                        \
    .column = (const type[]){__VA_ARGS__},                                               \
    .n_##column = ARRAY_LEN(((const type[]){__VA_ARGS__}))
#define PREFIXES(...)       COLUMN(prefixes, struct str, __VA_ARGS__)
#define LIST_KEYS(...)      COLUMN(list_keys, struct str, __VA_ARGS__)
#define HOST_KEYS(...)      COLUMN(host_keys, struct profile_key, __VA_ARGS__)
#define UNDONE_BY(...)      COLUMN(undone_by, struct profile_key, __VA_ARGS__)
#define EXCEPTIONS(...)     COLUMN(exceptions, struct profile_key, __VA_ARGS__)
#define OTHER_PREFIXES(...) COLUMN(other_prefixes, struct str, __VA_ARGS__)
#define FOREIGN_KEYS(...)   COLUMN(foreign_keys, struct profile_key, __VA_ARGS__)
#define OVERRIDING(...)     COLUMN(overriding, struct profile_key, __VA_ARGS__)
#define TLS_KEYS(...)       COLUMN(tls_keys, struct profile_key, __VA_ARGS__)
#define CANARY_KEYS(...)    COLUMN(canary_keys, struct profile_key, __VA_ARGS__)
#define ENTRY_POINTS(...)   COLUMN(entry_points, struct profile_key, __VA_ARGS__)

/* An exception for values of several lines. */
#define LINES(name)                                                                      \
    {                                                                                    \
        KEY(name), .may_hold = TEXT("\n")                                                \
    }

/* The bytes that end or open something in a configuration file of nginx. */
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

static bool is_all(struct str value)
{
    return str_equal(value, STR("all"));
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
    return str_trim_white(value).len > 0;
}

const struct profile profile_none = {.separator = ','};

/*
 * Each fact has its source: the release of the controller, and the file.
 * The reference key under a prefix other than the first undoes without being listed.
 */
static const struct profile rows[] = {
    {
        .name = TEXT("ingress-nginx"),
        /* v1.15.1, docs/user-guide/nginx-configuration/annotations.md */
        PREFIXES(TEXT("nginx.ingress.kubernetes.io/")),
        .paths = PATH_NGINX,
        /* v1.15.1, internal/ingress/controller/store/store.go: either carrier */
        .class_reading = CLASS_READ_ANYWHERE,
        /* v1.15.1, internal/ingress/annotations/{alias,redirect}/main.go */
        HOST_KEYS({KEY("server-alias"), .grammar = HOST_LIST},
                  {KEY("from-to-www-redirect"), .grammar = HOST_WWW_TWIN}),
        /* v1.15.1, internal/ingress/annotations/ipallowlist/main.go.  Every release reads
         * the older spelling, so it is the first. */
        LIST_KEYS(TEXT("whitelist-source-range"), TEXT("allowlist-source-range")),
        .bare_addresses = true,
        /* v1.15.1, internal/ingress/annotations/{satisfy,sslpassthrough,snippet,
         * customhttperrors}/main.go.  nginx answers 413, 429 and 503 before it checks the
         * list, and an error location forwards such requests to a back end of the user's
         * choice, so every error counts as undoing. */
        UNDONE_BY({KEY("satisfy"), .harmless = is_all},
                  {KEY("ssl-passthrough"), .harmless = profile_value_is_off},
                  {KEY("*-snippet")}, {KEY("custom-http-errors")}),
        .unsafe = TEXT(NGINX_UNSAFE),
        EXCEPTIONS({KEY("auth-tls-match-cn"), .may_hold = TEXT("\\")},
                   {KEY("upstream-hash-by"), .may_hold_variable = true}),
        /* v1.15.1, internal/ingress/controller/controller.go getBackendServers: without
         * another object for the host, the paths are added to the default server;
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
        /* v5.5.4, internal/configs/annotations.go */
        PREFIXES(TEXT("nginx.org/"), TEXT("nginx.com/")),
        .paths = PATH_NGINX,
        /* v5.5.4, internal/k8s/controller.go: either carrier */
        .class_reading = CLASS_READ_ANYWHERE,
        /* v5.5.4, internal/configs/ingress.go getIngressPolicyRefs: both prefixes are
         * read, and internal/configs/policy.go appends the allow lists of all items.
         * internal/k8s/policies/policy_refs.go: a name alone is looked up in the
         * namespace of the Ingress. */
        .reference_key = TEXT("policies"),
        .reference_noun = TEXT("Policy objects"),
        .reference_position = REFERENCE_ONLY,
        .reference_form = REFERENCE_SLASH,
        /* v5.5.4, internal/k8s/validation.go, internal/configs/annotations.go */
        UNDONE_BY({KEY("server-snippets")}, {KEY("location-snippets")},
                  {KEY("custom-http-errors")}),
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
        /* v0.17.0-alpha.2, pkg/controller/config/options.go: the first one wins */
        PREFIXES(TEXT("haproxy-ingress.github.io/"), TEXT("ingress.kubernetes.io/")),
        .paths = PATH_HAPROXY,
        /* v0.17.0-alpha.2, pkg/controller/services/cache.go: either carrier */
        .class_reading = CLASS_READ_ANYWHERE,
        /* v0.17.0-alpha.2, pkg/converters/ingress/annotations/{updater,host}.go */
        HOST_KEYS({KEY("server-alias"), .grammar = HOST_LIST},
                  {KEY("redirect-from"), .grammar = HOST_LIST},
                  {KEY("server-alias-regex"), .grammar = HOST_UNJUDGEABLE},
                  {KEY("redirect-from-regex"), .grammar = HOST_UNJUDGEABLE}),
        /* v0.17.0-alpha.2, pkg/converters/ingress/annotations/backend.go, and
         * updater.go splitDualCIDR: one byte is cut off an exclusion, and what does not
         * parse then is dropped */
        LIST_KEYS(TEXT("allowlist-source-range"), TEXT("whitelist-source-range")),
        .bare_addresses = true,
        .exclusions = true,
        /* v0.17.0-alpha.2, pkg/converters/ingress/ingress.go addBackend: where both have
         * a key, the Service's value is used */
        OVERRIDING({KEY("allowlist-source-range")}, {KEY("whitelist-source-range")},
                   {KEY("allowlist-source-header")}, {KEY("config-*")}),
        /* v0.17.0-alpha.2, pkg/converters/ingress/annotations/{backend,frontend}.go: with
         * the PROXY protocol the front end trusts the address that a client sends. */
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
        /* v3.2.11, pkg/annotations/validators/validations.go.  Before v3.2.0,
         * pkg/store/convert.go CopyAnnotations cut off whatever was before the slash. */
        PREFIXES(TEXT("haproxy.org/"), TEXT("haproxy.com/"),
                 TEXT("ingress.kubernetes.io/")),
        .any_prefix = true,
        .paths = PATH_HAPROXY,
        /* v3.2.11, documentation/ingressclass.md.  Before v3.2.0 an annotation
         * ingress.class won over the field, behind any prefix. */
        .class_reading = CLASS_READ_FIELD,
        /* v3.2.11, pkg/annotations/ingress/accessControl.go: the second one is read where
         * the first is empty; a value that begins with patterns/ is a file */
        LIST_KEYS(TEXT("allow-list"), TEXT("whitelist")),
        .bare_addresses = true,
        .pattern_files = true,
        /* v3.2.11, pkg/annotations/annotations.go, pkg/ingress/ingress.go handlePath:
         * route-acl becomes a condition of the front end, and can take requests for other
         * names */
        OVERRIDING({KEY("allow-list")}, {KEY("whitelist")}, {KEY("*-config-snippet")},
                   {KEY("route-acl"), .every_ingress = true}),
        .reference_position = REFERENCE_ONLY,
        .reference_form = REFERENCE_PATTERN_FILE,
        /* v3.2.11, pkg/ingress/ingress.go addRules, pkg/route/route.go.
         * pkg/controller/controller.go processSSLPassthroughInConfigFile walks every
         * Ingress of the cluster: one of them removes the lists of all others from the
         * HTTPS front end. */
        UNDONE_BY({KEY("src-ip-header")}, {KEY("*-config-snippet")}, {KEY("route-acl")},
                  {KEY("ssl-passthrough"), .harmless = profile_value_is_off,
                   .every_ingress = true}),
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
        /* v3.7.9, pkg/provider/kubernetes/ingress/annotations.go: keys in any case */
        PREFIXES(TEXT("traefik.ingress.kubernetes.io/")),
        .paths = PATH_TRAEFIK,
        .values = VALUES_PARSED,
        .any_case = true,
        /* v3.7.9, pkg/provider/kubernetes/ingress/kubernetes.go: either carrier */
        .class_reading = CLASS_READ_ANYWHERE,
        /* v3.7.9, pkg/provider/kubernetes/ingress/kubernetes.go loadRouter.  Before
         * v2.11.47, v3.6.18 and v3.7.2 the matcher was pasted into the rule unchecked. */
        HOST_KEYS({KEY("router.tls.domains.*.main"), .grammar = HOST_ONE_LINES},
                  {KEY("router.tls.domains.*.sans"), .grammar = HOST_LIST_LINES},
                  {KEY("router.pathmatcher"), .grammar = HOST_PATH_MATCHER}),
        /* v3.7.9, pkg/server/middleware/middlewares.go: middlewares are nested in the
         * listed order, so an earlier one can answer clients that the next one refuses */
        .reference_key = TEXT("router.middlewares"),
        .reference_noun = TEXT("Middleware objects"),
        .reference_position = REFERENCE_FIRST,
        .reference_form = REFERENCE_AT,
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
        /* 31c4bb3, internal/annotation/annotations.go, internal/ingressclass */
        PREFIXES(TEXT("projectcontour.io/")),
        .values = VALUES_PARSED,
        .class_reading = CLASS_READ_ANYWHERE,
    },
    {
        .name = TEXT("kong"),
        /* v3.5.0, internal/annotations/annotations.go */
        PREFIXES(TEXT("konghq.com/")),
        .values = VALUES_PARSED,
        /* v3.5.0, internal/controllers/utils/ingress_predicates.go: either carrier */
        .class_reading = CLASS_READ_ANYWHERE,
        /* v3.5.0, internal/annotations/annotations.go */
        HOST_KEYS({KEY("host-aliases"), .grammar = HOST_LIST_LINES},
                  {KEY("snis"), .grammar = HOST_LIST_LINES}),
        /* v3.5.0, internal/dataplane/kongstate/plugin.go
         * getKongPluginOrKongClusterPlugin: a bare name means first a plugin of the
         * namespace */
        .reference_key = TEXT("plugins"),
        .reference_noun = TEXT("KongPlugin objects"),
        .reference_position = REFERENCE_ANY,
        .reference_form = REFERENCE_COLON,
        /* v3.5.0, internal/dataplane/kongstate/plugin.go */
        FOREIGN_KEYS({KEY("plugins"), .form = FOREIGN_COLON_ITEMS}),
        /* v3.5.0, internal/dataplane/kongstate/route.go */
        ENTRY_POINTS({KEY("protocols")}),
    },
    {
        .name = TEXT("aws-load-balancer-controller"),
        /* v3.5.0, pkg/annotations/constants.go */
        PREFIXES(TEXT("alb.ingress.kubernetes.io/")),
        .values = VALUES_PARSED,
        /* v3.5.0, pkg/ingress/group_loader.go classifyIngress: with an annotation that
         * names the class, its configuration is empty, even if the field is present */
        .class_reading = CLASS_READ_FIELD_ONLY,
        /* v3.5.0, pkg/ingress/enhanced_backend_builder.go, pkg/annotations/parser.go:
         * read by encoding/json */
        HOST_KEYS({KEY("conditions.*"), .grammar = HOST_CONDITION},
                  {KEY("actions.*"), .grammar = HOST_CONDITION},
                  {KEY("transforms.*"), .grammar = HOST_CONDITION}),
        /* v3.5.0, pkg/ingress/model_build_listener.go: a bare address is an error */
        LIST_KEYS(TEXT("inbound-cidrs")),
        /* v3.5.0, pkg/ingress/model_build_{listener,managed_sg}.go */
        UNDONE_BY({KEY("security-groups")}, {KEY("security-group-prefix-lists")}),
        /* v3.5.0, pkg/ingress/model_build_load_balancer.go, group_loader.go,
         * model_build_frontend_nlb.go */
        ENTRY_POINTS({KEY("scheme")}, {KEY("group.name")}, {KEY("security-groups")},
                     {KEY("subnets")}, {KEY("enable-frontend-nlb")},
                     {KEY("frontend-nlb-scheme")}),
    },
    {
        .name = TEXT("gce"),
        /* v1.41.0, pkg/annotations/ingress.go; pkg/utils/utils.go: the annotation only */
        PREFIXES(TEXT("networking.gke.io/")),
        OTHER_PREFIXES(TEXT("kubernetes.io/"), TEXT("ingress.gcp.kubernetes.io/")),
        .class_reading = CLASS_READ_ANNOTATION,
        .values = VALUES_PARSED,
        /* v1.41.0, pkg/annotations/ingress.go: whole keys */
        ENTRY_POINTS({KEY("kubernetes.io/ingress.global-static-ip-name")},
                     {KEY("kubernetes.io/ingress.regional-static-ip-name")}),
        /* v1.41.0, pkg/annotations/ingress.go, pkg/metrics/features.go: certificates that
         * are not Secrets */
        TLS_KEYS(
            {KEY("ingress.gcp.kubernetes.io/pre-shared-cert"), .applies = is_not_blank,
             .effect = TLS_IS_MET},
            {KEY("managed-certificates"), .applies = is_not_blank, .effect = TLS_IS_MET}),
    },
    {
        .name = TEXT("istio"),
        /* its manual; the source was not read */
        PREFIXES(TEXT("istio.io/")),
        .values = VALUES_PARSED,
        .class_reading = CLASS_READ_ANYWHERE,
    },
    {
        .name = TEXT("cilium"),
        /* Documentation/network/servicemesh/ingress.rst; the source was not read */
        PREFIXES(TEXT("ingress.cilium.io/")),
        .values = VALUES_PARSED,
        ENTRY_POINTS({KEY("loadbalancer-mode")}, {KEY("service-type")},
                     {KEY("host-listener-port")}),
        .class_reading = CLASS_READ_ANYWHERE,
    },
    {
        .name = TEXT("azure-application-gateway"),
        /* 1.8.0-rc1, pkg/annotations/ingress_annotations.go, pkg/k8scontext */
        PREFIXES(TEXT("appgw.ingress.kubernetes.io/")),
        .values = VALUES_PARSED,
        .class_reading = CLASS_READ_ANYWHERE,
        HOST_KEYS({KEY("hostname-extension"), .grammar = HOST_LIST_LINES}),
        /* 1.8.0-rc1, pkg/annotations/ingress_annotations.go */
        ENTRY_POINTS({KEY("use-private-ip")}, {KEY("override-frontend-port")}),
    },
    {
        .name = TEXT("skipper"),
        /* v0.27.65, docs/kubernetes/ingress-usage.md,
         * dataclients/kubernetes/clusterclient.go */
        PREFIXES(TEXT("zalando.org/")),
        .values = VALUES_PARSED,
        .class_reading = CLASS_READ_ANYWHERE,
        HOST_KEYS({KEY("skipper-routes"), .grammar = HOST_UNJUDGEABLE}),
    },
    {
        .name = TEXT("apisix"),
        /* 2.2.0, internal/adc/translator/annotations/types.go */
        PREFIXES(TEXT("k8s.apisix.apache.org/")),
        .values = VALUES_PARSED,
        .class_reading = CLASS_READ_ANYWHERE,
        /* 2.2.0, internal/adc/translator/annotations/plugins/ip_restriction.go */
        LIST_KEYS(TEXT("allowlist-source-range")),
        .bare_addresses = true,
        /* 2.2.0, internal/adc/translator/ingress.go buildRouteFromIngressPath: the named
         * plugins are added to those of the route; real-ip runs before the list */
        UNDONE_BY({KEY("plugin-config-name")}),
        /* 2.2.0, internal/adc/translator/annotations/servicenamespace */
        FOREIGN_KEYS({KEY("svc-namespace"), .form = FOREIGN_NAMESPACE}),
        /* 2.2.0, internal/adc/translator/ingress.go: the names of the certificate */
        .certificate_hosts = true,
    },
};

/* A row, and the prefixes for its names. */
struct product {
    struct arena *arena;
    const struct profile *row;
    const struct str *prefixes;
    size_t n_prefixes;
    bool any_prefix; /* true: names match after any prefix instead */
};

/* The number of spellings of a matched key.  A list key has one more if any prefix is
 * accepted. */
static size_t count_spellings(const struct product *product)
{
    return product->any_prefix ? 1 : product->n_prefixes;
}

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

/* Add the names, each under every prefix. */
static const struct str *spell_names(const struct product *product,
                                     const struct str *names, size_t n, size_t *ret_n)
{
    const size_t n_spellings = product->n_prefixes + product->any_prefix;
    struct str *all = ARENA_NEW(product->arena, struct str, n * n_spellings);

    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n_spellings; j++)
            all[(*ret_n)++] = spell(product, names[i], j);
    }
    return all;
}

static bool is_whole_key(struct str name)
{
    size_t slash;

    return str_find(name, '/', &slash);
}

/* A whole key is its only spelling.  room: elements behind them that the caller may
 * fill. */
static struct profile_key *spell_keys(const struct product *product,
                                      const struct profile_key *keys, size_t n,
                                      size_t room, size_t *ret_n)
{
    const size_t n_spellings = count_spellings(product);
    struct profile_key *all =
        ARENA_NEW(product->arena, struct profile_key, n * n_spellings + room);

    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n_spellings; j++) {
            struct profile_key *key = &all[*ret_n];

            if (keys[i].nth_prefix > 0 && product->n_prefixes > 1 &&
                keys[i].nth_prefix != j + 1)
                continue;
            *key = keys[i];
            (*ret_n)++;
            if (is_whole_key(keys[i].glob))
                break;
            key->by_name = product->any_prefix;
            if (!key->by_name)
                key->glob = spell(product, keys[i].glob, j);
        }
    }
    return all;
}

/* The reference is also read under the other prefixes. */
static const struct profile_key *spell_undoing(const struct product *product,
                                               size_t *ret_n)
{
    const struct profile *row = product->row;
    struct profile_key *all =
        spell_keys(product, row->undone_by, row->n_undone_by, product->n_prefixes, ret_n);

    for (size_t i = 1; i < product->n_prefixes && row->reference_key.len > 0; i++) {
        /* A policy may list the same prefix twice. */
        if (!str_equal(product->prefixes[i], product->prefixes[0]))
            all[(*ret_n)++] =
                (struct profile_key){.glob = spell(product, row->reference_key, i)};
    }
    return all;
}

static void multiply(const struct product *product, struct profile *ret)
{
    const struct profile *row = product->row;
    struct product prefixed = *product;

    prefixed.any_prefix = false;
    *ret = *row;
    ret->like = row->name;
    ret->separator = ',';
    ret->prefixes = product->prefixes;
    ret->n_prefixes = product->n_prefixes;
    ret->list_keys =
        spell_names(product, row->list_keys, row->n_list_keys, &ret->n_list_keys);
    ret->host_keys =
        spell_keys(product, row->host_keys, row->n_host_keys, 0, &ret->n_host_keys);
    ret->undone_by = spell_undoing(product, &ret->n_undone_by);
    ret->entry_points = spell_keys(product, row->entry_points, row->n_entry_points, 0,
                                   &ret->n_entry_points);
    ret->overriding =
        spell_keys(product, row->overriding, row->n_overriding, 0, &ret->n_overriding);
    ret->exceptions =
        spell_keys(product, row->exceptions, row->n_exceptions, 0, &ret->n_exceptions);
    ret->reference_key = spell_first(product, row->reference_key);
    ret->foreign_keys = spell_keys(product, row->foreign_keys, row->n_foreign_keys, 0,
                                   &ret->n_foreign_keys);
    ret->tls_keys =
        spell_keys(&prefixed, row->tls_keys, row->n_tls_keys, 0, &ret->n_tls_keys);
    ret->canary_keys =
        spell_keys(product, row->canary_keys, row->n_canary_keys, 0, &ret->n_canary_keys);
    profile_finish(ret);
}

const struct profile *profile_builtins(struct arena *arena, size_t *ret_n)
{
    struct profile *all = ARENA_NEW(arena, struct profile, ARRAY_LEN(rows));

    *ret_n = ARRAY_LEN(rows);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct profile *row = &rows[i];
        const struct product product = {arena, row, row->prefixes, row->n_prefixes,
                                        row->any_prefix};

        multiply(&product, &all[i]);
    }
    return all;
}

const struct profile *profile_under_prefixes(struct arena *arena,
                                             const struct profile *like, struct str name,
                                             const struct str *prefixes,
                                             size_t n_prefixes)
{
    const struct profile *row = profile_named(rows, ARRAY_LEN(rows), like->name);
    struct profile *profile = ARENA_NEW(arena, struct profile, 1);
    struct product product = {arena, row, prefixes, n_prefixes, like->any_prefix};

    assert(row != NULL);
    multiply(&product, profile);
    profile->name = name;
    return profile;
}
