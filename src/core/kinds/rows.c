/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rows: the tables of built-in kinds.
 *
 * Source of the facts: networking.k8s.io/v1; Gateway API 1.6; the CRDs of Traefik 3,
 * Contour 1.3x, Istio 1.2x, OpenShift 4, Kong 3, ExternalDNS 0.22 and cert-manager 1.x.
 */
#include <assert.h>

#include "core/kinds/gateways.h"
#include "core/kinds/kind.h"

/* Paths as policies write them; text NULL ends the list. */
struct host_text {
    const char *path;
    enum text_grammar as;
    bool absent_all;
    const char *unless;
};
struct reference_text {
    const char *path;
    enum row_reference_form form;
};

#define MAX_HOSTS      8
#define MAX_TEXTS      4
#define MAX_REFERENCES 4

struct row {
    struct kind kind; /* everything except its paths */
    const char *class_field;
    struct host_text hosts[MAX_HOSTS];
    const char *class_paths[MAX_TEXTS];
    struct str class_keys[MAX_TEXTS];
    const char *parents;
    struct str mesh[MAX_TEXTS];
    struct reference_text references[MAX_REFERENCES];
    const char *forbidden; /* a path at which the next text breaks field-permitted */
    struct str forbidden_text;
};

static const struct nouns ingress_nouns = {
    .class_absent = "no ingress class set; set spec.ingressClassName",
    .catch_all =
        {
            "a rule without host serves every name; set its host",
            "a default backend serves every name; write rules with hosts instead",
        },
    .tls_absent = " is not listed in any tls entry; add one with this host, or repeat "
                  "the tls entry of the Ingress that shares this host",
};
static const struct nouns route_nouns = {
    .catch_all =
        {
            "a route without hostnames serves every name of its Gateway; set "
            "spec.hostnames",
        },
};
static const struct nouns gateway_nouns = {
    .class_absent = "no class set; set spec.gatewayClassName",
    .catch_all = {"a listener without hostname serves every name; set its hostname"},
};
static const struct nouns listener_set_nouns = {
    .class_absent = "no parent set; set spec.parentRef",
    .catch_all = {"a listener without hostname serves every name; set its hostname"},
};
static const struct nouns row_nouns = {
    .class_absent = "no ingress class set; set ",
    .catch_all = {"an object without host names serves every name; set them"},
};

#define INGRESS_PARTS                                                                    \
    (KIND_CLASS | KIND_HOSTS | KIND_TLS | KIND_PATHS | KIND_SOURCE_RANGES |              \
     KIND_CONTROLLER)
#define LISTENER_PARTS (KIND_CLASS | KIND_HOSTS | KIND_LISTENERS)
#define ROUTE_PARTS    (KIND_CLASS | KIND_HOSTS | KIND_SOURCE_RANGES)

/* The rows of routes with hostnames and without. */
#define HOST_ROUTE(name_, plural_, ranges_)                                              \
    {                                                                                    \
        .kind = {.kind = STR_INIT(name_),                                                \
                 .group = STR_INIT(GATEWAY_GROUP),                                       \
                 .plural = STR_INIT(plural_),                                            \
                 .reader = KIND_READS_ROUTE,                                             \
                 .parts = ROUTE_PARTS,                                                   \
                 .nouns = &route_nouns,                                                  \
                 .wildcards = WILDCARDS_ANY_DEPTH,                                       \
                 .dns = KIND_DNS_ROUTE,                                                  \
                 .ranges = (ranges_),                                                    \
                 .class_from = CLASS_FROM_PARENTS},                                      \
        .hosts = {{"spec.hostnames[]", TEXT_PLAIN, true, NULL}},                         \
    }
#define NAMELESS_ROUTE(name_, plural_)                                                   \
    {                                                                                    \
        .kind = {.kind = STR_INIT(name_),                                                \
                 .group = STR_INIT(GATEWAY_GROUP),                                       \
                 .plural = STR_INIT(plural_),                                            \
                 .reader = KIND_READS_ROUTE,                                             \
                 .parts = ROUTE_PARTS | KIND_NAMELESS,                                   \
                 .nouns = &route_nouns,                                                  \
                 .wildcards = WILDCARDS_ANY_DEPTH,                                       \
                 .dns = KIND_DNS_TTL,                                                    \
                 .ranges = KIND_RANGES_NONE,                                             \
                 .class_from = CLASS_FROM_PARENTS},                                      \
    }

/* Rows of custom resources with a class from fields and annotations, or without one. */
#define ROW_KIND(name_, group_, plural_, ...)                                            \
    .kind = {.kind = STR_INIT(name_),                                                    \
             .group = STR_INIT(group_),                                                  \
             .plural = STR_INIT(plural_),                                                \
             .reader = KIND_READS_ROW,                                                   \
             .nouns = &row_nouns,                                                        \
             __VA_ARGS__}
#define CLASSED(...)                                                                     \
    .parts = KIND_CLASS | KIND_HOSTS | KIND_SOURCE_RANGES, .class_from = CLASS_FROM_ROW, \
    .dns = KIND_DNS_ALL, .ranges = KIND_RANGES_NONE, __VA_ARGS__

static const struct row rows[] = {
    {.kind = {.kind = STR_INIT("Ingress"),
              .group = STR_INIT("networking.k8s.io"),
              .plural = STR_INIT("ingresses"),
              .version = STR_INIT("v1"),
              .old_groups = STR_INIT("extensions,"),
              .needs_status = true,
              .reader = KIND_READS_INGRESS,
              .parts = INGRESS_PARTS,
              .nouns = &ingress_nouns,
              .wildcards = WILDCARDS_ONE_LABEL,
              .dns = KIND_DNS_INGRESS,
              .ranges = KIND_RANGES_PROFILE,
              .class_from = CLASS_FROM_CARRIERS},
     .class_field = "spec.ingressClassName"},
    {.kind = {.kind = STR_INIT("Service"),
              .plural = STR_INIT("services"),
              .needs_status = true,
              .reader = KIND_READS_SERVICE,
              .parts = KIND_CLASS | KIND_SOURCE_RANGES | KIND_SERVICE,
              .nouns = &row_nouns,
              .wildcards = WILDCARDS_ONE_LABEL,
              .dns = KIND_DNS_PUBLISHES,
              .ranges = KIND_RANGES_SERVICE,
              .class_from = CLASS_FROM_SERVICE}},
    {.kind = {.kind = STR_INIT("Gateway"),
              .group = STR_INIT(GATEWAY_GROUP),
              .plural = STR_INIT("gateways"),
              .reader = KIND_READS_LISTENERS,
              .parts = LISTENER_PARTS | KIND_INFRASTRUCTURE,
              .nouns = &gateway_nouns,
              .wildcards = WILDCARDS_ANY_DEPTH,
              .dns = KIND_DNS_GATEWAY,
              .ranges = KIND_RANGES_LEFT,
              .class_from = CLASS_FROM_GATEWAY,
              .is_listed = true},
     .class_field = "spec.gatewayClassName",
     .class_paths = {"spec.gatewayClassName"}},
    {.kind = {.kind = STR_INIT("ListenerSet"),
              .group = STR_INIT(GATEWAY_GROUP),
              .plural = STR_INIT("listenersets"),
              .reader = KIND_READS_LISTENERS,
              .parts = LISTENER_PARTS,
              .nouns = &listener_set_nouns,
              .wildcards = WILDCARDS_ANY_DEPTH,
              .dns = KIND_DNS_OFF,
              .ranges = KIND_RANGES_LEFT,
              .class_from = CLASS_FROM_GATEWAY},
     .class_field = "spec.parentRef"},
    HOST_ROUTE("HTTPRoute", "httproutes", KIND_RANGES_FILTERS),
    HOST_ROUTE("GRPCRoute", "grpcroutes", KIND_RANGES_FILTERS),
    HOST_ROUTE("TLSRoute", "tlsroutes", KIND_RANGES_NONE),
    NAMELESS_ROUTE("TCPRoute", "tcproutes"),
    NAMELESS_ROUTE("UDPRoute", "udproutes"),

    /* Custom resources, in the order of the manual. */
    {ROW_KIND("IngressRoute", "traefik.io", "ingressroutes", CLASSED()),
     .class_field = "spec.ingressClassName",
     .hosts = {{"spec.routes[].match", TEXT_TRAEFIK, true, "spec.parentRefs"},
               {"spec.tls.domains[].main", TEXT_NAME, false, NULL},
               {"spec.tls.domains[].sans[]", TEXT_NAME, false, NULL}},
     .class_paths = {"spec.ingressClassName"},
     .class_keys = {STR_INIT("kubernetes.io/ingress.class")},
     .references = {{"spec.routes[].middlewares[].namespace", ROW_REFERENCE_NAMESPACE},
                    {"spec.routes[].services[].namespace", ROW_REFERENCE_NAMESPACE}}},
    {ROW_KIND("IngressRouteTCP", "traefik.io", "ingressroutetcps", CLASSED()),
     .class_field = "spec.ingressClassName",
     .hosts = {{"spec.routes[].match", TEXT_TRAEFIK, true, NULL},
               {"spec.tls.domains[].main", TEXT_NAME, false, NULL},
               {"spec.tls.domains[].sans[]", TEXT_NAME, false, NULL}},
     .class_paths = {"spec.ingressClassName"},
     .class_keys = {STR_INIT("kubernetes.io/ingress.class")},
     .references = {{"spec.routes[].middlewares[].namespace", ROW_REFERENCE_NAMESPACE},
                    {"spec.routes[].services[].namespace", ROW_REFERENCE_NAMESPACE}}},
    {ROW_KIND("HTTPProxy", "projectcontour.io", "httpproxies", CLASSED()),
     .class_field = "spec.ingressClassName",
     .hosts = {{"spec.virtualhost.fqdn", TEXT_NAME, false, NULL}},
     .class_paths = {"spec.ingressClassName"},
     .class_keys = {STR_INIT("projectcontour.io/ingress.class"),
                    STR_INIT("kubernetes.io/ingress.class")}},
    {ROW_KIND("VirtualService", "networking.istio.io", "virtualservices",
              .parts = KIND_CLASS | KIND_HOSTS | KIND_SOURCE_RANGES,
              .class_from = CLASS_FROM_PARENTS, .dns = KIND_DNS_ALL,
              .ranges = KIND_RANGES_NONE, .wildcards = WILDCARDS_ANY_DEPTH,
              .absent_is_mesh = true, .parents_are_domains = true),
     .class_field = "spec.gateways",
     .hosts = {{"spec.hosts[]", TEXT_ISTIO, true, NULL},
               {"spec.tls[].match[].sniHosts[]", TEXT_ISTIO, false, NULL},
               {"spec.http[].match[].authority.exact", TEXT_ISTIO, false, NULL},
               {"spec.http[].match[].authority.prefix", TEXT_OPAQUE, false, NULL},
               {"spec.http[].match[].authority.regex", TEXT_OPAQUE, false, NULL}},
     .parents = "spec.gateways[]", .mesh = {STR_INIT("mesh")}},
    {ROW_KIND("Route", "route.openshift.io", "routes", .parts = KIND_HOSTS,
              .dns = KIND_DNS_ALL, .ranges = KIND_RANGES_PROFILE),
     .hosts = {{"spec.host", TEXT_NAME, false, NULL},
               {"spec.subdomain", TEXT_OPAQUE, false, NULL}},
     .forbidden = "spec.wildcardPolicy", .forbidden_text = STR_INIT("Subdomain")},
    {ROW_KIND("TCPIngress", "configuration.konghq.com", "tcpingresses", CLASSED()),
     .class_field = "metadata.annotations[*]",
     .hosts = {{"spec.rules[].host", TEXT_NAME, true, NULL},
               {"spec.tls[].hosts[]", TEXT_NAME, false, NULL}},
     .class_keys = {STR_INIT("kubernetes.io/ingress.class")}},
    {ROW_KIND("DNSEndpoint", "externaldns.k8s.io", "dnsendpoints", .parts = KIND_HOSTS,
              .wildcards = WILDCARDS_ANY_DEPTH, .is_listed = true),
     .hosts = {{"spec.endpoints[].dnsName", TEXT_RECORD, true, NULL}}},
    {ROW_KIND("Certificate", "cert-manager.io", "certificates", .parts = KIND_HOSTS),
     .hosts = {{"spec.dnsNames[]", TEXT_NAME, false, NULL},
               {"spec.commonName", TEXT_NAME, false, NULL}}},
};

static_assert(ARRAY_LEN(rows) == KINDS_BUILTIN, "each has a number");

/* ExternalDNS 0.22 with --registry=crd keeps its registry in these objects, so their
 * author owns records.  They claim no names. */
#define DNS_RECORD STR("DNSRecord.externaldns.k8s.io")

const struct str text_grammar_names[TEXT_GRAMMARS] = {
    [TEXT_NAME] = STR_INIT("name"),       [TEXT_RECORD] = STR_INIT("record"),
    [TEXT_LIST] = STR_INIT("list"),       [TEXT_ISTIO] = STR_INIT("istio"),
    [TEXT_TRAEFIK] = STR_INIT("traefik"), [TEXT_PREDICATE] = STR_INIT("predicate"),
    [TEXT_OPAQUE] = STR_INIT("opaque"),
};

static bool is_named(const struct row *row, struct str name)
{
    const struct str kind = row->kind.kind;

    if ((size_t)(row - rows) < KINDS_NAMED)
        return str_equal(kind, name);
    return str_has_prefix(name, kind) && name.len > kind.len + 1 &&
           name.ptr[kind.len] == '.' &&
           str_equal(str_skip(name, kind.len + 1), row->kind.group);
}

uint32_t kind_builtin_of(struct str name)
{
    for (uint32_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (is_named(&rows[i], name))
            return i;
    }
    return KIND_NOT_BUILTIN;
}

uint32_t kind_builtin_for(struct str group, struct str kind)
{
    for (uint32_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_equal(rows[i].kind.kind, kind) && str_equal(rows[i].kind.group, group))
            return i;
    }
    return KIND_NOT_BUILTIN;
}

/* Parse a path of this table.  A test ensures that all are valid. */
static void parse(struct path_fields *fields, const char *text, struct path *ret)
{
    const char *why = path_parse(fields, str_from(text), ret);

    assert(why == NULL);
    (void)why;
}

static void make_hosts(struct path_fields *fields, const struct row *row,
                       struct kind *kind)
{
    struct kind_host *hosts = ARENA_NEW(fields->arena, struct kind_host, MAX_HOSTS);

    for (size_t i = 0; i < MAX_HOSTS && row->hosts[i].path != NULL; i++) {
        const struct host_text *text = &row->hosts[i];
        struct path *unless = NULL;

        if (text->unless != NULL) {
            unless = ARENA_NEW(fields->arena, struct path, 1);
            parse(fields, text->unless, unless);
        }
        hosts[i] = (struct kind_host){
            .as = text->as, .absent_all = text->absent_all, .unless = unless};
        parse(fields, text->path, &hosts[i].path);
        hosts[i].absent_field =
            path_field(fields, path_without_brackets(str_from(text->path)));
        kind->n_hosts++;
    }
    kind->hosts = hosts;
}

static size_t count_strs(const struct str *strs)
{
    size_t n = 0;

    while (n < MAX_TEXTS && strs[n].len > 0)
        n++;
    return n;
}

static void make_class(struct path_fields *fields, const struct row *row,
                       struct kind *kind)
{
    struct path *paths = ARENA_NEW(fields->arena, struct path, MAX_TEXTS);
    struct path *parents = NULL;

    while (kind->n_class_paths < MAX_TEXTS &&
           row->class_paths[kind->n_class_paths] != NULL) {
        parse(fields, row->class_paths[kind->n_class_paths], &paths[kind->n_class_paths]);
        kind->n_class_paths++;
    }
    kind->class_paths = paths;
    kind->class_keys = row->class_keys;
    kind->n_class_keys = count_strs(row->class_keys);
    kind->mesh = row->mesh;
    kind->n_mesh = count_strs(row->mesh);
    if (row->class_field != NULL)
        kind->class_field = path_field(fields, str_from(row->class_field));
    if (row->parents == NULL)
        return;
    parents = ARENA_NEW(fields->arena, struct path, 1);
    parse(fields, row->parents, parents);
    kind->parents = parents;
}

static void make_demands(struct path_fields *fields, const struct row *row,
                         struct kind *kind)
{
    struct kind_reference *references =
        ARENA_NEW(fields->arena, struct kind_reference, MAX_REFERENCES);
    struct kind_demand *demand = NULL;
    struct field_demand *forbidden = NULL;

    for (size_t i = 0; i < MAX_REFERENCES && row->references[i].path != NULL; i++) {
        references[i].form = row->references[i].form;
        parse(fields, row->references[i].path, &references[i].path);
        kind->n_references++;
    }
    kind->references = references;
    if (row->forbidden == NULL)
        return;
    forbidden = ARENA_NEW(fields->arena, struct field_demand, 1);
    *forbidden = (struct field_demand){.values = &row->forbidden_text, .n_values = 1};
    demand = ARENA_NEW(fields->arena, struct kind_demand, 1);
    parse(fields, row->forbidden, &demand->path);
    demand->demand = forbidden;
    kind->demands = demand;
    kind->n_demands = 1;
}

static void make_rowless(struct path_fields *fields, struct str name, struct kind *ret)
{
    size_t dot = 0;
    const bool has_group = str_find(name, '.', &dot);

    *ret = (struct kind){
        .builtin = KIND_NOT_BUILTIN,
        .name = arena_dup(fields->arena, name),
        .old_groups = STR("-"),
        .reader = KIND_READS_ROW,
        .nouns = &row_nouns,
        .wildcards = WILDCARDS_ANY_DEPTH,
        .is_listed = str_equal(name, DNS_RECORD),
    };
    ret->kind = has_group ? str_head(ret->name, dot) : ret->name;
    ret->group = has_group ? str_skip(ret->name, dot + 1) : STR_NONE;
}

struct str kind_builtin_name(size_t builtin, struct arena *arena)
{
    const struct kind *kind = &rows[builtin].kind;

    if (builtin < KINDS_NAMED)
        return kind->kind;
    return arena_format(arena, "%.*s.%.*s", STR_ARGS(kind->kind), STR_ARGS(kind->group));
}

void kind_make(struct path_fields *fields, struct str name, struct kind *ret)
{
    const uint32_t builtin = kind_builtin_of(name);
    const struct row *row = NULL;

    if (builtin == KIND_NOT_BUILTIN) {
        make_rowless(fields, name, ret);
        return;
    }
    row = &rows[builtin];
    *ret = row->kind;
    ret->builtin = builtin;
    ret->has_row = true;
    ret->name = arena_dup(fields->arena, name);
    if (ret->old_groups.len == 0)
        ret->old_groups = STR("-");
    make_hosts(fields, row, ret);
    make_class(fields, row, ret);
    make_demands(fields, row, ret);
}

static bool is_in_group(const struct kind *kind, struct str group)
{
    struct str rest = kind->old_groups;
    struct str old;
    bool done = false;

    if (str_equal(group, kind->group))
        return true;
    while (str_next_item(&rest, ',', &done, &old)) {
        if (str_equal(group, old))
            return true;
    }
    return false;
}

bool kind_is(const struct kind *kind, struct str group, struct str name)
{
    return str_equal(kind->kind, name) && is_in_group(kind, group);
}

struct field_path kind_class_place(const struct kind *kind)
{
    struct field_path place = {.field = kind->class_field};

    if (kind->class_field == &builtin_fields[FIELD_ANNOTATION])
        place.key = kind->class_keys[0];
    return place;
}
