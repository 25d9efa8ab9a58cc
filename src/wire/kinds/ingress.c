/* SPDX-License-Identifier: Apache-2.0 */
/* ingress: spec of networking.k8s.io/v1 Ingress -> view.  Null counts as absent, and a
 * null element as an empty one, as Go reads them. */
#include "wire/kinds/reader.h"

enum path_field {
    PATH_PATH,
    PATH_TYPE,
    PATH_BACKEND,
    PATH_FIELDS,
};
static const struct json_field path_fields[] = {
    [PATH_PATH] = {STR_INIT("path"), NULL},
    [PATH_TYPE] = {STR_INIT("pathType"), NULL},
    [PATH_BACKEND] = {STR_INIT("backend"), NULL},
};
static const struct json_shape path_shape = {path_fields, PATH_FIELDS, NULL};
static const struct json_shape paths_shape = {NULL, 0, &path_shape};

enum http_field {
    HTTP_PATHS,
    HTTP_FIELDS,
};
static const struct json_field http_fields[] = {
    [HTTP_PATHS] = {STR_INIT("paths"), &paths_shape},
};
static const struct json_shape http_shape = {http_fields, HTTP_FIELDS, NULL};

enum rule_field {
    RULE_HOST,
    RULE_HTTP,
    RULE_FIELDS,
};
static const struct json_field rule_fields[] = {
    [RULE_HOST] = {STR_INIT("host"), NULL},
    [RULE_HTTP] = {STR_INIT("http"), &http_shape},
};
static const struct json_shape rule_shape = {rule_fields, RULE_FIELDS, NULL};
static const struct json_shape rules_shape = {NULL, 0, &rule_shape};

static const struct json_shape hosts_shape = {NULL, 0, NULL};
enum tls_field {
    TLS_HOSTS,
    TLS_SECRET_NAME,
    TLS_FIELDS,
};
static const struct json_field tls_fields[] = {
    [TLS_HOSTS] = {STR_INIT("hosts"), &hosts_shape},
    [TLS_SECRET_NAME] = {STR_INIT("secretName"), NULL},
};
static const struct json_shape tls_shape = {tls_fields, TLS_FIELDS, NULL};
static const struct json_shape tls_list_shape = {NULL, 0, &tls_shape};

enum spec_field {
    SPEC_CLASS,
    SPEC_DEFAULT_BACKEND,
    SPEC_TLS,
    SPEC_RULES,
    SPEC_FIELDS,
};
static const struct json_field spec_fields[] = {
    [SPEC_CLASS] = {STR_INIT("ingressClassName"), NULL},
    [SPEC_DEFAULT_BACKEND] = {STR_INIT("defaultBackend"), NULL},
    [SPEC_TLS] = {STR_INIT("tls"), &tls_list_shape},
    [SPEC_RULES] = {STR_INIT("rules"), &rules_shape},
};
static const struct json_shape spec_shape = {spec_fields, SPEC_FIELDS, NULL};
static const struct json_field object_fields[OBJECT_FIELDS] = {
    [OBJECT_METADATA] = {STR_INIT("metadata"), &metadata_shape},
    [OBJECT_SPEC] = {STR_INIT("spec"), &spec_shape},
};
const struct json_shape ingress_shape = {object_fields, OBJECT_FIELDS, NULL};

/* Far more than fits into an object that the API server stores; without a limit, a list
 * of empty elements would take far more memory than its text. */
#define MAX_RULES     10000
#define MAX_PATHS     20000
#define MAX_TLS       10000
#define MAX_TLS_HOSTS 10000

/* What is being read, and where it is. */
struct reading {
    struct arena *arena;
    struct view *view;
    struct unjudgeable *ret_why;
    const struct json *members[SPEC_FIELDS];
    uint32_t outer; /* spec.rules[outer], spec.tls[outer] */
    uint32_t inner; /* .http.paths[inner], .hosts[inner] */
    size_t n_tls_hosts;
    struct view_host *hosts;
    size_t cap_hosts;
    struct view_catch_all *catch_alls;
    struct view_route *routes;
};

enum catch_all {
    CATCH_ALL_RULE,
    CATCH_ALL_BACKEND,
};

static bool refuse(const struct reading *at, enum field_id field, const struct json *node,
                   enum value_type wanted)
{
    struct field_path path = field_path_at(field, at->outer, at->inner);

    return member_refuse(at->arena, &path, node, wanted, at->ret_why);
}

static void add_host(struct reading *at, struct str name, enum host_role role,
                     struct field_path path)
{
    if (at->view->n_hosts == at->cap_hosts)
        at->hosts = arena_grow(at->arena, at->hosts, &at->cap_hosts, sizeof at->hosts[0]);
    at->hosts[at->view->n_hosts++] =
        (struct view_host){.name = name, .path = path, .role = role, .tls = at->outer};
}

static void add_catch_all(struct reading *at, struct field_path path, enum catch_all what)
{
    at->catch_alls[at->view->n_catch_alls++] =
        (struct view_catch_all){.path = path, .what = what};
}

static bool read_path(struct reading *at, const struct json *path, struct str host)
{
    const struct json *members[PATH_FIELDS] = {0};

    if (json_value_type(path) == VALUE_OBJECT)
        json_fields(path, members, PATH_FIELDS);
    else if (json_value_type(path) != VALUE_NULL)
        return refuse(at, FIELD_INGRESS_HTTP_PATH, path, VALUE_OBJECT);

    if (!member_is(members[PATH_PATH], VALUE_STRING))
        return refuse(at, FIELD_INGRESS_PATH, members[PATH_PATH], VALUE_STRING);
    if (!member_is(members[PATH_TYPE], VALUE_STRING))
        return refuse(at, FIELD_INGRESS_PATH_TYPE, members[PATH_TYPE], VALUE_STRING);
    if (!member_is(members[PATH_BACKEND], VALUE_OBJECT))
        return refuse(at, FIELD_INGRESS_BACKEND, members[PATH_BACKEND], VALUE_OBJECT);

    at->routes[at->view->n_routes++] = (struct view_route){
        .host = host,
        .path = member_text(members[PATH_PATH]),
        .path_type = member_text(members[PATH_TYPE]),
        .backend = member_text(members[PATH_BACKEND]),
        .place = field_path_at(FIELD_INGRESS_PATH, at->outer, at->inner),
    };
    return true;
}

/* Find the rule's paths; NULL if it has none.  Returns false after a refusal. */
static bool find_paths(const struct reading *at, const struct json *http,
                       const struct json **ret)
{
    const struct json *members[HTTP_FIELDS];

    *ret = NULL;
    if (http == NULL)
        return true;
    if (json_value_type(http) != VALUE_OBJECT)
        return refuse(at, FIELD_INGRESS_HTTP, http, VALUE_OBJECT);

    json_fields(http, members, HTTP_FIELDS);
    if (!member_is(members[HTTP_PATHS], VALUE_ARRAY))
        return refuse(at, FIELD_INGRESS_HTTP_PATHS, members[HTTP_PATHS], VALUE_ARRAY);
    *ret = members[HTTP_PATHS];
    return true;
}

/* Read one rule's host; *ret_paths are still to be read. */
static bool read_rule(struct reading *at, const struct json *rule, struct str *ret_host,
                      const struct json **ret_paths)
{
    const struct json *members[RULE_FIELDS] = {0};
    struct field_path path = field_path_at(FIELD_INGRESS_HOST, at->outer, 0);

    if (json_value_type(rule) == VALUE_OBJECT)
        json_fields(rule, members, RULE_FIELDS);
    else if (json_value_type(rule) != VALUE_NULL)
        return refuse(at, FIELD_INGRESS_RULE, rule, VALUE_OBJECT);

    if (!member_is(members[RULE_HOST], VALUE_STRING))
        return refuse(at, FIELD_INGRESS_HOST, members[RULE_HOST], VALUE_STRING);
    *ret_host = member_text(members[RULE_HOST]);
    if (ret_host->len > 0)
        add_host(at, *ret_host, HOST_SERVED, path);
    else
        add_catch_all(at, path, CATCH_ALL_RULE);
    return find_paths(at, members[RULE_HTTP], ret_paths);
}

/* One more than the paths: the default back end is a route, too. */
static bool make_routes(struct reading *at, const struct json *const *paths, size_t n)
{
    size_t n_paths = 0;

    for (size_t i = 0; i < n; i++)
        n_paths += paths[i] == NULL ? 0 : paths[i]->n;
    if (n_paths > MAX_PATHS)
        return member_refuse_many_of(at->arena, FIELD_INGRESS_RULES, "paths", n_paths,
                                     MAX_PATHS, at->ret_why);
    at->routes = arena_alloc(at->arena, (n_paths + 1) * sizeof at->routes[0]);
    return true;
}

static bool read_rules(struct reading *at)
{
    const struct json *list = at->members[SPEC_RULES];
    const struct json *rule = list == NULL ? NULL : list->first;
    const size_t n = list == NULL ? 0 : list->n;
    const struct json **paths = NULL;
    struct str *hosts = NULL;

    if (n > MAX_RULES)
        return member_refuse_many(at->arena, FIELD_INGRESS_RULES, n, MAX_RULES,
                                  at->ret_why);
    paths = ARENA_NEW(at->arena, const struct json *, n + 1);
    hosts = ARENA_NEW(at->arena, struct str, n + 1);
    at->catch_alls = arena_alloc(at->arena, (n + 1) * sizeof at->catch_alls[0]);

    for (at->outer = 0; rule != NULL; at->outer++, rule = rule->next)
        if (!read_rule(at, rule, &hosts[at->outer], &paths[at->outer]))
            return false;
    at->view->host = hosts[0];

    if (!make_routes(at, paths, n))
        return false;
    for (at->outer = 0; at->outer < n; at->outer++) {
        const struct json *path =
            paths[at->outer] == NULL ? NULL : paths[at->outer]->first;

        for (at->inner = 0; path != NULL; at->inner++, path = path->next)
            if (!read_path(at, path, hosts[at->outer]))
                return false;
    }
    return true;
}

static void read_default_backend(struct reading *at)
{
    const struct json *backend = at->members[SPEC_DEFAULT_BACKEND];
    const struct field_path path = field_path_of(FIELD_INGRESS_DEFAULT_BACKEND);

    if (backend == NULL)
        return;
    add_catch_all(at, path, CATCH_ALL_BACKEND);
    at->routes[at->view->n_routes++] =
        (struct view_route){.backend = member_text(backend), .place = path};
}

static bool read_hosts(struct reading *at, const struct json *list, struct view_tls *ret)
{
    const struct json *host = list->first;

    at->n_tls_hosts += list->n;
    if (at->n_tls_hosts > MAX_TLS_HOSTS)
        return member_refuse_many_of(at->arena, FIELD_INGRESS_TLS, "hosts",
                                     at->n_tls_hosts, MAX_TLS_HOSTS, at->ret_why);

    for (at->inner = 0; host != NULL; at->inner++, host = host->next) {
        bool is_null = json_value_type(host) == VALUE_NULL;
        struct str name;

        if (!is_null && json_value_type(host) != VALUE_STRING)
            return refuse(at, FIELD_INGRESS_TLS_HOST, host, VALUE_STRING);
        name = is_null ? STR_NONE : json_text(host);
        ret->n_hosts += name.len > 0;
        add_host(at, name, HOST_TLS,
                 field_path_at(FIELD_INGRESS_TLS_HOST, at->outer, at->inner));
    }
    return true;
}

static bool read_tls_entry(struct reading *at, const struct json *entry,
                           struct view_tls *ret)
{
    const struct json *members[TLS_FIELDS] = {0};

    if (json_value_type(entry) == VALUE_OBJECT)
        json_fields(entry, members, TLS_FIELDS);
    else if (json_value_type(entry) != VALUE_NULL)
        return refuse(at, FIELD_INGRESS_TLS_ENTRY, entry, VALUE_OBJECT);

    if (!member_is(members[TLS_HOSTS], VALUE_ARRAY))
        return refuse(at, FIELD_INGRESS_TLS_HOSTS, members[TLS_HOSTS], VALUE_ARRAY);
    if (!member_is(members[TLS_SECRET_NAME], VALUE_STRING))
        return refuse(at, FIELD_INGRESS_TLS_SECRET, members[TLS_SECRET_NAME],
                      VALUE_STRING);

    *ret = (struct view_tls){.secret_name = member_text(members[TLS_SECRET_NAME]),
                             .path = field_path_at(FIELD_INGRESS_TLS_ENTRY, at->outer, 0),
                             .hosts_path =
                                 field_path_at(FIELD_INGRESS_TLS_HOSTS, at->outer, 0)};
    return members[TLS_HOSTS] == NULL || read_hosts(at, members[TLS_HOSTS], ret);
}

static bool read_tls(struct reading *at)
{
    const struct json *list = at->members[SPEC_TLS];
    const struct json *entry = list == NULL ? NULL : list->first;
    struct view_tls *tls = NULL;

    if (entry == NULL)
        return true;
    if (list->n > MAX_TLS)
        return member_refuse_many(at->arena, FIELD_INGRESS_TLS, list->n, MAX_TLS,
                                  at->ret_why);
    tls = arena_alloc(at->arena, list->n * sizeof tls[0]);

    for (at->outer = 0; entry != NULL; at->outer++, entry = entry->next)
        if (!read_tls_entry(at, entry, &tls[at->outer]))
            return false;

    at->view->tls = tls;
    at->view->n_tls = list->n;
    return true;
}

static const struct {
    enum spec_field field;
    enum value_type wanted;
    enum field_id path;
} spec_types[] = {
    {SPEC_CLASS, VALUE_STRING, FIELD_INGRESS_CLASS},
    {SPEC_DEFAULT_BACKEND, VALUE_OBJECT, FIELD_INGRESS_DEFAULT_BACKEND},
    {SPEC_TLS, VALUE_ARRAY, FIELD_INGRESS_TLS},
    {SPEC_RULES, VALUE_ARRAY, FIELD_INGRESS_RULES},
};

static bool read_spec(struct reading *at, const struct json *spec)
{
    json_fields(spec, at->members, SPEC_FIELDS);
    for (size_t i = 0; i < ARRAY_LEN(spec_types); i++) {
        const struct json *node = at->members[spec_types[i].field];

        if (!member_is(node, spec_types[i].wanted))
            return member_refuse_at(at->arena, spec_types[i].path, node,
                                    spec_types[i].wanted, at->ret_why);
    }
    if (!read_rules(at))
        return false;
    read_default_backend(at);
    return read_tls(at);
}

/* Only the field: the policy decides which annotations are carriers
 * (core/object/carriers). */
static void read_carriers(const struct reading *at)
{
    struct view *view = at->view;
    struct view_carrier *carrier = ARENA_NEW(at->arena, struct view_carrier, 1);
    struct str field = member_text(at->members[SPEC_CLASS]);

    if (field.len == 0)
        return;
    *carrier = (struct view_carrier){field, field_path_of(FIELD_INGRESS_CLASS)};
    view->carriers = carrier;
    view->n_carriers = 1;
}

bool ingress_read(const struct kind_reading *reading, struct view *view)
{
    struct reading at = {
        .arena = reading->arena, .view = view, .ret_why = reading->ret_why};

    if (reading->spec != NULL && !read_spec(&at, reading->spec))
        return false;
    read_carriers(&at);
    view->hosts = at.hosts;
    view->catch_alls = at.catch_alls;
    view->routes = at.routes;
    return true;
}
