/* SPDX-License-Identifier: Apache-2.0 */
/* ingress_view: reads the JSON of an Ingress as a view; reports wrong shapes with their
 * place. */
#include "wire/kinds/kinds.h"

#include "deciding.h"
#include "unit.h"

struct reading {
    struct arena arena;
    struct kind_views views;
    struct unjudgeable why;
    bool judgeable;
};

static const struct json *object(struct arena *arena, const char *text)
{
    struct json *root = NULL;
    struct err err;

    if (text == NULL)
        return NULL;
    if (!json_read(arena, str_from(text), &ingress_shape, &root, &err))
        fail_msg("%s: %s", text, err.text);
    return root;
}

static void read_both(struct reading *ret, const char *text, const char *stored)
{
    struct path_fields fields = {.arena = &ret->arena};
    struct kind *kind = NULL;
    struct kind_objects objects;

    *ret = (struct reading){0};
    kind = ARENA_NEW(&ret->arena, struct kind, 1);
    kind_make(&fields, STR("Ingress"), kind);
    objects = (struct kind_objects){.kind = kind,
                                    .object = object(&ret->arena, text),
                                    .old_object = object(&ret->arena, stored)};
    ret->judgeable = kind_read(&objects, &ret->arena, &ret->views, &ret->why);
}

static const struct {
    const char *why;
    const char *group;
    const char *name;
    bool want;
} found[] = {
    {"the kind", "networking.k8s.io", "Ingress", true},
    {"its old group", "extensions", "Ingress", true},
    {"without a group the kind is accepted", "", "Ingress", true},
    {"the same name in a foreign group is another kind", "networking.example.io",
     "Ingress", false},
    {"names of kinds are case-sensitive", "networking.k8s.io", "ingress", false},
    {"names of groups are case-sensitive", "Networking.k8s.io", "Ingress", false},
    {"another kind of the group", "networking.k8s.io", "IngressClass", false},
    {"another kind", "", "Service", false},
};

static void kinds_are_found_by_group_and_name(void **state)
{
    struct policy *policy = deciding_policy(deciding_example);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(found); i++) {
        const struct kind *kind =
            policy_kind(policy, str_from(found[i].group), str_from(found[i].name));

        check_true((kind != NULL) == found[i].want, found[i].why);
    }
    policy_unref(policy);
}

static const char full[] =
    "{\"kind\":\"Ingress\",\"metadata\":{\"name\":\"web\",\"generateName\":\"we\","
    "\"labels\":{\"a\":\"b\"},\"annotations\":{\"b/k\":\"2\",\"a/k\":\"1\",\"c\":null,"
    "\"\":\"e\"}},\"spec\":{\"ingressClassName\":\"internal\",\"defaultBackend\":"
    "{\"service\":{\"name\":\"d\"}},\"tls\":[{\"hosts\":[\"x.y\",\"z.y\"],\"secretName\":"
    "\"s\"},{}],\"rules\":[{\"host\":\"x.y\",\"http\":{\"paths\":[{\"path\":\"/"
    "\",\"pathType\":"
    "\"Prefix\",\"backend\":{\"service\":{\"name\":\"w\"}}},{}]}},{\"host\":\"z.y\"},"
    "{\"http\":{\"paths\":[{\"path\":\"/a\"}]}}]},\"status\":{}}";

/* "PATH=NAME" for each host, then "PATH=*" for each catch-all. */
static struct str hosts_text(const struct view *view, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < view->n_hosts; i++) {
        if (i > 0)
            buf_add_byte(&buf, ' ');
        field_path_add(&buf, &view->hosts[i].path);
        buf_add_byte(&buf, '=');
        buf_add(&buf, view->hosts[i].name);
    }
    for (size_t i = 0; i < view->n_catch_alls; i++) {
        if (buf.len > 0)
            buf_add_byte(&buf, ' ');
        field_path_add(&buf, &view->catch_alls[i].path);
        buf_add_text(&buf, "=*");
    }
    return buf_str(&buf);
}

static void an_ingress_is_read_whole(void **state)
{
    struct reading reading;
    const struct view *view = &reading.views.view;

    (void)state;
    read_both(&reading, full, NULL);
    assert_true(reading.judgeable);
    check_text(reading.views.name, STR("web"), "the name");
    check_text(view->generate_name, STR("we"), "the name's beginning");
    assert_true(view->has_spec && view->has_annotations);
    assert_true(!view->being_deleted && reading.views.has_metadata);
    assert_int_equal(view->n_carriers, 1);
    check_text(view->carriers[0].value, STR("internal"), "the class");

    assert_int_equal(view->n_annotations, 4);
    check_text(view->annotations[0].key, STR(""), "sorted by bytes");
    check_text(view->annotations[1].key, STR("a/k"), "sorted by bytes");
    check_text(view->annotations[3].key, STR("c"), "sorted by bytes");
    check_text(*view_annotation(view, STR("b/k")), STR("2"), "found by its key");
    check_text(*view_annotation(view, STR("c")), STR(""), "null becomes the empty text");
    assert_null(view_annotation(view, STR("b")));

    check_text(hosts_text(view, &reading.arena),
               STR("spec.rules[0].host=x.y spec.rules[1].host=z.y "
                   "spec.tls[0].hosts[0]=x.y spec.tls[0].hosts[1]=z.y "
                   "spec.rules[2].host=* spec.defaultBackend=*"),
               "served hosts, tls hosts, catch-alls");
    check_text(view->host, STR("x.y"), "the first rule's host");
    assert_int_equal(view->n_tls, 2);
    assert_int_equal(view->tls[0].n_hosts, 2);
    check_text(view->tls[0].secret_name, STR("s"), "a secret");
    assert_true(view->tls[1].n_hosts == 0 && view->tls[1].secret_name.len == 0);
    arena_clear(&reading.arena);
}

static void routes_have_the_place_of_their_rule(void **state)
{
    struct reading reading;
    const struct view *view = &reading.views.view;

    (void)state;
    read_both(&reading, full, NULL);
    assert_int_equal(view->n_routes, 4);
    check_text(view->routes[0].path, STR("/"), "the path");
    check_text(view->routes[0].path_type, STR("Prefix"), "its type");
    check_text(view->routes[0].host, STR("x.y"), "the rule's host");
    check_text(view->routes[0].backend, STR("{\"service\":{\"name\":\"w\"}}"),
               "the back end as written");
    assert_true(view->routes[1].place.index[0] == 0 &&
                view->routes[1].place.index[1] == 1);
    assert_true(view->routes[1].path.len == 0 && view->routes[1].backend.len == 0);
    assert_true(view->routes[2].place.index[0] == 2 &&
                view->routes[2].place.index[1] == 0);
    assert_true(field_path_is(&view->routes[3].place, FIELD_INGRESS_DEFAULT_BACKEND));
    check_text(view->routes[3].backend, STR("{\"service\":{\"name\":\"d\"}}"),
               "the default back end");
    arena_clear(&reading.arena);
}

static const struct {
    const char *why;
    const char *text;
} empties[] = {
    {"an empty object", "{}"},
    {"nulls", "{\"metadata\":null,\"spec\":null}"},
    {"empty parts", "{\"metadata\":{},\"spec\":{}}"},
    {"null members", "{\"metadata\":{\"annotations\":null,\"deletionTimestamp\":null,"
                     "\"name\":null,\"generateName\":null},\"spec\":{\"rules\":null,"
                     "\"tls\":null,\"ingressClassName\":null,\"defaultBackend\":null}}"},
    {"empty lists",
     "{\"metadata\":{\"annotations\":{}},\"spec\":{\"rules\":[],\"tls\":[],"
     "\"ingressClassName\":\"\"}}"},
    {"member names are case-sensitive",
     "{\"Spec\":{\"rules\":[{}]},\"metaData\":{\"annotations\":1}}"},
};

static void absent_members_claim_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(empties); i++) {
        struct reading reading;
        const struct view *view = &reading.views.view;

        read_both(&reading, empties[i].text, NULL);
        check_true(reading.judgeable, empties[i].why);
        check_true(!view->has_annotations && view->n_catch_alls == 0 &&
                       !view->being_deleted && view->n_hosts == 0 && view->n_tls == 0 &&
                       view->n_routes == 0 && view->n_carriers == 0,
                   empties[i].why);
        arena_clear(&reading.arena);
    }
}

static void a_null_rule_is_a_catch_all(void **state)
{
    struct reading reading;

    (void)state;
    read_both(
        &reading,
        "{\"spec\":{\"rules\":[null,{\"host\":null,\"http\":null},{\"http\":{\"paths\":"
        "[null]}}],\"tls\":[null,{\"hosts\":[null]}]},\"metadata\":"
        "{\"deletionTimestamp\":\"2026-11-22T21:38:12Z\"}}",
        NULL);
    assert_true(reading.judgeable);
    assert_int_equal(reading.views.view.n_catch_alls, 3);
    assert_int_equal(reading.views.view.host.len, 0);
    assert_int_equal(reading.views.view.n_routes, 1);
    assert_int_equal(reading.views.view.n_tls, 2);
    assert_int_equal(reading.views.view.tls[1].n_hosts, 0);
    assert_true(reading.views.view.being_deleted);
    arena_clear(&reading.arena);
}

static void any_mark_of_deletion_is_one(void **state)
{
    struct reading reading;

    (void)state;
    read_both(&reading, "{\"metadata\":{\"deletionTimestamp\":\"\"}}", NULL);
    assert_true(reading.judgeable);
    assert_true(reading.views.view.being_deleted);
    arena_clear(&reading.arena);
}

static const struct {
    const char *text;
    const char *where;
    const char *why;
} wrong[] = {
    {"{\"metadata\":[]}", "metadata", "is an array, it must be an object"},
    {"{\"metadata\":{\"name\":1}}", "metadata.name",
     "is a number, it must be a string; write it in quotes"},
    {"{\"metadata\":{\"generateName\":{}}}", "metadata.generateName",
     "is an object, it must be a string"},
    {"{\"metadata\":{\"annotations\":[]}}", "metadata.annotations",
     "is an array, it must be an object"},
    {"{\"metadata\":{\"annotations\":{\"a/b\":1}}}", "metadata.annotations[a/b]",
     "is a number, it must be a string; write it in quotes"},
    {"{\"metadata\":{\"annotations\":{\"k\":true}}}", "metadata.annotations[k]",
     "is a boolean, it must be a string; write it in quotes"},
    {"{\"metadata\":{\"annotations\":{\"k\":{}}}}", "metadata.annotations[k]",
     "is an object, it must be a string"},
    {"{\"metadata\":{\"annotations\":{\"a\\nb\":[]}}}", "metadata.annotations[a\\nb]",
     "is an array, it must be a string"},
    {"{\"spec\":[]}", "spec", "is an array, it must be an object"},
    {"{\"spec\":\"\"}", "spec", "is a string, it must be an object"},
    {"{\"spec\":{\"ingressClassName\":1}}", "spec.ingressClassName",
     "is a number, it must be a string; write it in quotes"},
    {"{\"spec\":{\"defaultBackend\":[]}}", "spec.defaultBackend",
     "is an array, it must be an object"},
    {"{\"spec\":{\"rules\":{}}}", "spec.rules", "is an object, it must be an array"},
    {"{\"spec\":{\"rules\":[{},[]]}}", "spec.rules[1]",
     "is an array, it must be an object"},
    {"{\"spec\":{\"rules\":[{\"host\":[]}]}}", "spec.rules[0].host",
     "is an array, it must be a string"},
    {"{\"spec\":{\"rules\":[{},{\"http\":[]}]}}", "spec.rules[1].http",
     "is an array, it must be an object"},
    {"{\"spec\":{\"rules\":[{\"http\":{\"paths\":{}}}]}}", "spec.rules[0].http.paths",
     "is an object, it must be an array"},
    {"{\"spec\":{\"rules\":[{},{\"http\":{\"paths\":[{},1]}}]}}",
     "spec.rules[1].http.paths[1]", "is a number, it must be an object"},
    {"{\"spec\":{\"rules\":[{\"http\":{\"paths\":[{},{},{\"path\":1}]}}]}}",
     "spec.rules[0].http.paths[2].path",
     "is a number, it must be a string; write it in quotes"},
    {"{\"spec\":{\"rules\":[{\"http\":{\"paths\":[{\"pathType\":[]}]}}]}}",
     "spec.rules[0].http.paths[0].pathType", "is an array, it must be a string"},
    {"{\"spec\":{\"rules\":[{\"http\":{\"paths\":[{\"backend\":\"web\"}]}}]}}",
     "spec.rules[0].http.paths[0].backend", "is a string, it must be an object"},
    {"{\"spec\":{\"tls\":{}}}", "spec.tls", "is an object, it must be an array"},
    {"{\"spec\":{\"tls\":[{},\"x\"]}}", "spec.tls[1]",
     "is a string, it must be an object"},
    {"{\"spec\":{\"tls\":[{\"hosts\":\"x\"}]}}", "spec.tls[0].hosts",
     "is a string, it must be an array"},
    {"{\"spec\":{\"tls\":[{},{\"hosts\":[\"a\",2]}]}}", "spec.tls[1].hosts[1]",
     "is a number, it must be a string; write it in quotes"},
    {"{\"spec\":{\"tls\":[{\"secretName\":false}]}}", "spec.tls[0].secretName",
     "is a boolean, it must be a string; write it in quotes"},
};

static void wrong_shapes_are_reported_with_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct reading reading;

        read_both(&reading, wrong[i].text, NULL);
        check_true(!reading.judgeable, wrong[i].where);
        check_text(reading.why.where, str_from(wrong[i].where), wrong[i].text);
        check_text(reading.why.why, str_from(wrong[i].why), wrong[i].text);
        arena_clear(&reading.arena);

        read_both(&reading, "{}", wrong[i].text);
        check_true(!reading.judgeable, "the stored object is read as strictly");
        check_true(str_has_suffix(reading.why.why, STR("(in the stored object)")),
                   "and the message names it");
        arena_clear(&reading.arena);
    }
}

static const struct {
    const char *before;
    const char *item;
    const char *after;
    size_t n; /* items, one more than permitted in all */
    const char *where;
    const char *why;
} limits[] = {
    {"{\"spec\":{\"rules\":[", "{}", "]}}", 10001, "spec.rules",
     "has 10001 entries, the limit is 10000"},
    {"{\"spec\":{\"rules\":[{\"http\":{\"paths\":[{}]}},{\"http\":{\"paths\":[", "{}",
     "]}}]}}", 20000, "spec.rules", "has 20001 paths, the limit is 20000"},
    {"{\"spec\":{\"tls\":[", "{}", "]}}", 10001, "spec.tls",
     "has 10001 entries, the limit is 10000"},
    {"{\"spec\":{\"tls\":[{\"hosts\":[\"a\"]},{\"hosts\":[", "\"a\"", "]}]}}", 10000,
     "spec.tls", "has 10001 hosts, the limit is 10000"},
};

static void limits_are_reported_by_what_is_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct buf text = buf_in(&arena);
        struct reading reading;

        buf_add_text(&text, limits[i].before);
        for (size_t j = 0; j < limits[i].n; j++)
            buf_addf(&text, "%s%s", j > 0 ? "," : "", limits[i].item);
        buf_add_text(&text, limits[i].after);
        buf_add_byte(&text, '\0');
        read_both(&reading, text.ptr, NULL);
        check_true(!reading.judgeable, limits[i].why);
        check_text(reading.why.where, str_from(limits[i].where), limits[i].why);
        check_text(reading.why.why, str_from(limits[i].why), limits[i].why);
        arena_clear(&reading.arena);
    }
}

#define WITH_BACKENDS(route, fallback)                                                   \
    "{\"spec\":{\"rules\":[{\"http\":{\"paths\":[{\"backend\":" route                    \
    "}]}}],\"defaultBackend\":" fallback "}}"

static const struct {
    const char *why;
    const char *now;
    const char *before;
    bool equal;
} backends[] = {
    {"the same text", WITH_BACKENDS("{\"a\":1,\"b\":2}", "{\"c\":3}"),
     WITH_BACKENDS("{\"a\":1,\"b\":2}", "{\"c\":3}"), true},
    {"another order of members", WITH_BACKENDS("{\"a\":1,\"b\":2}", "{\"c\":3,\"d\":{}}"),
     WITH_BACKENDS("{\"b\":2,\"a\":1}", "{\"d\":{},\"c\":3}"), true},
    {"other spaces and escapes", WITH_BACKENDS("{\"a\":\"x\"}", "{\"c\":3}"),
     WITH_BACKENDS("{ \"a\" :\t\"\\u0078\" }", "{ \"c\" : 3 }"), true},
    {"another value", WITH_BACKENDS("{\"a\":1}", "{\"c\":3}"),
     WITH_BACKENDS("{\"a\":2}", "{\"c\":4}"), false},
    {"a text is not a number", WITH_BACKENDS("{\"a\":1}", "{\"c\":3}"),
     WITH_BACKENDS("{\"a\":\"1\"}", "{\"c\":\"3\"}"), false},
};

static void equal_back_ends_have_equal_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(backends); i++) {
        struct reading reading;
        const struct view *view = &reading.views.view;
        const struct view *stored = &reading.views.stored;

        read_both(&reading, backends[i].now, backends[i].before);
        check_true(reading.judgeable, backends[i].why);
        check_true(str_equal(view->routes[0].backend, stored->routes[0].backend) ==
                       backends[i].equal,
                   backends[i].why);
        check_true(str_equal(view->routes[1].backend, stored->routes[1].backend) ==
                       backends[i].equal,
                   backends[i].why);
        arena_clear(&reading.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_found_by_group_and_name),
        cmocka_unit_test(an_ingress_is_read_whole),
        cmocka_unit_test(routes_have_the_place_of_their_rule),
        cmocka_unit_test(absent_members_claim_nothing),
        cmocka_unit_test(a_null_rule_is_a_catch_all),
        cmocka_unit_test(any_mark_of_deletion_is_one),
        cmocka_unit_test(wrong_shapes_are_reported_with_their_place),
        cmocka_unit_test(limits_are_reported_by_what_is_counted),
        cmocka_unit_test(equal_back_ends_have_equal_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
