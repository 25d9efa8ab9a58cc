/* ingress: spec of networking.k8s.io/v1 Ingress -> view.  Null counts as absent, and a
 * null element as an empty one, as Go reads them. */
#include "wire/kinds/kinds.h"
#include "wire/kinds/member.h"

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
const struct json_shape ingress_spec_shape = {spec_fields, SPEC_FIELDS, NULL};

/* Far more than fits into an object that the API server stores; without a ceiling, a list
 * of nothings would take memory out of all proportion. */
#define MAX_RULES     10000
#define MAX_PATHS     20000
#define MAX_TLS       10000
#define MAX_TLS_HOSTS 10000

/* What is being read, and where it stands. */
struct place_in_list {
    struct arena *arena;
    struct view *view;
    struct unjudgeable *ret_why;
    uint32_t outer; /* spec.rules[outer], spec.tls[outer] */
    uint32_t inner; /* .http.paths[inner], .hosts[inner] */
    size_t n_tls_hosts;
};

static bool refuse(const struct place_in_list *at, enum field_id field,
                   const struct json *node, enum value_type wanted)
{
    struct field_path path = field_path_at(field, at->outer, at->inner);

    return member_refuse(at->arena, &path, node, wanted, at->ret_why);
}

static bool read_path(const struct place_in_list *at, const struct json *path,
                      struct str host, struct view_route *ret)
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

    *ret = (struct view_route){
        .rule = at->outer,
        .index = at->inner,
        .host = host,
        .path = member_text(members[PATH_PATH]),
        .path_type = member_text(members[PATH_TYPE]),
        .backend = member_text(members[PATH_BACKEND]),
    };
    return true;
}

/* The rule's paths; NULL where it has none.  False after a refusal. */
static bool find_paths(const struct place_in_list *at, const struct json *http,
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

/* One rule; *ret_paths are still to be read. */
static bool read_rule(const struct place_in_list *at, const struct json *rule,
                      struct view_rule *ret, const struct json **ret_paths)
{
    const struct json *members[RULE_FIELDS] = {0};

    if (json_value_type(rule) == VALUE_OBJECT)
        json_fields(rule, members, RULE_FIELDS);
    else if (json_value_type(rule) != VALUE_NULL)
        return refuse(at, FIELD_INGRESS_RULE, rule, VALUE_OBJECT);

    if (!member_is(members[RULE_HOST], VALUE_STRING))
        return refuse(at, FIELD_INGRESS_HOST, members[RULE_HOST], VALUE_STRING);
    ret->host = member_text(members[RULE_HOST]);
    return find_paths(at, members[RULE_HTTP], ret_paths);
}

static bool read_routes(struct place_in_list *at, const struct view_rule *rules,
                        const struct json *const *paths, size_t n)
{
    struct view_route *routes = NULL;
    size_t n_routes = 0;

    for (size_t i = 0; i < n; i++)
        n_routes += paths[i] == NULL ? 0 : paths[i]->n;
    if (n_routes == 0)
        return true;
    if (n_routes > MAX_PATHS)
        return member_refuse_many(at->arena, FIELD_INGRESS_RULES, n_routes, MAX_PATHS,
                                  at->ret_why);

    routes = arena_alloc(at->arena, n_routes * sizeof routes[0]);
    at->view->routes = routes;
    at->view->n_routes = n_routes;
    for (at->outer = 0; at->outer < n; at->outer++) {
        const struct json *path =
            paths[at->outer] == NULL ? NULL : paths[at->outer]->first;

        for (at->inner = 0; path != NULL; at->inner++, path = path->next)
            if (!read_path(at, path, rules[at->outer].host, routes++))
                return false;
    }
    return true;
}

static bool read_rules(struct place_in_list *at, const struct json *list)
{
    struct view_rule *rules = NULL;
    const struct json **paths = NULL;
    const struct json *rule = list->first;

    if (list->n == 0)
        return true;
    if (list->n > MAX_RULES)
        return member_refuse_many(at->arena, FIELD_INGRESS_RULES, list->n, MAX_RULES,
                                  at->ret_why);
    rules = arena_alloc(at->arena, list->n * sizeof rules[0]);
    paths = arena_alloc(at->arena, list->n * sizeof(struct json *));

    for (at->outer = 0; rule != NULL; at->outer++, rule = rule->next)
        if (!read_rule(at, rule, &rules[at->outer], &paths[at->outer]))
            return false;

    at->view->rules = rules;
    at->view->n_rules = list->n;
    return read_routes(at, rules, paths, list->n);
}

static bool read_hosts(struct place_in_list *at, const struct json *list,
                       struct view_tls *ret)
{
    const struct json *host = list->first;
    struct str *hosts = NULL;

    if (list->n == 0)
        return true;
    at->n_tls_hosts += list->n;
    if (at->n_tls_hosts > MAX_TLS_HOSTS)
        return member_refuse_many(at->arena, FIELD_INGRESS_TLS, at->n_tls_hosts,
                                  MAX_TLS_HOSTS, at->ret_why);
    hosts = arena_alloc(at->arena, list->n * sizeof hosts[0]);

    for (at->inner = 0; host != NULL; at->inner++, host = host->next) {
        bool is_null = json_value_type(host) == VALUE_NULL;

        if (!is_null && json_value_type(host) != VALUE_STRING)
            return refuse(at, FIELD_INGRESS_TLS_HOST, host, VALUE_STRING);
        hosts[at->inner] = is_null ? STR_NONE : json_text(host);
    }
    ret->hosts = hosts;
    ret->n_hosts = list->n;
    return true;
}

static bool read_tls_entry(struct place_in_list *at, const struct json *entry,
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

    *ret = (struct view_tls){.secret_name = member_text(members[TLS_SECRET_NAME])};
    return members[TLS_HOSTS] == NULL || read_hosts(at, members[TLS_HOSTS], ret);
}

static bool read_tls(struct place_in_list *at, const struct json *list)
{
    const struct json *entry = list->first;
    struct view_tls *tls = NULL;

    if (list->n == 0)
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

bool ingress_read_spec(struct arena *arena, const struct json *spec, struct view *view,
                       struct unjudgeable *ret_why)
{
    const struct json *members[SPEC_FIELDS];
    struct place_in_list at = {.arena = arena, .view = view, .ret_why = ret_why};

    json_fields(spec, members, SPEC_FIELDS);
    for (size_t i = 0; i < ARRAY_LEN(spec_types); i++) {
        const struct json *node = members[spec_types[i].field];

        if (!member_is(node, spec_types[i].wanted))
            return member_refuse_at(arena, spec_types[i].path, node, spec_types[i].wanted,
                                    ret_why);
    }

    view->class_field = member_text(members[SPEC_CLASS]);
    view->default_backend = member_text(members[SPEC_DEFAULT_BACKEND]);
    view->has_default_backend = members[SPEC_DEFAULT_BACKEND] != NULL;
    return (members[SPEC_RULES] == NULL || read_rules(&at, members[SPEC_RULES])) &&
           (members[SPEC_TLS] == NULL || read_tls(&at, members[SPEC_TLS]));
}
